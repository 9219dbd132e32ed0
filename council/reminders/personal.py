"""What reminders know of a person (`council.personal_data`)."""

from django.utils.translation import gettext_lazy as _

from council.personal_data import Erasure, PersonalData, PersonalLink, histories

PERSONAL = PersonalData(
    slug="reminders",
    label=_("Reminders"),
    links=(
        PersonalLink(
            model="reminders.reminder",
            via="recipient",
            erased=Erasure.DESTROY,
            label=_("Reminders to you"),
            exported=("source", "subject", "rule__name", "due_at", "state"),
            # Whom either record was reminded of something is not reminded of it again.
            twin_of=("source", "subject", "rule", "schedule_version"),
        ),
        *histories("reminders.rule"),
    ),
    order=50,
)
