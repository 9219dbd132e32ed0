"""A right that was given up by mistake comes back, though it was assigned since: whoever owns it now signed no filing. What was
filed once needs no signature for it again."""

from django.db import migrations

HEAD = """
    CREATE OR REPLACE FUNCTION forums_filing_needs_signatures() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state IN ('idea', 'agreement', 'prior-art', 'ready', 'abandoned') THEN
            RETURN NEW;
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.state NOT IN ('idea', 'agreement', 'prior-art', 'ready', 'abandoned') THEN
            RETURN NEW;
        END IF;
"""
FILED_BEFORE = """
        IF TG_OP = 'UPDATE' AND OLD.state = 'abandoned' AND EXISTS (
            SELECT 1 FROM forums_casemove WHERE case_id = NEW.id AND verb = 'abandon'
        ) THEN
            RETURN NEW;
        END IF;
"""
TAIL = """
        IF TG_OP = 'INSERT' OR EXISTS (
            SELECT 1 FROM forums_coowner owner WHERE owner.case_id = NEW.id AND NOT EXISTS (
                SELECT 1 FROM forums_coownerconsent signed
                WHERE signed.co_owner_id = owner.id AND signed.act = 'file'
                    AND signed.withdrawn_at IS NULL AND signed.voided_at IS NULL
            )
        ) THEN
            RAISE EXCEPTION 'A joint IP case is filed with the signature of every owner.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ip_case_filed_with_every_signature';
        END IF;
        RETURN NEW;
    END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0008_origins_and_declarations")]

    operations = [migrations.RunSQL(HEAD + FILED_BEFORE + TAIL, HEAD + TAIL)]
