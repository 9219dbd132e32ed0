"""What was approved, dispatched and moved stays what it was, whoever asks for something else."""

from django.db import migrations

REFUSE = """
    CREATE FUNCTION focusgroup_invitation_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'What was approved, dispatched or moved is not changed.' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER focusgroup_plan_stays BEFORE UPDATE ON focusgroup_invitationplan FOR EACH ROW
    WHEN (OLD.approved_at IS NOT NULL AND (OLD.target_id, OLD.number, OLD.text, OLD.approved_at, OLD.approved_as)
        IS DISTINCT FROM (NEW.target_id, NEW.number, NEW.text, NEW.approved_at, NEW.approved_as))
    EXECUTE FUNCTION focusgroup_invitation_words_stay();
    CREATE TRIGGER focusgroup_proposal_version_stays BEFORE UPDATE ON focusgroup_invitationproposal FOR EACH ROW
    WHEN (OLD.approved_at IS NOT NULL
        AND (OLD.target_id, OLD.number, OLD.language, OLD.title, OLD.text, OLD.approved_at, OLD.approved_as)
        IS DISTINCT FROM (NEW.target_id, NEW.number, NEW.language, NEW.title, NEW.text, NEW.approved_at, NEW.approved_as))
    EXECUTE FUNCTION focusgroup_invitation_words_stay();
    CREATE TRIGGER focusgroup_dispatch_stays BEFORE UPDATE ON focusgroup_dispatch FOR EACH ROW
    WHEN ((OLD.target_id, OLD.engagement_id, OLD.plan_id, OLD.proposal_id, OLD.data, OLD.at)
        IS DISTINCT FROM (NEW.target_id, NEW.engagement_id, NEW.plan_id, NEW.proposal_id, NEW.data, NEW.at))
    EXECUTE FUNCTION focusgroup_invitation_words_stay();
    CREATE TRIGGER focusgroup_targetmove_stays BEFORE UPDATE ON focusgroup_targetmove FOR EACH ROW
    WHEN ((OLD.target_id, OLD.at, OLD.verb, OLD.from_stage, OLD.from_standing, OLD.to_stage, OLD.to_standing, OLD.reason)
        IS DISTINCT FROM
        (NEW.target_id, NEW.at, NEW.verb, NEW.from_stage, NEW.from_standing, NEW.to_stage, NEW.to_standing, NEW.reason))
    EXECUTE FUNCTION focusgroup_invitation_words_stay();
"""
ALLOW = """
    DROP TRIGGER focusgroup_plan_stays ON focusgroup_invitationplan;
    DROP TRIGGER focusgroup_proposal_version_stays ON focusgroup_invitationproposal;
    DROP TRIGGER focusgroup_dispatch_stays ON focusgroup_dispatch;
    DROP TRIGGER focusgroup_targetmove_stays ON focusgroup_targetmove;
    DROP FUNCTION focusgroup_invitation_words_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("focusgroup", "0007_taskforces")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
