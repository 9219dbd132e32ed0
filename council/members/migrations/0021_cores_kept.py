"""What records that may be one agree in stands beside them: nothing of it is computed anew for everybody when staff look for them."""

from django.db import migrations

# The local part of an address without what follows a plus sign, points and strokes: hana.kim+x@… is hanakim.
FUNCTION = r"""
CREATE FUNCTION council_mail_core(email text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(split_part(lower(email), '@', 1), '\+.*$|[._-]', '', 'g');
"""
# The models do not know these columns: the database alone writes them, searches alone read them (`services.cores.Kept`).
COLUMNS = """
ALTER TABLE members_organisation
    ADD COLUMN core_ko text GENERATED ALWAYS AS (council_name_core(name_ko)) STORED,
    ADD COLUMN core_en text GENERATED ALWAYS AS (council_name_core(name_en)) STORED;
ALTER TABLE members_user ADD COLUMN mail_core text GENERATED ALWAYS AS (council_mail_core(email)) STORED;
"""
NO_COLUMNS = """
ALTER TABLE members_user DROP COLUMN mail_core;
ALTER TABLE members_organisation DROP COLUMN core_ko, DROP COLUMN core_en;
"""
NO_EXPRESSIONS = """
DROP INDEX organisation_core_ko, organisation_core_en, organisation_core_ko_parts, organisation_core_en_parts;
"""
EXPRESSIONS = """
CREATE INDEX organisation_core_ko ON members_organisation (council_name_core(name_ko));
CREATE INDEX organisation_core_en ON members_organisation (council_name_core(name_en));
CREATE INDEX organisation_core_ko_parts ON members_organisation
    USING gin (council_name_core(name_ko) gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX organisation_core_en_parts ON members_organisation
    USING gin (council_name_core(name_en) gin_trgm_ops) WITH (fastupdate = off);
"""
INDEXES = """
CREATE INDEX organisation_core_ko ON members_organisation (core_ko);
CREATE INDEX organisation_core_en ON members_organisation (core_en);
CREATE INDEX organisation_core_ko_parts ON members_organisation USING gin (core_ko gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX organisation_core_en_parts ON members_organisation USING gin (core_en gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX user_mail_core ON members_user (mail_core);
CREATE INDEX member_phone ON members_member (phone) WHERE phone <> '';
CREATE INDEX member_romanised ON members_member (lower(family_name_en || ' ' || given_name_en)) WHERE family_name_en <> '';
"""
NO_INDEXES = """
DROP INDEX organisation_core_ko, organisation_core_en, organisation_core_ko_parts, organisation_core_en_parts, user_mail_core,
    member_phone, member_romanised;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0020_confirmed_consents")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION council_mail_core(text);"),
        migrations.RunSQL(NO_EXPRESSIONS, EXPRESSIONS),
        migrations.RunSQL(COLUMNS, NO_COLUMNS),
        migrations.RunSQL(INDEXES, NO_INDEXES),
    ]
