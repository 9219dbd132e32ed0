from datetime import time

from django.db import migrations

DEFAULTS = [
    # name, offset, amount, at_time, formats, grace in minutes
    ("week-before", "days-before", 7, time(9), "", 3 * 24 * 60),
    # Until the event begins, which is always sooner than that.
    ("day-before", "days-before", 1, time(17), "", 2 * 24 * 60),
    ("hour-before", "hours-before", 1, None, "hybrid,online", 60),
]


def add_defaults(apps, schema_editor):
    rules = apps.get_model("reminders", "Rule").objects
    for name, offset, amount, at_time, formats, grace in DEFAULTS:
        rules.get_or_create(
            event=None,
            programme="",
            name=name,
            defaults={"offset": offset, "amount": amount, "at_time": at_time, "formats": formats, "grace_minutes": grace},
        )


class Migration(migrations.Migration):
    replaces = [
        ("reminders", "0002_ledger_states"),
        ("reminders", "0003_default_rules"),
        ("reminders", "0004_audiences_texts_and_deadlines"),
        ("reminders", "0005_rule_reminds_of"),
        ("reminders", "0006_rule_bounds"),
    ]

    dependencies = [("reminders", "0001_tables")]

    # Staff may have changed them since: going back leaves them.
    operations = [migrations.RunPython(add_defaults, migrations.RunPython.noop)]
