from django.db import migrations

INDEXES = """
CREATE INDEX document_searched ON library_document
    USING gin (council_grams(council_names_text(title_ko, title_en))) WITH (fastupdate = off);
CREATE INDEX document_description_searched ON library_document
    USING gin (council_grams(council_names_text(description_ko, description_en))) WITH (fastupdate = off);
CREATE INDEX document_alike ON library_document USING gin (council_names_text(title_ko, title_en) gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0006_scanning"),
        ("members", "0016_text_search"),
    ]

    operations = [
        migrations.RunSQL(INDEXES, "DROP INDEX document_searched, document_description_searched, document_alike;"),
    ]
