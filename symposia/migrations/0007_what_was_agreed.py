import django.core.validators
from django.db import migrations, models

from council.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0024_letters_and_accesses_by_one_index"),
        ("symposia", "0006_discussions_of_actions"),
    ]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="historicaltechoffer",
                    name="agreed_amount",
                    field=models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="amount (won)",
                    ),
                ),
                migrations.AddField(
                    model_name="historicaltechoffer",
                    name="agreed_as",
                    field=models.CharField(
                        blank=True,
                        choices=[("licence", "Licence agreement"), ("investment", "Investment"), ("joint", "Joint project")],
                        editable=False,
                        max_length=12,
                        verbose_name="what was agreed",
                    ),
                ),
                migrations.AddField(
                    model_name="techoffer",
                    name="agreed_amount",
                    field=models.PositiveBigIntegerField(
                        blank=True,
                        editable=False,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="amount (won)",
                    ),
                ),
                migrations.AddField(
                    model_name="techoffer",
                    name="agreed_as",
                    field=models.CharField(
                        blank=True,
                        choices=[("licence", "Licence agreement"), ("investment", "Investment"), ("joint", "Joint project")],
                        editable=False,
                        max_length=12,
                        verbose_name="what was agreed",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="techoffer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state", "agreed"), models.Q(("agreed_amount", None), ("agreed_as", "")), _connector="OR"
                        ),
                        name="offer_agreed_as_is_of_an_agreed_one",
                    ),
                ),
            ]
        ),
    ]
