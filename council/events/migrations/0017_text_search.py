from django.db import migrations

INDEXES = """
CREATE INDEX event_searched ON events_event USING gin (council_grams(council_article_text(
    title_ko, summary_ko, description_ko, title_en, summary_en, description_en))) WITH (fastupdate = off);
CREATE INDEX event_alike ON events_event USING gin (council_names_text(title_ko, title_en) gin_trgm_ops);
CREATE INDEX agenda_item_searched ON events_agendaitem
    USING gin (council_grams(council_names_text(title_ko, title_en))) WITH (fastupdate = off);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0016_begin_speaker_history"),
        ("members", "0016_text_search"),
    ]

    operations = [
        migrations.RunSQL(INDEXES, "DROP INDEX event_searched, event_alike, agenda_item_searched;"),
    ]
