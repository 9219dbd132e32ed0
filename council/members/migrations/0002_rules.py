"""What the database keeps beside tables and constraints: functions, triggers, indexes of expressions."""

from django.db import migrations

# Bodies in SQL's own form (`RETURN`, `BEGIN ATOMIC`): what they name is fixed when they are made, so that a restored dump builds the
# indexes without a search path.
FUNCTIONS_DIRECTORY = """
CREATE FUNCTION council_initials(content text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(string_agg(
        CASE WHEN ascii(letter) BETWEEN 44032 AND 55203
             THEN substr('ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ', (ascii(letter) - 44032) / 588 + 1, 1)
             ELSE letter END, '' ORDER BY place), '')
    FROM regexp_split_to_table(content, '') WITH ORDINALITY AS letters(letter, place);
END;
CREATE FUNCTION council_grams(content text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(array_agg(DISTINCT substr(word, at, size)), '{}'::text[])
    FROM regexp_split_to_table(content, '\\s+') AS words(word),
         generate_series(1, 2) AS sizes(size),
         generate_series(1, length(word) - size + 1) AS places(at);
END;
CREATE FUNCTION council_member_text(family text, given text, family_en text, given_en text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(family || given || ' ' || council_initials(family || given)
    || ' ' || replace(family_en || given_en, '-', '') || ' ' || replace(given_en || family_en, '-', ''));
CREATE FUNCTION council_names_text(name_ko text, name_en text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(replace(name_ko || ' ' || name_en, '-', ''));
"""
NO_FUNCTIONS_DIRECTORY = """
DROP FUNCTION council_member_text(text, text, text, text);
DROP FUNCTION council_names_text(text, text);
DROP FUNCTION council_grams(text);
DROP FUNCTION council_initials(text);
"""
# Names change seldom and are looked for often: no list of what is still to be put into the index.
INDEXES_DIRECTORY = """
CREATE INDEX member_searched ON members_member
    USING gin (council_grams(council_member_text(family_name, given_name, family_name_en, given_name_en))) WITH (fastupdate = off);
CREATE INDEX organisation_searched ON members_organisation
    USING gin (council_grams(council_names_text(name_ko, name_en))) WITH (fastupdate = off);
CREATE INDEX member_by_name_ko ON members_member (NULLIF(family_name, ''), given_name, id);
CREATE INDEX member_by_name_en ON members_member (NULLIF(family_name_en, ''), given_name_en, id);
"""
# Nobody changes the log, nobody deletes from it within two years (Art. 8 of the Standards: a year at least), whatever way he comes.
# Test databases are emptied between tests: they say so in their connection's options.
TRIGGER_ACCESS_AND_RETENTION = """
CREATE FUNCTION members_keep_access_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < statement_timestamp() - interval '729 days' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'TRUNCATE' AND coalesce(current_setting('council.may_truncate', true), '') = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The log of access to personal data is append-only (%).', TG_OP USING ERRCODE = 'insufficient_privilege';
END;
$$;
CREATE TRIGGER access_log_rows BEFORE UPDATE OR DELETE ON members_personaldataaccess
    FOR EACH ROW EXECUTE FUNCTION members_keep_access_log();
CREATE TRIGGER access_log_table BEFORE TRUNCATE ON members_personaldataaccess
    FOR EACH STATEMENT EXECUTE FUNCTION members_keep_access_log();
"""
NO_TRIGGER_ACCESS_AND_RETENTION = """
DROP TRIGGER access_log_table ON members_personaldataaccess;
DROP TRIGGER access_log_rows ON members_personaldataaccess;
DROP FUNCTION members_keep_access_log();
"""
# The same keeper as the log of access has: nobody changes a row, nobody deletes one within two years.
TRIGGER_SUPPORT_VISITS = """
CREATE TRIGGER support_log_rows BEFORE UPDATE OR DELETE ON members_supportstep
    FOR EACH ROW EXECUTE FUNCTION members_keep_access_log();
CREATE TRIGGER support_log_table BEFORE TRUNCATE ON members_supportstep
    FOR EACH STATEMENT EXECUTE FUNCTION members_keep_access_log();
"""
NO_TRIGGER_SUPPORT_VISITS = """
DROP TRIGGER support_log_table ON members_supportstep;
DROP TRIGGER support_log_rows ON members_supportstep;
"""
# As those of the directory (migration 0007), for what staff look for besides.
INDEXES_LISTS_OF_STAFF = """
CREATE INDEX user_searched ON members_user USING gin (council_grams(council_names_text(email, ''))) WITH (fastupdate = off);
CREATE INDEX member_written_organisation_searched ON members_member
    USING gin (council_grams(council_names_text(organisation_name, ''))) WITH (fastupdate = off) WHERE organisation_name <> '';
CREATE INDEX organisation_number_searched ON members_organisation
    USING gin (council_grams(council_names_text(business_number, ''))) WITH (fastupdate = off) WHERE business_number <> '';
"""
# As the functions of the directory (migration 0007): in SQL's own form, so that a restored dump builds the indexes.
FUNCTIONS_TEXT_SEARCH = """
CREATE FUNCTION council_article_text(title_ko text, summary_ko text, text_ko text, title_en text, summary_en text, text_en text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(replace(title_ko || ' ' || summary_ko || ' ' || text_ko || ' ' || title_en || ' ' || summary_en || ' ' || text_en,
    '-', ''));
"""
INDEXES_TEXT_SEARCH = """
CREATE INDEX organisation_alike ON members_organisation USING gin (council_names_text(name_ko, name_en) gin_trgm_ops);
"""


class Migration(migrations.Migration):
    replaces = [
        ("members", "0002_plain_text_and_written_organisation"),
    ]
    dependencies = [
        ("members", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS_DIRECTORY, NO_FUNCTIONS_DIRECTORY),
        migrations.RunSQL(INDEXES_DIRECTORY, "DROP INDEX member_searched, organisation_searched, member_by_name_ko, member_by_name_en;"),
        migrations.RunSQL(TRIGGER_ACCESS_AND_RETENTION, NO_TRIGGER_ACCESS_AND_RETENTION),
        migrations.RunSQL(TRIGGER_SUPPORT_VISITS, NO_TRIGGER_SUPPORT_VISITS),
        migrations.RunSQL(INDEXES_LISTS_OF_STAFF, "DROP INDEX user_searched, member_written_organisation_searched, organisation_number_searched;"),
        migrations.RunSQL(FUNCTIONS_TEXT_SEARCH, "DROP FUNCTION council_article_text(text, text, text, text, text, text);"),
        migrations.RunSQL(INDEXES_TEXT_SEARCH, "DROP INDEX organisation_alike;"),
    ]
