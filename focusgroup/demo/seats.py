"""The voting seats of the demonstration's Focus Group: everybody who sits there, and who sat there before."""

from datetime import datetime

from council.members.models import Membership
from council.portal.demo.store import Store
from focusgroup.group import focus_group
from focusgroup.models import Cluster, Seat
from focusgroup.models.seats import ENDED, VOTING_ROLES

KIND = "focus-seat"
# By what the person is; businesspeople sit as experts of their industry.
CONSTITUENCIES = {kind: kind for kind in ("researcher", "professor", "officer", "expert")}


def load(store: Store, now: datetime) -> int:
    """Make the seats, once: places that staff give later are theirs to seat. Returns how many are new."""
    group = focus_group()
    if group is None or any(kind == KIND for kind, _key in store.records):
        return 0
    clusters = list(Cluster.objects.order_by("pk"))
    places = Membership.objects.filter(body=group, role__in=VOTING_ROLES, state__in=(*Membership.SEATED, *ENDED))
    rows = {}
    for number, place in enumerate(places.select_related("member").order_by("pk")):
        constituency = CONSTITUENCIES.get(place.member.kind, Seat.Constituency.EXPERT.value)
        cluster = clusters[number % len(clusters)] if clusters else None
        rows[str(place.pk)] = Seat(membership=place, constituency=constituency, cluster=cluster)
    return len(store.add(KIND, Seat, rows))
