"""What the database keeps beside tables and constraints, whoever asks by whatever way."""

from django.db import migrations

# Two days or three, whichever way an event is changed (symposia.md): what services and forms refuse in words, no bulk update,
# import or shell gets past either.
DAYS = """
CREATE FUNCTION symposia_days(starts_at timestamptz, ends_at timestamptz, zone text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest(((ends_at - interval '1 microsecond') AT TIME ZONE zone)::date, (starts_at AT TIME ZONE zone)::date)
           - (starts_at AT TIME ZONE zone)::date + 1
$$;
CREATE FUNCTION symposia_check_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM symposia_symposium WHERE event_id = NEW.id)
       AND (NEW.programme <> 'symposia' OR symposia_days(NEW.starts_at, NEW.ends_at, NEW.time_zone) NOT BETWEEN 2 AND 3) THEN
        RAISE EXCEPTION 'A symposium lasts two or three days.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER symposium_lasts_two_or_three_days BEFORE UPDATE OF starts_at, ends_at, time_zone, programme ON events_event
    FOR EACH ROW WHEN ((OLD.starts_at, OLD.ends_at, OLD.time_zone, OLD.programme)
                       IS DISTINCT FROM (NEW.starts_at, NEW.ends_at, NEW.time_zone, NEW.programme))
    EXECUTE FUNCTION symposia_check_event();
CREATE FUNCTION symposia_check_symposium() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    event events_event;
BEGIN
    SELECT * INTO event FROM events_event WHERE id = NEW.event_id FOR SHARE;
    IF event.programme <> 'symposia' OR symposia_days(event.starts_at, event.ends_at, event.time_zone) NOT BETWEEN 2 AND 3 THEN
        RAISE EXCEPTION 'A symposium lasts two or three days.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER symposium_is_of_two_or_three_days BEFORE INSERT OR UPDATE OF event_id ON symposia_symposium
    FOR EACH ROW EXECUTE FUNCTION symposia_check_symposium();
"""

WITHOUT = """
DROP TRIGGER symposium_is_of_two_or_three_days ON symposia_symposium;
DROP FUNCTION symposia_check_symposium();
DROP TRIGGER symposium_lasts_two_or_three_days ON events_event;
DROP FUNCTION symposia_check_event();
DROP FUNCTION symposia_days(timestamptz, timestamptz, text);
"""

# What was published stays as it is, version by version; a talk lies within its session, a session within its symposium.
STAYS = """
CREATE FUNCTION symposia_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'This row of % stays as it is.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER version_stays BEFORE UPDATE ON symposia_programmeversion
    FOR EACH ROW WHEN ((OLD.symposium_id, OLD.number, OLD.published_at, OLD.note)
                       IS DISTINCT FROM (NEW.symposium_id, NEW.number, NEW.published_at, NEW.note))
    EXECUTE FUNCTION symposia_refuse_change();
CREATE TRIGGER version_is_not_deleted BEFORE DELETE ON symposia_programmeversion
    FOR EACH ROW EXECUTE FUNCTION symposia_refuse_change();
CREATE TRIGGER published_session_stays BEFORE UPDATE OR DELETE ON symposia_publishedsession
    FOR EACH ROW EXECUTE FUNCTION symposia_refuse_change();
CREATE TRIGGER published_talk_stays BEFORE UPDATE OR DELETE ON symposia_publishedtalk
    FOR EACH ROW EXECUTE FUNCTION symposia_refuse_change();
CREATE TRIGGER published_speaker_stays BEFORE UPDATE OR DELETE ON symposia_publishedspeaker
    FOR EACH ROW EXECUTE FUNCTION symposia_refuse_change();
CREATE FUNCTION symposia_check_published_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM symposia_programmeversion version JOIN events_event event ON event.id = version.symposium_id
                   WHERE version.id = NEW.version_id AND event.starts_at <= NEW.starts_at AND NEW.ends_at <= event.ends_at) THEN
        RAISE EXCEPTION 'A session lies within its symposium.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER published_session_lies_within BEFORE INSERT ON symposia_publishedsession
    FOR EACH ROW EXECUTE FUNCTION symposia_check_published_session();
CREATE FUNCTION symposia_check_published_talk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM symposia_publishedsession session
                   WHERE session.id = NEW.session_id AND session.version_id = NEW.version_id
                     AND session.starts_at <= NEW.starts_at AND NEW.ends_at <= session.ends_at) THEN
        RAISE EXCEPTION 'A talk lies within its session.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER published_talk_lies_within BEFORE INSERT ON symposia_publishedtalk
    FOR EACH ROW EXECUTE FUNCTION symposia_check_published_talk();
"""

GOES = """
DROP TRIGGER published_talk_lies_within ON symposia_publishedtalk;
DROP FUNCTION symposia_check_published_talk();
DROP TRIGGER published_session_lies_within ON symposia_publishedsession;
DROP FUNCTION symposia_check_published_session();
DROP TRIGGER published_speaker_stays ON symposia_publishedspeaker;
DROP TRIGGER published_talk_stays ON symposia_publishedtalk;
DROP TRIGGER published_session_stays ON symposia_publishedsession;
DROP TRIGGER version_is_not_deleted ON symposia_programmeversion;
DROP TRIGGER version_stays ON symposia_programmeversion;
DROP FUNCTION symposia_refuse_change();
"""

# What a meeting says of its request, slot and table is what these say; hours that move take their meetings along.
KEYS = """
ALTER TABLE symposia_meeting
    ADD CONSTRAINT meeting_says_its_request FOREIGN KEY (request_id, round_id, asker_id, asked_id)
        REFERENCES symposia_meetingrequest (id, round_id, asker_id, asked_id) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT meeting_says_its_slot FOREIGN KEY (slot_id, round_id, starts_at, ends_at)
        REFERENCES symposia_matchingslot (id, round_id, starts_at, ends_at) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT meeting_says_its_table FOREIGN KEY (table_id, round_id)
        REFERENCES symposia_matchingtable (id, round_id) DEFERRABLE INITIALLY DEFERRED;
"""

NO_KEYS = """
ALTER TABLE symposia_meeting
    DROP CONSTRAINT meeting_says_its_request, DROP CONSTRAINT meeting_says_its_slot, DROP CONSTRAINT meeting_says_its_table;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("symposia", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(DAYS, WITHOUT),
        migrations.RunSQL(STAYS, GOES),
        migrations.RunSQL(KEYS, NO_KEYS),
    ]
