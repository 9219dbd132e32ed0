import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from council.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("symposia", "0002_rules"),
    ]

    operations = [AtOnce([
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
        *(
            migrations.AddField(
                model_name="interestexpression",
                name=f"title_{code}",
                field=models.CharField(blank=True, default="", max_length=200, verbose_name=f"title ({language})"),
                preserve_default=False,
            )
            for code, language in (("ko", "Korean"), ("en", "English"))
        ),
        # Labels whose words had another meaning elsewhere.
        migrations.AlterField(
            model_name="followup",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="members.member",
                verbose_name="who is asked",
            ),
        ),
        migrations.AlterField(
            model_name="followup",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no-contact", "No contact"),
                    ("talks", "In talks"),
                    ("nda", "Confidentiality agreement (NDA)"),
                    ("test", "Test"),
                    ("licence", "Licence agreement"),
                    ("investment", "Investment"),
                    ("joint", "Joint project"),
                ],
                max_length=12,
                verbose_name="what came of it",
            ),
        ),
        migrations.AlterField(
            model_name="historicalnetworkaction",
            name="due_on",
            field=models.DateField(verbose_name="due day"),
        ),
        migrations.AlterField(
            model_name="historicalnetworkaction",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="members.member",
                verbose_name="who does it",
            ),
        ),
        migrations.AlterField(
            model_name="historicaltechoffer",
            name="cooperation",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("licence", "Licensing"),
                        ("development", "Joint development"),
                        ("testing", "Testing and trial production"),
                        ("manufacture", "Contract manufacturing"),
                        ("investment", "Investment"),
                        ("venture", "Joint venture"),
                        ("supply", "Supply"),
                    ],
                    max_length=12,
                ),
                size=None,
                verbose_name="kind of cooperation",
            ),
        ),
        migrations.AlterField(
            model_name="historicaltechoffer",
            name="field",
            field=models.CharField(
                choices=[
                    ("joining", "Joining and assembly"),
                    ("forming", "Press and metal forming"),
                    ("moulding", "Injection moulding and moulds"),
                    ("machining", "Machining and finishing"),
                    ("materials", "Materials and composites"),
                    ("sensors", "Sensors and measurement"),
                    ("simulation", "Simulation and data"),
                    ("energy", "Energy and environment"),
                    ("other", "Another field"),
                ],
                max_length=12,
                verbose_name="field",
            ),
        ),
        migrations.AlterField(
            model_name="historicaltechoffer",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="members.member",
                verbose_name="offered by",
            ),
        ),
        migrations.AlterField(
            model_name="historicaltechoffer",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("checked", "Disclosure checked"),
                    ("published", "Published"),
                    ("in-talks", "In talks"),
                    ("agreed", "Agreement reached"),
                    ("closed", "Closed"),
                ],
                default="draft",
                editable=False,
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="interestexpression",
            name="state",
            field=models.CharField(
                choices=[
                    ("sent", "Waits for the owner’s answer"),
                    ("accepted", "Accepted by the owner"),
                    ("declined", "Declined by the owner"),
                    ("expired", "Expired"),
                ],
                default="sent",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="networkaction",
            name="due_on",
            field=models.DateField(verbose_name="due day"),
        ),
        migrations.AlterField(
            model_name="networkaction",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="network_actions",
                to="members.member",
                verbose_name="who does it",
            ),
        ),
        migrations.AlterField(
            model_name="offermove",
            name="verb",
            field=models.CharField(
                choices=[
                    ("handed-in", "Handed in for the disclosure check"),
                    ("returned", "Returned to its owner"),
                    ("taken-back", "Taken back by its owner"),
                    ("checked", "Disclosure checked"),
                    ("published", "Published"),
                    ("renewed", "Renewed"),
                    ("interest", "Interest expressed"),
                    ("accepted", "Interest accepted: who offers it was opened"),
                    ("declined", "Interest declined"),
                    ("expired", "Interest expired"),
                    ("agreed", "Agreement reached"),
                    ("closed", "Closed"),
                ],
                max_length=10,
                verbose_name="step",
            ),
        ),
        migrations.AlterField(
            model_name="talkquestion",
            name="state",
            field=models.CharField(
                choices=[("open", "Not answered yet"), ("answered", "Question answered"), ("passed", "Passed over")],
                default="open",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="techoffer",
            name="cooperation",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("licence", "Licensing"),
                        ("development", "Joint development"),
                        ("testing", "Testing and trial production"),
                        ("manufacture", "Contract manufacturing"),
                        ("investment", "Investment"),
                        ("venture", "Joint venture"),
                        ("supply", "Supply"),
                    ],
                    max_length=12,
                ),
                size=None,
                verbose_name="kind of cooperation",
            ),
        ),
        migrations.AlterField(
            model_name="techoffer",
            name="field",
            field=models.CharField(
                choices=[
                    ("joining", "Joining and assembly"),
                    ("forming", "Press and metal forming"),
                    ("moulding", "Injection moulding and moulds"),
                    ("machining", "Machining and finishing"),
                    ("materials", "Materials and composites"),
                    ("sensors", "Sensors and measurement"),
                    ("simulation", "Simulation and data"),
                    ("energy", "Energy and environment"),
                    ("other", "Another field"),
                ],
                max_length=12,
                verbose_name="field",
            ),
        ),
        migrations.AlterField(
            model_name="techoffer",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tech_offers",
                to="members.member",
                verbose_name="offered by",
            ),
        ),
        migrations.AlterField(
            model_name="techoffer",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("checked", "Disclosure checked"),
                    ("published", "Published"),
                    ("in-talks", "In talks"),
                    ("agreed", "Agreement reached"),
                    ("closed", "Closed"),
                ],
                default="draft",
                editable=False,
                max_length=10,
                verbose_name="state",
            ),
        ),
    ])]
