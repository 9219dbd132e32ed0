import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_newest_and_searched"),
        ("symposia", "0005_ceo_talks_of_the_plan"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalnetworkaction",
            name="agenda_item",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="events.agendaitem",
                verbose_name="network discussion",
            ),
        ),
        migrations.AddField(
            model_name="networkaction",
            name="agenda_item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="network_actions",
                to="events.agendaitem",
                verbose_name="network discussion",
            ),
        ),
    ]
