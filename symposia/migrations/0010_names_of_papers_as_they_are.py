from django.db import migrations, models

# What papers said of their authors until now is what stands with the speakers.
NAMES = """
UPDATE symposia_paperauthor author SET name_ko = speaker.name_ko, name_en = speaker.name_en,
       affiliation_ko = speaker.affiliation_ko, affiliation_en = speaker.affiliation_en
FROM events_speaker speaker WHERE speaker.id = author.speaker_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("symposia", "0009_names_of_papers"),
    ]

    operations = [
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="paperauthor",
            constraint=models.CheckConstraint(
                condition=models.Q(("name_ko", ""), _negated=True) | models.Q(("name_en", ""), _negated=True),
                name="paper_author_has_a_name",
            ),
        ),
    ]
