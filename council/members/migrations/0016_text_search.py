from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

# As the functions of the directory (migration 0007): in SQL's own form, so that a restored dump builds the indexes.
FUNCTIONS = """
CREATE FUNCTION council_article_text(title_ko text, summary_ko text, text_ko text, title_en text, summary_en text, text_en text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(replace(title_ko || ' ' || summary_ko || ' ' || text_ko || ' ' || title_en || ' ' || summary_en || ' ' || text_en,
    '-', ''));
"""
NO_FUNCTIONS = "DROP FUNCTION council_article_text(text, text, text, text, text, text);"
INDEXES = """
CREATE INDEX organisation_alike ON members_organisation USING gin (council_names_text(name_ko, name_en) gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0015_begin_code_table_history"),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(INDEXES, "DROP INDEX organisation_alike;"),
    ]
