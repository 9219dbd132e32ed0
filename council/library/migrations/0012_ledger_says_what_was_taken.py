"""What the ledger says of downloads before it said so itself."""

from django.db import migrations

FILL = """
UPDATE library_download AS taken
SET programme = document.programme, owner_kind = document.owner_kind, title_ko = document.title_ko,
    title_en = document.title_en, number = version.number
FROM library_documentversion AS version JOIN library_document AS document ON document.id = version.document_id
WHERE version.id = taken.version_id;
"""


class Migration(migrations.Migration):
    dependencies = [("library", "0011_ledger_outlives_documents")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
