"""What the database itself keeps of joint IP cases, whoever asks by whatever way.

Shares of a case are exactly 1, of two owners at least; the parts of a cost are the cost: both judged when a transaction ends,
one transaction at a time for each case. Nothing is filed without every owner's signature. What happened stays what it was."""

from django.db import migrations

KEEP = """
    -- Exact: fractions are added as fractions, of numbers without end.
    CREATE FUNCTION forums_check_shares(which bigint) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        owners integer := 0;
        n numeric := 0;
        d numeric := 1;
        part record;
    BEGIN
        -- Who comes second waits here, and then counts what the first has written.
        PERFORM 1 FROM forums_ipcase WHERE id = which FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            RETURN;
        END IF;
        FOR part IN SELECT numerator, denominator FROM forums_coowner WHERE case_id = which LOOP
            owners := owners + 1;
            n := n * part.denominator + part.numerator * d;
            d := d * part.denominator;
        END LOOP;
        IF owners < 2 THEN
            RAISE EXCEPTION 'A joint IP case has two owners at least.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ip_case_has_two_owners';
        END IF;
        IF n <> d THEN
            RAISE EXCEPTION 'The shares of a joint IP case are not 1.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ip_case_shares_are_whole';
        END IF;
    END $$;
    CREATE FUNCTION forums_shares_are_whole() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_TABLE_NAME = 'forums_ipcase' THEN
            PERFORM forums_check_shares(NEW.id);
            RETURN NULL;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            PERFORM forums_check_shares(NEW.case_id);
        END IF;
        IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.case_id <> NEW.case_id) THEN
            PERFORM forums_check_shares(OLD.case_id);
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER forums_case_has_owners AFTER INSERT ON forums_ipcase
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION forums_shares_are_whole();
    CREATE CONSTRAINT TRIGGER forums_shares_are_whole AFTER INSERT OR UPDATE OR DELETE ON forums_coowner
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION forums_shares_are_whole();

    CREATE FUNCTION forums_cost_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        which bigint;
        whole numeric;
        parts numeric;
    BEGIN
        IF TG_TABLE_NAME = 'forums_cost' THEN
            which := NEW.id;
        ELSIF TG_OP = 'DELETE' THEN
            which := OLD.cost_id;
        ELSE
            which := NEW.cost_id;
        END IF;
        SELECT amount_krw INTO whole FROM forums_cost WHERE id = which FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        SELECT COALESCE(SUM(amount_krw), 0) INTO parts FROM forums_costshare WHERE cost_id = which;
        IF parts <> whole THEN
            RAISE EXCEPTION 'The parts of a cost are not the cost.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ip_cost_is_whole';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER forums_cost_is_whole AFTER INSERT OR UPDATE ON forums_cost
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION forums_cost_is_whole();
    CREATE CONSTRAINT TRIGGER forums_cost_parts_are_whole AFTER INSERT OR UPDATE OR DELETE ON forums_costshare
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION forums_cost_is_whole();

    -- A case begins before its filing, and goes beyond it with the signature of every owner.
    CREATE FUNCTION forums_filing_needs_signatures() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state IN ('idea', 'agreement', 'prior-art', 'ready', 'abandoned') THEN
            RETURN NEW;
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.state NOT IN ('idea', 'agreement', 'prior-art', 'ready', 'abandoned') THEN
            RETURN NEW;
        END IF;
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
    CREATE TRIGGER forums_filing_needs_signatures BEFORE INSERT OR UPDATE OF state ON forums_ipcase
        FOR EACH ROW EXECUTE FUNCTION forums_filing_needs_signatures();

    CREATE FUNCTION forums_number_is_of_the_right() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.kind IN ('application', 'publication', 'registration')
            AND left(NEW.number, 2) <> (SELECT "right" FROM forums_ipcase WHERE id = NEW.case_id) THEN
            RAISE EXCEPTION 'This number is of another kind of right.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ip_filing_number_is_of_the_right';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER forums_number_is_of_the_right BEFORE INSERT OR UPDATE ON forums_filing
        FOR EACH ROW EXECUTE FUNCTION forums_number_is_of_the_right();

    CREATE FUNCTION forums_what_happened_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'What happened to a joint IP case is corrected by another row, never changed.'
            USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER forums_case_event_stays BEFORE UPDATE ON forums_caseevent FOR EACH ROW
        WHEN ((OLD.case_id, OLD.kind, OLD."on", OLD.number, OLD.note, OLD.recorded_at)
            IS DISTINCT FROM (NEW.case_id, NEW.kind, NEW."on", NEW.number, NEW.note, NEW.recorded_at)
            OR (OLD.corrected_at IS NOT NULL
                AND (OLD.corrected_at, OLD.correction) IS DISTINCT FROM (NEW.corrected_at, NEW.correction)))
        EXECUTE FUNCTION forums_what_happened_stays();
    CREATE TRIGGER forums_case_move_stays BEFORE UPDATE ON forums_casemove FOR EACH ROW
        WHEN ((OLD.case_id, OLD.verb, OLD.before, OLD.after, OLD.at, OLD.reason)
            IS DISTINCT FROM (NEW.case_id, NEW.verb, NEW.before, NEW.after, NEW.at, NEW.reason))
        EXECUTE FUNCTION forums_what_happened_stays();
"""
FORGET = """
    DROP TRIGGER forums_case_move_stays ON forums_casemove;
    DROP TRIGGER forums_case_event_stays ON forums_caseevent;
    DROP FUNCTION forums_what_happened_stays();
    DROP TRIGGER forums_number_is_of_the_right ON forums_filing;
    DROP FUNCTION forums_number_is_of_the_right();
    DROP TRIGGER forums_filing_needs_signatures ON forums_ipcase;
    DROP FUNCTION forums_filing_needs_signatures();
    DROP TRIGGER forums_cost_parts_are_whole ON forums_costshare;
    DROP TRIGGER forums_cost_is_whole ON forums_cost;
    DROP FUNCTION forums_cost_is_whole();
    DROP TRIGGER forums_shares_are_whole ON forums_coowner;
    DROP TRIGGER forums_case_has_owners ON forums_ipcase;
    DROP FUNCTION forums_shares_are_whole();
    DROP FUNCTION forums_check_shares(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0001_tables")]
    operations = [migrations.RunSQL(KEEP, FORGET)]
