"""The logs of access and of support visits are searched by an index, the visits shown the newest first by one."""

from django.db import migrations, models

# As those of the directory: of one- and two-letter parts. A row of the first is written with every page of staff.
SEARCHED = """
CREATE INDEX access_searched ON members_personaldataaccess USING gin (council_grams(council_names_text(page, path)));
CREATE INDEX support_searched ON members_supportstep
    USING gin (council_grams(council_names_text(reason, path))) WITH (fastupdate = off);
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0021_cores_kept")]

    operations = [
        migrations.AddIndex(model_name="supportstep", index=models.Index(fields=["-at", "-id"], name="support_newest")),
        migrations.RunSQL(SEARCHED, "DROP INDEX access_searched, support_searched;"),
    ]
