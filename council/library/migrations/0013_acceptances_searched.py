"""Acceptances of agreements are searched by the names under which they were given, by an index."""

from django.db import migrations

SEARCHED = """
CREATE INDEX acceptance_searched ON library_acceptance
    USING gin (council_grams(council_names_text(name, ''))) WITH (fastupdate = off);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0012_ledger_says_what_was_taken"),
        ("members", "0021_cores_kept"),
    ]

    operations = [migrations.RunSQL(SEARCHED, "DROP INDEX acceptance_searched;")]
