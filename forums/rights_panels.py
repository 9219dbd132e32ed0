"""What joint IP cases show on pages of the platform: in the search, on one's own page, with documents, on staff's start page;
and whether what a mail tells of still holds. Everything asks `visible_cases`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council import bilingual, programmes
from council.members.models import User
from council.programmes import DeskNotice, DocumentOwner, MyPageCard, OwnerFacts, SearchHit, SearchSource
from forums.models import CaseContact, CoOwner, CoOwnerConsent, IPCase, JointAct, NoveltyDeclaration
from forums.permissions.rights import is_ip_desk, visible_cases
from forums.services.rights import telling
from forums.services.rights.papers import OWNER
from forums.services.rights.signatures import SIGNABLE, can_sign, missing_owners

SEARCHED = ("title_ko", "title_en", "summary_ko", "summary_en", "classification")
SHOWN = 5


def _sees(context: dict[str, Any], now: datetime) -> IPCase | None:
    user = User.objects.filter(pk=context["user_id"]).first()
    return visible_cases(user, now).filter(pk=context["case"]).first() if user is not None else None


def consent_is_true(context: dict[str, Any], now: datetime) -> bool:
    """Whether the signature of the reader's company is still asked for."""
    case = _sees(context, now)
    if case is None:
        return False
    act = case.joint_acts.filter(pk=context["joint_act"]).first() if context["joint_act"] else None
    if not can_sign(case, act):
        return False
    missing = {organisation.pk for organisation in missing_owners(case, act)}
    mine = CaseContact.objects.in_force(now).filter(case=case, member__user=context["user_id"], organisation__in=missing)
    return mine.exists()


def signed_is_true(context: dict[str, Any], now: datetime) -> bool:
    """Whether the reader may still know of the case, and no signature is missing."""
    case = _sees(context, now)
    if case is None:
        return False
    act = case.joint_acts.filter(pk=context["joint_act"]).first() if context["joint_act"] else None
    return can_sign(case, act) and not missing_owners(case, act)


def moved_is_true(context: dict[str, Any], now: datetime) -> bool:
    """Whether the case is still where the message says, and its reader may know of it."""
    case = _sees(context, now)
    return case is not None and case.state == context["state"]


def sees_still(context: dict[str, Any], now: datetime) -> bool:
    """Whether the reader may still know of the case."""
    return _sees(context, now) is not None


def shown_is_true(context: dict[str, Any], now: datetime) -> bool:
    """Whether the reader is still at the IP desk, and the declaration waits for it."""
    user = User.objects.filter(pk=context["user_id"]).first()
    if user is None or not is_ip_desk(user, now):
        return False
    return NoveltyDeclaration.objects.waiting().filter(pk=context["declaration"]).exists()


def search(words: str, user: Any, now: datetime, limit: int) -> list[SearchHit]:
    """Cases by title, summary, class or number, of those that `user` may know of."""
    found = visible_cases(user, now)
    for word in words.split():
        condition = Q(Exists(IPCase.objects.filter(pk=OuterRef("pk"), filings__number__icontains=word)))
        for name in SEARCHED:
            condition |= Q(**{f"{name}__icontains": word})
        found = found.filter(condition)
    return [
        SearchHit(
            title=case.title,
            url=case.page_url(),
            text=bilingual.text(case, "summary")[:160],
            meta=f"{case.get_right_display()} · {case.get_state_display()}",
            language=bilingual.text_language(case, "title"),
        )
        for case in found.order_by("-state_at", "-pk")[: limit + 1]
    ]


