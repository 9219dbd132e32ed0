"""What the database keeps beside tables and constraints: functions, triggers, indexes of expressions."""

from django.db import migrations

INDEXES_TEXT_SEARCH = """
CREATE INDEX news_searched ON content_newsitem USING gin (council_grams(council_article_text(
    title_ko, summary_ko, text_ko, title_en, summary_en, text_en))) WITH (fastupdate = off);
CREATE INDEX news_alike ON content_newsitem USING gin (council_names_text(title_ko, title_en) gin_trgm_ops);
"""


class Migration(migrations.Migration):
    replaces = [
        ("content", "0003_page_address"),
        ("content", "0004_pictures_and_schedule"),
        ("content", "0005_image_history"),
        ("content", "0006_begin_image_history"),
        ("content", "0007_text_search"),
    ]
    dependencies = [
        ("content", "0001_tables"),
        ("members", "0002_rules"),
    ]

    operations = [
        migrations.RunSQL(INDEXES_TEXT_SEARCH, "DROP INDEX news_searched, news_alike;"),
    ]
