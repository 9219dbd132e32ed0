"""Staff's lists of what was recorded at the doors, certified and sent: the newest first, and searched, by an index."""

from django.db import migrations, models

# As those of the directory: of one- and two-letter parts. Rows are seldom written, and never changed.
SEARCHED = """
CREATE INDEX attendance_walk_in_searched ON events_attendance
    USING gin (council_grams(council_names_text(name, organisation))) WITH (fastupdate = off) WHERE registration_id IS NULL;
CREATE INDEX certificate_searched ON events_certificate
    USING gin (council_grams(council_names_text(name_ko, name_en))) WITH (fastupdate = off);
CREATE INDEX invitation_searched ON events_invitation
    USING gin (council_grams(council_names_text(address, ''))) WITH (fastupdate = off) WHERE address <> '';
"""
NOT_SEARCHED = "DROP INDEX attendance_walk_in_searched, certificate_searched, invitation_searched;"


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0003_registration_newest"),
        ("members", "0021_cores_kept"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="attendance", index=models.Index(fields=["-recorded_at", "-id"], name="attendance_newest")
        ),
        migrations.AddIndex(
            model_name="certificate", index=models.Index(fields=["-issued_at", "-id"], name="certificate_newest")
        ),
        migrations.AddIndex(
            model_name="invitation", index=models.Index(fields=["-created_at", "-id"], name="invitation_newest")
        ),
        migrations.RunSQL(SEARCHED, NOT_SEARCHED),
    ]
