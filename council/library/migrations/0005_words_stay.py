"""The words of an agreement that people accepted are what they accepted, whoever asks for something else."""

from django.db import migrations

REFUSE = """
    CREATE FUNCTION library_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'The words of a published version are not changed.' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER library_words_stay BEFORE UPDATE ON library_agreementversion FOR EACH ROW
    WHEN ((OLD.agreement_id, OLD.number, OLD.text_ko, OLD.text_en, OLD.published_at)
        IS DISTINCT FROM (NEW.agreement_id, NEW.number, NEW.text_ko, NEW.text_en, NEW.published_at))
    EXECUTE FUNCTION library_words_stay();
"""
ALLOW = """
    DROP TRIGGER library_words_stay ON library_agreementversion;
    DROP FUNCTION library_words_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("library", "0004_agreements_and_owners")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
