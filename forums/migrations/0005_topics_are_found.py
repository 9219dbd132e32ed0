from django.db import migrations

# The texts that are searched, by their one- and two-letter parts (`council.members.text_search`); titles by their trigrams, too.
INDEXES = """
CREATE INDEX post_searched ON forums_post USING gin (council_grams(council_names_text(title, text)));
CREATE INDEX topic_title_searched ON forums_topic
    USING gin (council_grams(council_names_text(title, ''))) WITH (fastupdate = off);
CREATE INDEX topic_title_alike ON forums_topic USING gin (council_names_text(title, '') gin_trgm_ops);
"""
NO_INDEXES = "DROP INDEX post_searched, topic_title_searched, topic_title_alike;"


class Migration(migrations.Migration):
    dependencies = [
        ("forums", "0004_meetings_stay"),
        ("members", "0002_rules"),
    ]

    operations = [migrations.RunSQL(INDEXES, NO_INDEXES)]
