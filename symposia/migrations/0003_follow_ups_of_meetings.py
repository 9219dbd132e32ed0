import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("symposia", "0002_rules"),
    ]

    operations = [
        migrations.AlterField(
            model_name="followup",
            name="interest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="follow_ups",
                to="symposia.interestexpression",
                verbose_name="expression of interest",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="follow_ups",
                to="symposia.meeting",
                verbose_name="1:1 meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(fields=("meeting", "member", "days"), name="follow_up_once_a_side_of_a_meeting"),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=Q(interest__isnull=False, meeting=None) | Q(interest=None, meeting__isnull=False),
                name="follow_up_of_an_interest_or_a_meeting",
            ),
        ),
    ]
