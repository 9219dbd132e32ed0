"""What a programme's landing page tells beside its own words: what is on, and who meets."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from council import programmes
from council.events.models import Event, Registration
from council.events.versions import with_versions
from council.members.models import Body, Membership
from council.members.permissions import member_of

EVENTS_SHOWN = 4


def landing_context(programme: str, user: Any, now: datetime) -> dict[str, Any]:
    """The registered programme of this slug, its next events that `user` may see (`mine`: his live registration, in a list) and
    its bodies, `is_mine` where `user` sits.

    Costs the same number of queries whatever there is. Raises `KeyError` for an unknown slug."""
    member = member_of(user)
    mine = Prefetch("registrations", Registration.objects.live().filter(member=member), to_attr="mine")
    events = Event.objects.filter(programme=programme).visible_to(member, now).upcoming(now)
    seats = Membership.objects.in_force(timezone.localdate(now)).filter(member=member, body=OuterRef("pk"))
    bodies = Body.objects.filter(programme=programme).annotate(is_mine=Exists(seats)).order_by("pk")
    return {
        "programme": programmes.get(programme),
        "events": list(with_versions(events).select_related("venue").prefetch_related(mine)[:EVENTS_SHOWN]),
        "bodies": list(bodies),
        "now": now,
    }