def waiting_for(user: Any, now: datetime) -> list[tuple[IPCase, JointAct | None]]:
    """What waits for the signature of a company that `user` is the contact of: a case to be filed, or a joint act."""
    acting = CaseContact.objects.in_force(now).filter(member__user=user)
    mine = CoOwner.objects.filter(
        Exists(acting.filter(case=OuterRef("case"), organisation=OuterRef("organisation"))),
        case__in=visible_cases(user, now).values("pk"),
    )
    live = CoOwnerConsent.objects.live().filter(co_owner=OuterRef("pk"))
    unsigned = mine.filter(~Exists(live.filter(joint_act=None)), case__state__in=SIGNABLE)
    cases = IPCase.objects.filter(pk__in=unsigned.values("case")).order_by("-state_at", "-pk")[:SHOWN]
    still = mine.filter(~Exists(live.filter(joint_act=OuterRef(OuterRef("pk")))), case=OuterRef("case"))
    acts = JointAct.objects.filter(Exists(still), state=JointAct.State.OPEN).select_related("case")
    return [*((case, None) for case in cases), *((act.case, act) for act in acts.order_by("asked_at", "pk")[:SHOWN])]


def card(user: Any, now: datetime) -> dict[str, Any] | None:
    """What waits for one's signature, and one's latest cases; None for who has none. A constant number of queries."""
    cases = list(visible_cases(user, now).order_by("-state_at", "-pk")[:SHOWN])
    if not cases:
        return None
    return {"waiting": waiting_for(user, now), "cases": cases}


def without_contact(now: datetime) -> Any:
    """Cases in which an owner has no contact: the IP desk's to settle."""
    contacts = CaseContact.objects.in_force(now).filter(case=OuterRef("case"), organisation=OuterRef("organisation"))
    lonely = CoOwner.objects.filter(~Exists(contacts), case=OuterRef("pk"))
    return IPCase.objects.filter(Exists(lonely)).exclude(state__in=("expired", "withdrawn", "abandoned"))


def waiting_count(user: Any, now: datetime) -> int:
    """How many cases lack a contact of an owner, for the IP desk; none for anybody else."""
    return without_contact(now).count() if is_ip_desk(user, now) else 0


def declared_count(user: Any, now: datetime) -> int:
    """How many unfiled inventions were declared that belong to no case, for the IP desk; none for anybody else."""
    return NoveltyDeclaration.objects.waiting().count() if is_ip_desk(user, now) else 0


def _readable(user: Any, now: datetime) -> Any:
    return visible_cases(user, now).order_by().annotate(as_text=Cast("pk", CharField())).values("as_text")


def _owner_facts(keys: Sequence[str]) -> dict[str, OwnerFacts]:
    found = IPCase.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()])
    return {str(one.pk): OwnerFacts(str(one), one.page_url()) for one in found}


DOCUMENTS = DocumentOwner(slug=OWNER, name=_("Joint IP case"), readable=_readable, facts=_owner_facts, is_closed=True, order=60)
SEARCH = SearchSource(slug="ip-cases", name=_("Joint IP cases"), search=search, icon="shield-lock", order=95)
CARD = MyPageCard(slug="ip-cases", template="forums/rights/_my_card.html", context=card, order=65)
NOTICE = DeskNotice(
    slug="ip-cases-without-contact",
    label=_("Joint IP cases: owners without a named contact"),
    count=waiting_count,
    url=lambda: reverse("forums:ip-case-list"),
    order=62,
)
DECLARED = DeskNotice(
    slug="ip-novelty-declared",
    label=_("Inventions that were published and belong to no case"),
    count=declared_count,
    url=lambda: reverse("forums:ip-declaration-list"),
    urgent=True,
    order=61,
)
KINDS = (
    programmes.MessageKind(slug=telling.CONSENT, name=_("Signatures that are asked of your company"), true_at=consent_is_true),
    programmes.MessageKind(slug=telling.SIGNED, name=_("Every co-owner has signed"), true_at=signed_is_true),
    programmes.MessageKind(slug=telling.MOVED, name=_("Where a joint IP case stands"), essential=False, true_at=moved_is_true),
    programmes.MessageKind(slug=telling.CONTACT, name=_("Joint IP cases that you are a contact of"), true_at=sees_still),
    programmes.MessageKind(slug=telling.BEGUN, name=_("Joint IP cases that have begun"), true_at=sees_still),
    programmes.MessageKind(
        slug=telling.SHOWN, name=_("Inventions that were shown before they were filed"), true_at=shown_is_true
    ),
)
