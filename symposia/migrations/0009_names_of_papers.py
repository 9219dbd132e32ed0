from django.db import migrations, models

from council.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("symposia", "0008_business_scores"),
    ]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="paperauthor",
                    name="name_ko",
                    field=models.CharField(blank=True, default="", max_length=100, verbose_name="name (Korean)"),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="paperauthor",
                    name="name_en",
                    field=models.CharField(blank=True, default="", max_length=100, verbose_name="name (English)"),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="paperauthor",
                    name="affiliation_ko",
                    field=models.CharField(blank=True, default="", max_length=200, verbose_name="affiliation (Korean)"),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="paperauthor",
                    name="affiliation_en",
                    field=models.CharField(blank=True, default="", max_length=200, verbose_name="affiliation (English)"),
                    preserve_default=False,
                ),
            ]
        ),
    ]
