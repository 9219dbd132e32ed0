"""What messaging knows of a person (`council.personal_data`)."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from council.messaging.models import DeliveredMail, Message, SuppressedAddress
from council.messaging.services import forget_messages, forget_old_messages
from council.personal_data import Erasure, Person, PersonalData, PersonalLink, RetentionRule


def _messages_to(person: Person) -> QuerySet[Message]:
    written_to = Q(user_id=person.user_id)
    for address in person.addresses:
        written_to |= Q(address__iexact=address)
    return Message.objects.filter(written_to)


def erase(person: Person, now: datetime) -> None:
    """Wipe what was written to the person, also to an address that he had without a log-in; nothing that waits is sent."""
    forget_messages(_messages_to(person))
    for address in person.addresses:
        SuppressedAddress.objects.filter(address__iexact=address).delete()
        DeliveredMail.objects.filter(address__icontains=address).delete()


def export(person: Person) -> dict[str, list[dict[str, Any]]]:
    """What was written to the person; what codes said is not repeated."""
    columns = ("kind", "language", "address", "subject", "state", "created_at", "sent_at")
    return {"messages": list(_messages_to(person).order_by("pk").values(*columns))}


PERSONAL = PersonalData(
    slug="messaging",
    label=_("Messages"),
    links=(
        # Its content is wiped by `erase`; the key stays, so that no fact is told a second time.
        PersonalLink(model="messaging.message", via="user", erased=Erasure.DETACH, label=_("Messages to you")),
        PersonalLink(
            model="messaging.preference",
            via="user",
            erased=Erasure.DESTROY,
            label=_("What you do not want to be told of"),
            exported=("kind", "switched_off_at"),
            # What either switched off stays off.
            twin_of=("kind",),
        ),
    ),
    erase=erase,
    export=export,
    order=20,
)
RETENTION = RetentionRule(
    slug="messages", label=_("What messages said, and to whom"), period=_("a year"), apply=forget_old_messages, order=60
)
