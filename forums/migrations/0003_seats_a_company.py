from django.db import migrations

# A company holds at most `seats_per_company` seats of a forum on any day, whoever gives them, by whatever way. The forum's row is
# where those who give seats at the same moment wait for each other. Looked at are the days on which a seat of the company begins:
# on one of them there are most. A term that is only shortened, and a merge of two companies, are never refused.
REFUSE = """
CREATE FUNCTION forums_seats_a_company() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed integer;
    most integer;
BEGIN
    SELECT seats_per_company INTO allowed FROM forums_forum WHERE body_id = NEW.body_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT max(number) INTO most FROM (
        SELECT (
            SELECT count(*) FROM members_seat held
            WHERE held.body_id = NEW.body_id AND held.organisation_id = NEW.organisation_id
                AND daterange(held.starts_on, held.ends_on, '[]') @> first_day.day
        ) AS number
        FROM (
            SELECT greatest(coalesce(seat.starts_on, '-infinity'), coalesce(NEW.starts_on, '-infinity')) AS day
            FROM members_seat seat
            WHERE seat.body_id = NEW.body_id AND seat.organisation_id = NEW.organisation_id
                AND daterange(seat.starts_on, seat.ends_on, '[]') && daterange(NEW.starts_on, NEW.ends_on, '[]')
        ) AS first_day
    ) AS counted;
    IF most > allowed THEN
        RAISE EXCEPTION 'A company holds at most % seats in this forum.', allowed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'forum_seats_a_company';
    END IF;
    RETURN NULL;
END;
$$;
CREATE TRIGGER forum_seat_given AFTER INSERT ON members_seat
    FOR EACH ROW EXECUTE FUNCTION forums_seats_a_company();
CREATE TRIGGER forum_seat_changed AFTER UPDATE OF body_id, starts_on, ends_on ON members_seat
    FOR EACH ROW WHEN (
        NEW.body_id <> OLD.body_id
        OR NOT daterange(OLD.starts_on, OLD.ends_on, '[]') @> daterange(NEW.starts_on, NEW.ends_on, '[]')
    ) EXECUTE FUNCTION forums_seats_a_company();
"""
ALLOW = """
DROP TRIGGER forum_seat_changed ON members_seat;
DROP TRIGGER forum_seat_given ON members_seat;
DROP FUNCTION forums_seats_a_company();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('forums', '0002_rights_stay_whole'),
    ]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
