"""The voting seats of the demonstration's Focus Group: everybody who sits there, and who sat there before."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from council.library.models import Document
from council.library.services import add_version
from council.members.models import Body, Membership
from council.portal.demo.store import Store
from focusgroup.group import SLUG, focus_group
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
    letter = _letter(store, group, now)
    clusters = list(Cluster.objects.order_by("pk"))
    places = Membership.objects.filter(body=group, role__in=VOTING_ROLES, state__in=(*Membership.SEATED, *ENDED))
    rows = {}
    for number, place in enumerate(places.select_related("member").order_by("pk")):
        constituency = CONSTITUENCIES.get(place.member.kind, Seat.Constituency.EXPERT.value)
        cluster = clusters[number % len(clusters)] if clusters else None
        rows[str(place.pk)] = Seat(membership=place, constituency=constituency, cluster=cluster, appointment=letter)
    return len(store.add(KIND, Seat, rows)) + 1


def _letter(store: Store, group: Body, now: datetime) -> Document:
    """The letter by which all of them were appointed, for the group to read."""
    document = Document(
        programme=SLUG,
        body=group,
        classification=Document.Classification.BODY,
        title_ko="포커스그룹 위원 위촉장 (demo)",
        title_en="Letter of appointment to the Focus Group (demo)",
    )
    store.add("focus-appointment", Document, {"letter": document})
    words = "경북 포커스그룹 위원으로 위촉합니다.\nYou are appointed to the Gyeongbuk Focus Group.\n(demo)\n"
    add_version(document=document, upload=SimpleUploadedFile("appointment.txt", words.encode()), by=None, now=now)
    return document
