from django.db import migrations

INDEXES = """
CREATE INDEX news_searched ON content_newsitem USING gin (council_grams(council_article_text(
    title_ko, summary_ko, text_ko, title_en, summary_en, text_en))) WITH (fastupdate = off);
CREATE INDEX news_alike ON content_newsitem USING gin (council_names_text(title_ko, title_en) gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0006_begin_image_history"),
        ("members", "0016_text_search"),
    ]

    operations = [
        migrations.RunSQL(INDEXES, "DROP INDEX news_searched, news_alike;"),
    ]
