from django.db import migrations

ITEMS = ["organisation", "job_title", "kind", "skills"]


def enter(apps, schema_editor):
    """Who agreed to stand in the directory agreed to every field that its wording names."""
    Consent = apps.get_model("members", "Consent")
    DirectoryEntry = apps.get_model("members", "DirectoryEntry")
    given = Consent.objects.filter(purpose="directory")
    given.update(items=ITEMS)
    in_force = given.filter(withdrawn_at=None).values_list("pk", "member_id")
    DirectoryEntry.objects.bulk_create(
        [DirectoryEntry(consent_id=consent, member_id=member) for consent, member in in_force], ignore_conflicts=True
    )


class Migration(migrations.Migration):

    dependencies = [
        ("members", "0007_directory"),
    ]

    operations = [
        migrations.RunPython(enter, migrations.RunPython.noop),
    ]
