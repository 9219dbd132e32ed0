"""A stand-in knows which time of the meeting he was told of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0009_given_up_by_mistake")]

    operations = [
        migrations.AddField(
            model_name="delegation",
            name="schedule_version",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="schedule version"),
        ),
    ]
