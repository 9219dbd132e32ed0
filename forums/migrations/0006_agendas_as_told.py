from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0005_topics_are_found")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="agenda_told",
            field=models.CharField(blank=True, default="", editable=False, max_length=32, verbose_name="agenda as told"),
        ),
    ]
