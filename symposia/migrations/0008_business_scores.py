from django.db import migrations

# A technology proposal is judged by its business potential, too (symposia.md): whether a review is of one stands in another
# table, so that no plain constraint asks for it.
WHOLE = """
CREATE FUNCTION symposia_check_business_scores() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM symposia_submission WHERE id = NEW.submission_id AND kind = 'proposal') THEN
        RAISE EXCEPTION 'A proposal is judged by its business potential, too.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER review_judges_the_business BEFORE INSERT OR UPDATE ON symposia_review
    FOR EACH ROW WHEN (NEW.submitted_at IS NOT NULL
                       AND (NEW.market IS NULL OR NEW.advantage IS NULL OR NEW.readiness IS NULL OR NEW.effort IS NULL))
    EXECUTE FUNCTION symposia_check_business_scores();
"""

WITHOUT = """
DROP TRIGGER review_judges_the_business ON symposia_review;
DROP FUNCTION symposia_check_business_scores();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("symposia", "0007_what_was_agreed"),
    ]

    operations = [
        migrations.RunSQL(WHOLE, WITHOUT),
    ]
