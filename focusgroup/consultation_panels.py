"""What consultations and task forces show elsewhere: in the search, on a member's own page, in the library, at the desk."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.members.permissions import member_of
from council.programmes import DeskNotice, DocumentOwner, MyPageCard, OwnerFacts, SearchHit, SearchSource
from focusgroup.models import Composition, Consultation, Offer, TaskForce
from focusgroup.permissions.consultations import visible_consultations
from focusgroup.permissions.group import is_desk
from focusgroup.permissions.taskforces import visible_task_forces
from focusgroup.services.consultations.papers import OF_ADVICE, OF_QUESTION

SHOWN = 5
State = Consultation.State


def _search_consultations(words: str, user: Any, now: datetime, limit: int) -> list[SearchHit]:
    parts = words.split()
    if not parts:
        return []
    condition = reduce(and_, (Q(title__icontains=word) | Q(question__icontains=word) for word in parts))
    found = visible_consultations(user, now).filter(condition).order_by("-created_at", "-pk")[: limit + 1]
    return [
        SearchHit(
            one.title,
            one.get_absolute_url(),
            one.question[:300],
            one.get_state_display(),
            bilingual.language_of(one.title),
            bilingual.language_of(one.question),
        )
        for one in found
    ]


def _search_task_forces(words: str, user: Any, now: datetime, limit: int) -> list[SearchHit]:
    parts = words.split()
    if not parts:
        return []
    columns = ("body__name_ko", "body__name_en", "mandate_ko", "mandate_en")
    any_of = [reduce(lambda one, other: one | other, (Q(**{f"{name}__icontains": word}) for name in columns)) for word in parts]
    found = visible_task_forces(user, now).with_people().filter(reduce(and_, any_of)).order_by("-ends_on", "pk")[: limit + 1]
    today = timezone.localdate(now)
    return [
        SearchHit(
            str(one),
            one.get_absolute_url(),
            bilingual.text(one, "mandate")[:300],
            one.standing(today).label,
            bilingual.text_language(one.body, "name"),
        )
        for one in found
    ]


def _consultation_card(user: Any, now: datetime) -> dict[str, Any] | None:
    """What the reader is to answer as an expert, and what he is to rate."""
    member = member_of(user)
    if member is None or not member.has_access(now):
        return None
    rows = []
    mine = Offer.objects.filter(expert=member, state__in=Offer.OPEN, consultation__state__in=(State.OFFERED, State.ACCEPTED))
    for offer in mine.select_related("consultation").order_by("consultation__due_on", "pk")[:SHOWN]:
        one = offer.consultation
        day = {"day": when.day(one.due_on) if one.due_on else "–"}
        wait = _("You are asked to advise by %(day)s") if one.state == State.OFFERED else _("Your advice is wanted by %(day)s")
        rows.append({**_row(one), "meta": wait % day})
    advised = Consultation.objects.filter(requester=member, state=State.ADVISED).order_by("pk")[:SHOWN]
    to_rate = _("There is advice: read and rate it")
    rows += [{**_row(one), "meta": to_rate} for one in advised]
    return {"rows": rows} if rows else None


def _row(one: Consultation) -> dict[str, str]:
    return {"title": one.title, "lang": bilingual.language_of(one.title), "url": one.get_absolute_url()}


def _task_force_card(user: Any, now: datetime) -> dict[str, Any] | None:
    """The reader's running task forces; first the proposals that wait for him as the lead."""
    member = member_of(user)
    if member is None or not member.has_access(now):
        return None
    today = timezone.localdate(now)
    rows = []
    waiting = Composition.objects.filter(
        task_force__lead=member, accepted_at=None, task_force__state=TaskForce.State.FORMING, task_force__ends_on__gte=today
    )
    latest = (
        waiting.defer("given").select_related("task_force__body").order_by("task_force_id", "-number").distinct("task_force_id")
    )
    for one in latest[:SHOWN]:
        meta = _("A proposed team waits for you")
        rows.append({"title": str(one.task_force), "url": one.get_absolute_url(), "meta": meta})
    own = TaskForce.objects.of(member, today).exclude(state=TaskForce.State.DISSOLVED).filter(ends_on__gte=today)
    for force in own.with_people().order_by("ends_on", "pk")[:SHOWN]:
        meta = _("Until %(day)s") % {"day": when.day(force.ends_on)}
        rows.append({"title": str(force), "url": force.get_absolute_url(), "meta": meta})
    return {"rows": rows} if rows else None


def _readable(user: Any, now: datetime) -> Any:
    return visible_consultations(user, now).order_by().annotate(as_text=Cast("key", CharField())).values("as_text")


def _unsent() -> Any:
    drafts = Consultation.objects.filter(state=State.DRAFT).order_by()
    return drafts.annotate(as_text=Cast("key", CharField())).values("as_text")


def _owner_facts(keys: Sequence[str]) -> dict[str, OwnerFacts]:
    found = Consultation.objects.filter(key__in=keys)
    return {str(one.key): OwnerFacts(one.title, one.get_absolute_url()) for one in found}


def _waiting(user: Any, now: datetime) -> int:
    if not is_desk(user):
        return 0
    return Consultation.objects.filter(state__in=(State.SUBMITTED, State.TRIAGED, State.DECLINED)).count()


def _late(user: Any, now: datetime) -> int:
    if not is_desk(user):
        return 0
    return Consultation.objects.filter(state__in=Consultation.WITH_EXPERT, due_on__lt=timezone.localdate(now)).count()


def _list(what: str) -> str:
    return f"{reverse('admin:focusgroup_consultation_changelist')}?todo={what}"


SEARCHES = (
    SearchSource(
        slug="consultations", name=gettext_lazy("Consultations"), search=_search_consultations, icon="chat-left-text", order=60
    ),
    SearchSource(slug="task-forces", name=gettext_lazy("Task forces"), search=_search_task_forces, icon="people", order=61),
)
CARDS = (
    MyPageCard(slug="consultations", template="focusgroup/consultations/_card.html", context=_consultation_card, order=60),
    MyPageCard(slug="task-forces", template="focusgroup/taskforces/_card.html", context=_task_force_card, order=61),
)
DOCUMENTS = (
    DocumentOwner(slug=OF_ADVICE, name=gettext_lazy("Consultation"), readable=_readable, facts=_owner_facts, order=60),
    DocumentOwner(
        slug=OF_QUESTION,
        name=gettext_lazy("Question of a consultation"),
        readable=_readable,
        facts=_owner_facts,
        unsent=_unsent,
        order=61,
    ),
)
NOTICES = (
    DeskNotice(
        slug="consultations-waiting",
        label=gettext_lazy("Focus Group: consultations that an expert is to be found for"),
        count=_waiting,
        url=lambda: _list("desk"),
        order=52,
    ),
    DeskNotice(
        slug="consultations-late",
        label=gettext_lazy("Focus Group: advice that is overdue"),
        count=_late,
        url=lambda: _list("late"),
        urgent=True,
        order=53,
    ),
)
