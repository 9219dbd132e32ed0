"""What the database keeps beside tables and constraints: functions, triggers, indexes of expressions."""

from django.db import migrations

# A hybrid cluster has two parents or more when its transaction ends. Whoever takes parents away waits for the one before him.
PARENTS_CLUSTERS = """
CREATE FUNCTION focusgroup_two_parents() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    hybrid bigint;
BEGIN
    IF TG_TABLE_NAME = 'focusgroup_hybridcluster' THEN
        hybrid := NEW.id;
    ELSE
        hybrid := OLD.hybridcluster_id;
    END IF;
    PERFORM 1 FROM focusgroup_hybridcluster WHERE id = hybrid FOR UPDATE;
    IF FOUND AND (SELECT count(*) FROM focusgroup_hybridcluster_parents WHERE hybridcluster_id = hybrid) < 2 THEN
        RAISE EXCEPTION 'A hybrid cluster has two parent clusters or more.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hybrid_cluster_has_two_parents';
    END IF;
    RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER hybrid_cluster_has_two_parents AFTER INSERT ON focusgroup_hybridcluster
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION focusgroup_two_parents();
CREATE CONSTRAINT TRIGGER hybrid_cluster_keeps_two_parents AFTER UPDATE OR DELETE ON focusgroup_hybridcluster_parents
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION focusgroup_two_parents();
"""
NO_PARENTS_CLUSTERS = """
DROP TRIGGER hybrid_cluster_keeps_two_parents ON focusgroup_hybridcluster_parents;
DROP TRIGGER hybrid_cluster_has_two_parents ON focusgroup_hybridcluster;
DROP FUNCTION focusgroup_two_parents();
"""
# What is computed from the statistics is kept under this word: every statement that changes them gives a new one.
VERSION_CLUSTERS = """
CREATE FUNCTION focusgroup_statistics_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO focusgroup_statisticsversion (id, key) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET key = excluded.key;
    RETURN NULL;
END;
$$;
CREATE TRIGGER statistics_changed AFTER INSERT OR UPDATE OR DELETE ON focusgroup_industrystatistic
    FOR EACH STATEMENT EXECUTE FUNCTION focusgroup_statistics_changed();
"""
NO_VERSION_CLUSTERS = """
DROP TRIGGER statistics_changed ON focusgroup_industrystatistic;
DROP FUNCTION focusgroup_statistics_changed();
"""
# A decision is not changed and not taken back, a number is not given up: whoever asks, by whatever way.
REFUSE_DECISIONS_STAY = """
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
ALLOW_DECISIONS_STAY = """
DROP TRIGGER proposal_with_number_stays ON focusgroup_proposal;
DROP TRIGGER proposal_number_stays ON focusgroup_proposal;
DROP TRIGGER decision_stays ON focusgroup_decision;
DROP FUNCTION focusgroup_refuse_change();
"""
# What the composer proposed stays; what the lead made of it is written once.
REFUSE_TASKFORCES = """
    CREATE FUNCTION focusgroup_composition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'A composition is not changed.' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER focusgroup_composition_stays BEFORE UPDATE ON focusgroup_composition FOR EACH ROW
    WHEN ((OLD.task_force_id, OLD.number, OLD.given, OLD.proposed, OLD.covered, OLD.possible, OLD.made_at)
        IS DISTINCT FROM (NEW.task_force_id, NEW.number, NEW.given, NEW.proposed, NEW.covered, NEW.possible, NEW.made_at)
        OR OLD.accepted_at IS NOT NULL AND (OLD.accepted, OLD.accepted_covered, OLD.reason, OLD.accepted_at)
        IS DISTINCT FROM (NEW.accepted, NEW.accepted_covered, NEW.reason, NEW.accepted_at))
    EXECUTE FUNCTION focusgroup_composition_stays();
    CREATE TRIGGER focusgroup_composition_is_kept BEFORE DELETE ON focusgroup_composition FOR EACH ROW
    EXECUTE FUNCTION focusgroup_composition_stays();
"""
ALLOW_TASKFORCES = """
    DROP TRIGGER focusgroup_composition_stays ON focusgroup_composition;
    DROP TRIGGER focusgroup_composition_is_kept ON focusgroup_composition;
    DROP FUNCTION focusgroup_composition_stays();
"""
# What was approved, dispatched and moved stays what it was, whoever asks for something else.
REFUSE_INVITATION_WORDS_STAY = """
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
ALLOW_INVITATION_WORDS_STAY = """
    DROP TRIGGER focusgroup_plan_stays ON focusgroup_invitationplan;
    DROP TRIGGER focusgroup_proposal_version_stays ON focusgroup_invitationproposal;
    DROP TRIGGER focusgroup_dispatch_stays ON focusgroup_dispatch;
    DROP TRIGGER focusgroup_targetmove_stays ON focusgroup_targetmove;
    DROP FUNCTION focusgroup_invitation_words_stay();
"""


class Migration(migrations.Migration):
    replaces = [
        ("focusgroup", "0003_invitations"),
        ("focusgroup", "0004_clusters"),
        ("focusgroup", "0005_docket"),
        ("focusgroup", "0006_decisions_stay"),
        ("focusgroup", "0007_taskforces"),
        ("focusgroup", "0008_invitation_words_stay"),
        ("focusgroup", "0009_consultations"),
    ]
    dependencies = [
        ("focusgroup", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(PARENTS_CLUSTERS, NO_PARENTS_CLUSTERS),
        migrations.RunSQL(VERSION_CLUSTERS, NO_VERSION_CLUSTERS),
        migrations.RunSQL(REFUSE_DECISIONS_STAY, ALLOW_DECISIONS_STAY),
        migrations.RunSQL(REFUSE_TASKFORCES, ALLOW_TASKFORCES),
        migrations.RunSQL(REFUSE_INVITATION_WORDS_STAY, ALLOW_INVITATION_WORDS_STAY),
    ]
