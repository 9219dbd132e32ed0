"""What the database keeps beside tables and constraints: functions, triggers, indexes of expressions."""

from django.db import migrations

# The words of an agreement that people accepted are what they accepted, whoever asks for something else.
REFUSE_WORDS_STAY = """
    CREATE FUNCTION library_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'The words of a published version are not changed.' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER library_words_stay BEFORE UPDATE ON library_agreementversion FOR EACH ROW
    WHEN ((OLD.agreement_id, OLD.number, OLD.text_ko, OLD.text_en, OLD.published_at)
        IS DISTINCT FROM (NEW.agreement_id, NEW.number, NEW.text_ko, NEW.text_en, NEW.published_at))
    EXECUTE FUNCTION library_words_stay();
"""
ALLOW_WORDS_STAY = """
    DROP TRIGGER library_words_stay ON library_agreementversion;
    DROP FUNCTION library_words_stay();
"""
INDEXES_TEXT_SEARCH = """
CREATE INDEX document_searched ON library_document
    USING gin (council_grams(council_names_text(title_ko, title_en))) WITH (fastupdate = off);
CREATE INDEX document_description_searched ON library_document
    USING gin (council_grams(council_names_text(description_ko, description_en))) WITH (fastupdate = off);
CREATE INDEX document_alike ON library_document USING gin (council_names_text(title_ko, title_en) gin_trgm_ops);
"""


class Migration(migrations.Migration):
    replaces = [
        ("library", "0003_agenda_item"),
        ("library", "0004_agreements_and_owners"),
        ("library", "0005_words_stay"),
        ("library", "0006_scanning"),
        ("library", "0007_text_search"),
        ("library", "0008_never_scanned"),
    ]
    dependencies = [
        ("library", "0001_tables"),
        ("members", "0002_rules"),
    ]

    operations = [
        migrations.RunSQL(REFUSE_WORDS_STAY, ALLOW_WORDS_STAY),
        migrations.RunSQL(INDEXES_TEXT_SEARCH, "DROP INDEX document_searched, document_description_searched, document_alike;"),
    ]
