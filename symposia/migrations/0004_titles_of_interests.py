from django.db import migrations

# What the teaser was called when somebody was interested in it.
TITLES = """
UPDATE symposia_interestexpression interest SET title_ko = offer.title_ko, title_en = offer.title_en
FROM symposia_techoffer offer WHERE offer.id = interest.offer_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("symposia", "0003_follow_ups_of_meetings"),
    ]

    operations = [
        migrations.RunSQL(TITLES, migrations.RunSQL.noop),
    ]
