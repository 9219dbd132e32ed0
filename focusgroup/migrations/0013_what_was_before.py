from django.db import migrations
from django.db.models import Exists, F, OuterRef, Subquery


def mark_offers(apps, schema_editor):
    """Of whom the secretariat was told before is not told again."""
    steps = apps.get_model("focusgroup", "ConsultationStep").objects.filter(consultation=OuterRef("consultation"), verb="escalated")
    offers = apps.get_model("focusgroup", "Offer").objects
    offers.filter(state="accepted", escalated_at=None).update(escalated_at=Subquery(steps.order_by("-at").values("at")[:1]))
    # What was told of somebody before him does not count.
    offers.filter(escalated_at__lt=F("offered_at")).update(escalated_at=None)


def mark_acceptances(apps, schema_editor):
    """Agencies' contacts accepted their NDA in confidence."""
    engaged = apps.get_model("focusgroup", "AgencyEngagement").objects.filter(
        agreement=OuterRef("version__agreement"), contact__user=OuterRef("user")
    )
    apps.get_model("library", "Acceptance").objects.filter(Exists(engaged)).update(is_confidential=True)


class Migration(migrations.Migration):
    dependencies = [("focusgroup", "0012_escalated_once_an_offer"), ("library", "0010_acceptances_in_confidence")]
    operations = [
        migrations.RunPython(mark_offers, migrations.RunPython.noop),
        migrations.RunPython(mark_acceptances, migrations.RunPython.noop),
    ]
