"""The ledger of downloads says itself what was taken, and stays when the document goes."""

import django.db.models.deletion
from django.db import migrations, models

from council.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [("library", "0010_acceptances_in_confidence")]

    operations = [AtOnce([
        migrations.AlterField(
            model_name="download",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="downloads",
                to="library.documentversion",
                verbose_name="version",
            ),
        ),
        migrations.AddField(
            model_name="download",
            name="programme",
            field=models.SlugField(default="", max_length=30, verbose_name="programme"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="download",
            name="owner_kind",
            field=models.SlugField(blank=True, editable=False, max_length=40, verbose_name="belongs to"),
        ),
        migrations.AddField(
            model_name="download",
            name="title_ko",
            field=models.CharField(default="", max_length=200, verbose_name="title (Korean)"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="download",
            name="title_en",
            field=models.CharField(blank=True, max_length=200, verbose_name="title (English)"),
        ),
        migrations.AddField(
            model_name="download",
            name="number",
            field=models.PositiveIntegerField(default=0, verbose_name="version"),
            preserve_default=False,
        ),
    ])]
