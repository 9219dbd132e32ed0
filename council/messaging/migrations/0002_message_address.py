from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0001_tables"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["address"], name="message_address", opclasses=["varchar_pattern_ops"]),
        ),
    ]
