"""The first entry in the history of rows that are older than it, so that the next change tells old and new."""

from typing import Any

from django.db import migrations
from django.utils import timezone

MODELS = ("Image",)


def begin_histories(apps: Any, schema_editor: Any) -> None:
    now = timezone.now()
    for name in MODELS:
        history = apps.get_model("content", f"Historical{name}")
        columns = [one.attname for one in history._meta.concrete_fields if not one.name.startswith("history_")]
        rows = apps.get_model("content", name).objects.values(*columns)
        history.objects.bulk_create(
            [history(**row, history_date=now, history_type="~", history_change_reason="begin") for row in rows], batch_size=500
        )


class Migration(migrations.Migration):
    dependencies = [("content", "0005_image_history")]

    operations = [migrations.RunPython(begin_histories, migrations.RunPython.noop)]
