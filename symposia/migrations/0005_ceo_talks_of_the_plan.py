import council.members.validators
import django.db.models.deletion
from django.db import migrations, models

from council.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("symposia", "0004_titles_of_interests"),
    ]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="ceotalk",
                    name="company_en",
                    field=models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[council.members.validators.validate_one_line],
                        verbose_name="company (English)",
                    ),
                ),
                migrations.AddField(
                    model_name="ceotalk",
                    name="company_ko",
                    field=models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[council.members.validators.validate_one_line],
                        verbose_name="company (Korean)",
                    ),
                ),
                migrations.AddField(
                    model_name="ceotalk",
                    name="plan_talk",
                    field=models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="ceo_talk",
                        to="symposia.talk",
                        verbose_name="talk of the plan",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalceotalk",
                    name="company_en",
                    field=models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[council.members.validators.validate_one_line],
                        verbose_name="company (English)",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalceotalk",
                    name="company_ko",
                    field=models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[council.members.validators.validate_one_line],
                        verbose_name="company (Korean)",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalceotalk",
                    name="plan_talk",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="symposia.talk",
                        verbose_name="talk of the plan",
                    ),
                ),
                migrations.AlterField(
                    model_name="ceotalk",
                    name="stage",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("seed", "Founded lately"),
                            ("growth", "Growing"),
                            ("scale-up", "Scaling up"),
                            ("mature", "Established"),
                            ("turnaround", "Changing course"),
                        ],
                        max_length=12,
                        verbose_name="stage of the company",
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalceotalk",
                    name="stage",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("seed", "Founded lately"),
                            ("growth", "Growing"),
                            ("scale-up", "Scaling up"),
                            ("mature", "Established"),
                            ("turnaround", "Changing course"),
                        ],
                        max_length=12,
                        verbose_name="stage of the company",
                    ),
                ),
            ]
        ),
    ]
