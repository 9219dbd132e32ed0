"""Those who stand in already are told of what is moved from now on, not of what was moved before."""

from django.db import migrations

TOLD = """
    UPDATE forums_delegation SET schedule_version = event.schedule_version
    FROM events_event AS event WHERE event.id = forums_delegation.event_id;
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0010_stand_ins_know_the_time")]

    operations = [migrations.RunSQL(TOLD, migrations.RunSQL.noop)]
