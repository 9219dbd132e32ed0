"""Every source of deadlines begins with its rules; staff change them, nothing overwrites what they did."""

from typing import Any

from django.apps import apps as installed

from council import programmes


def lay_down_rules(apps: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Make the missing rules of the registry's sources. Called after every migration (also one that goes back to a time without
    them: then nothing is done)."""
    try:
        # A database that was emptied (tests) sends the same signal without a state of migrations.
        model = (apps or installed).get_model("reminders", "Rule")
    except LookupError:
        return
    if "source" not in {field.name for field in model._meta.get_fields()}:
        return
    for source in programmes.deadline_sources.all():
        for rule in source.rules:
            model.objects.using(using).get_or_create(
                source=source.slug,
                name=rule.name,
                defaults={
                    "offset": "days-before",
                    "amount": rule.days_before,
                    "at_time": rule.at,
                    "grace_minutes": int(rule.grace.total_seconds() // 60),
                },
            )
