"""Names of organisations without what says nothing, by index: a core within a name, and a name within a core."""

from django.db import migrations

# What `services.matching.FORMS` says; names that are searched for lose the same (`name_core`, a test compares both).
FUNCTION = r"""
CREATE FUNCTION council_name_core(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(lower(name),
    '주식회사|유한회사|\(주\)|㈜|\mco\M|\mltd\M|\minc\M|\mcorp\M|\mllc\M|\mgmbh\M|[\s().,·&/_-]', '', 'g');
"""
INDEXES = """
CREATE INDEX organisation_core_ko ON members_organisation (council_name_core(name_ko));
CREATE INDEX organisation_core_en ON members_organisation (council_name_core(name_en));
CREATE INDEX organisation_core_ko_parts ON members_organisation
    USING gin (council_name_core(name_ko) gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX organisation_core_en_parts ON members_organisation
    USING gin (council_name_core(name_en) gin_trgm_ops) WITH (fastupdate = off);
"""
NO_INDEXES = """
DROP INDEX organisation_core_ko, organisation_core_en, organisation_core_ko_parts, organisation_core_en_parts;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0018_logos")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION council_name_core(text);"),
        migrations.RunSQL(INDEXES, NO_INDEXES),
    ]
