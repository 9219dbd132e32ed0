import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse

from symposia.models import RoleVerification, TechOffer
from tests.factories import NOW, OrganisationFactory
from tests.portal.rows import ON, Row, World
from tests.symposia.factories.offers import InterestFactory, OfferFactory, draft, looks_for
from tests.symposia.matrix.people import SYMPOSIA_PEOPLE, for_people
from tests.symposia.matrix.secrets import MESSAGE, OFFERED_BY, OPEN

# All are `author`'s. In talks with `investor`, while `ceo` waits; a draft; one that was handed in; one that was checked; one
# whose time is almost over.
TALKS, DRAFT, HANDED_IN, CHECKED, ENDING = (uuid.UUID(int=number) for number in range(701, 706))
WAITING = uuid.UUID(int=711)
ROLE = 2_700_000
MEMBERS = ("member", "other", "symposium-chair", "author", "reviewer", "ceo", "investor")
DESK = ("admin", "symposia-desk")
EVERYBODY = for_people(*SYMPOSIA_PEOPLE)


def _row(name: str, outcomes: tuple[int | str, ...], *args: Any, method: str = "get", note: str = "") -> Row:
    return Row(f"symposia:{name}", outcomes, ("symposium", *args), method, note, SYMPOSIA_PEOPLE)


def _owners(name: str, key: uuid.UUID, method: str = "get", status: int | str = 200, note: str = "") -> Row:
    return _row(name, for_people("author", status=status), key, method=method, note=note)


ROWS: list[Row] = [
    _row("offer-list", EVERYBODY),
    _row("offer-mine", for_people(*MEMBERS)),
    _row("offer-new", for_people(*MEMBERS)),
    _row("offer-new", for_people(*MEMBERS, status=422), method="post", note="nothing filled in"),
    _row("offer-role", for_people(*MEMBERS)),
    _row("offer-role", for_people(*MEMBERS, status=422), method="post", note="nothing filled in"),
    _row("offer-detail", EVERYBODY, TALKS, note="its teaser"),
    _row("offer-detail", for_people("author", anonymous=404), DRAFT, note="a draft"),
    _row("offer-detail", for_people("author", *DESK, anonymous=404), HANDED_IN, note="handed in"),
    _row("offer-detail", for_people("author", *DESK, anonymous=404), CHECKED, note="checked"),
    _owners("offer-edit", DRAFT),
    _owners("offer-edit", DRAFT, "post", 422, "nothing filled in"),
    _owners("offer-edit", CHECKED, status=ON, note="checked"),
    _owners("offer-hand-in", DRAFT),
    _owners("offer-hand-in", DRAFT, "post", 422, "nothing confirmed"),
    _owners("offer-take-back", HANDED_IN, "post", ON),
    _owners("offer-publish", CHECKED, "post", ON),
    _owners("offer-renew", ENDING, "post", ON),
    _owners("offer-discard", DRAFT, "post", ON),
    _owners("offer-close", TALKS),
    _owners("offer-close", TALKS, "post", ON),
    _owners("offer-agree", TALKS),
    _owners("offer-agree", TALKS, "post", 422, "nobody chosen"),
    _row("interest-new", for_people(*(one for one in MEMBERS if one != "author")), TALKS),
    _row("interest-new", for_people(*(one for one in MEMBERS if one != "author"), status=422), TALKS, method="post"),
    _row("interest-accept", for_people("author"), TALKS, WAITING),
    _row("interest-accept", for_people("author", status=ON), TALKS, WAITING, method="post"),
    _row("interest-decline", for_people("author"), TALKS, WAITING),
    _row("interest-decline", for_people("author", status=ON), TALKS, WAITING, method="post"),
]
ADMIN: dict[str, tuple[int, int]] = {
    f"symposia.{name}": (200, 404) for name in ("techoffer", "interestexpression", "roleverification")
}
NO_PAGE: dict[str, str] = {
    f"symposia:offer-{name}": "leads to the offer" for name in ("take-back", "publish", "renew", "discard")
}
ADMIN_NO_PAGE: dict[str, str] = {}


def _of(key: uuid.UUID, page: str) -> Callable[[], list[str]]:
    def paths() -> list[str]:
        return [reverse(f"admin:symposia_techoffer_{page}", args=[TechOffer.objects.get(key=key).pk])]

    return paths


OTHER_PAGES: dict[str, Callable[[], list[str]]] = {
    "admin:symposia_techoffer_check": _of(HANDED_IN, "check"),
    "admin:symposia_techoffer_return": _of(HANDED_IN, "return"),
    "admin:symposia_techoffer_close": _of(TALKS, "close"),
    "admin:symposia_roleverification_refuse": lambda: [reverse("admin:symposia_roleverification_refuse", args=[ROLE])],
    "admin:symposia_roleverification_end": lambda: [reverse("admin:symposia_roleverification_end", args=[ROLE + 1])],
}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """One in each state that pages differ by."""
    people: dict[str, Any] = {name: world.people[name].member for name in ("author", "investor", "ceo")}  # type: ignore[union-attr]
    hidden = OrganisationFactory(name_ko="", name_en=OFFERED_BY, is_listed=False)
    about = {"symposium": world.things["symposium"], "owner": people["author"], "organisation": hidden}
    talks = OfferFactory(key=TALKS, state="in-talks", description_en=f"{OPEN}: how it works.", **about)
    looks_for("investor", people["investor"])
    looks_for("businessman", people["ceo"])
    asked = {"member": people["ceo"], "role": "provider", "text": "We supply.", "asked_at": NOW}
    RoleVerification.objects.create(pk=ROLE, **asked)
    ended = {"member": people["ceo"], "role": "investor", "text": "We invest.", "asked_at": NOW}
    RoleVerification.objects.create(pk=ROLE + 1, state="verified", decided_at=NOW, **ended)
    InterestFactory(offer=talks, member=people["investor"], state="accepted", answered_at=NOW)
    InterestFactory(key=WAITING, offer=talks, member=people["ceo"], role="businessman", message=f"{MESSAGE}: how much?")
    draft(key=DRAFT, **{**about, "organisation": None})
    draft(key=HANDED_IN, handed_in_at=NOW, **about)
    OfferFactory(key=CHECKED, state="checked", published_at=None, valid_until=None, **about)
    OfferFactory(key=ENDING, valid_until=NOW.date() + timedelta(days=9), **about)
