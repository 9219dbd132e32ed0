from django.db import migrations

# A decision is not changed and not taken back, a number is not given up: whoever asks, by whatever way.
REFUSE = """
CREATE FUNCTION focusgroup_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'This row of % stays as it is.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER decision_stays BEFORE UPDATE OR DELETE ON focusgroup_decision
    FOR EACH ROW EXECUTE FUNCTION focusgroup_refuse_change();
CREATE TRIGGER proposal_number_stays BEFORE UPDATE OF number, year, serial ON focusgroup_proposal
    FOR EACH ROW WHEN (OLD.number IS NOT NULL AND (NEW.number, NEW.year, NEW.serial) IS DISTINCT FROM (OLD.number, OLD.year, OLD.serial))
    EXECUTE FUNCTION focusgroup_refuse_change();
CREATE TRIGGER proposal_with_number_stays BEFORE DELETE ON focusgroup_proposal
    FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION focusgroup_refuse_change();
"""
ALLOW = """
DROP TRIGGER proposal_with_number_stays ON focusgroup_proposal;
DROP TRIGGER proposal_number_stays ON focusgroup_proposal;
DROP TRIGGER decision_stays ON focusgroup_decision;
DROP FUNCTION focusgroup_refuse_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('focusgroup', '0005_docket'),
    ]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
