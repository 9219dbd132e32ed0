"""What the database keeps beside tables and constraints: functions, triggers, indexes of expressions."""

from django.db import migrations

INDEXES_TEXT_SEARCH = """
CREATE INDEX event_searched ON events_event USING gin (council_grams(council_article_text(
    title_ko, summary_ko, description_ko, title_en, summary_en, description_en))) WITH (fastupdate = off);
CREATE INDEX event_alike ON events_event USING gin (council_names_text(title_ko, title_en) gin_trgm_ops);
CREATE INDEX agenda_item_searched ON events_agendaitem
    USING gin (council_grams(council_names_text(title_ko, title_en))) WITH (fastupdate = off);
"""


class Migration(migrations.Migration):
    replaces = [
        ("events", "0003_registration_protected"),
        ("events", "0004_calendars"),
        ("events", "0005_series"),
        ("events", "0006_sessions_invitations_announcements"),
        ("events", "0007_attendance"),
        ("events", "0008_offers_and_quotas"),
        ("events", "0009_surveys"),
        ("events", "0010_attendance_records"),
        ("events", "0011_survey_asks_who_came"),
        ("events", "0012_series_of_whole_days"),
        ("events", "0013_agenda_history"),
        ("events", "0014_registration_merged"),
        ("events", "0015_speaker_history"),
        ("events", "0016_begin_speaker_history"),
        ("events", "0017_text_search"),
    ]
    dependencies = [
        ("events", "0001_tables"),
        ("members", "0002_rules"),
    ]

    operations = [
        migrations.RunSQL(INDEXES_TEXT_SEARCH, "DROP INDEX event_searched, event_alike, agenda_item_searched;"),
    ]
