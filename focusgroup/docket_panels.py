"""What the docket shows on pages of the platform: in the search, on one's own page, with documents, on staff's start page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from council import bilingual
from council.programmes import (
    DocumentOwner,
    EventPanel,
    MyPageCard,
    OwnerFacts,
    SearchHit,
    SearchSource,
    SeedBed,
    nothing_more,
)
from focusgroup.group import SLUG
from focusgroup.models import Action, Proposal, Review, Sitting, Vote
from focusgroup.permissions.docket import seat_of, visible_proposals
from focusgroup.permissions.group import acting_member, is_desk, is_inside
from focusgroup.services.docket import seed_opportunity
from focusgroup.services.docket.papers import OWNER

SEARCHED = ("number", "title_ko", "title_en", "problem_ko", "problem_en", "plan_ko", "plan_en")
TEXT_SHOWN = 160
SHOWN = 10
# An action further away than this does not press.
SOON = timedelta(days=30)


def search(words: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """The proposals that `user` may know of and that have all the words; the newest first. One query."""
    found = visible_proposals(user, now)
    for word in words.split():
        condition = Q()
        for name in SEARCHED:
            condition |= Q(**{f"{name}__icontains": word})
        found = found.filter(condition)
    return [
        SearchHit(
            title=str(one),
            url=one.get_absolute_url(),
            text=Truncator(bilingual.text(one, "problem")).chars(TEXT_SHOWN),
            meta=one.get_state_display(),
            language=bilingual.text_language(one, "title"),
        )
        for one in found[: limit + 1]
    ]


def card(user: Any, now: datetime) -> dict[str, Any] | None:
    """What waits for `user` in the docket: drafts, reviews, votes, actions. Five queries whatever there is."""
    member = acting_member(user, now)
    if member is None:
        return None
    drafts = list(Proposal.objects.filter(author=member, state__in=Proposal.WRITABLE)[:SHOWN])
    reviews = list(
        Review.objects.filter(reviewer=member, submitted_at=None, proposal__state=Proposal.State.UNDER_REVIEW)
        .select_related("proposal")
        .order_by("due_on", "pk")[:SHOWN]
    )
    actions = list(
        Action.objects.pending()
        .filter(owner=member, due_on__lte=timezone.localdate(now) + SOON)
        .select_related("proposal")
        .order_by("due_on", "pk")[:SHOWN]
    )
    votes: list[Sitting] = []
    if seat_of(user, now) is not None:
        cast = Vote.objects.filter(sitting=OuterRef("pk"), member=member).exclude(choice=Vote.Choice.PRESENT)
        waiting = Sitting.objects.filter(~Exists(cast), state=Sitting.State.OPEN)
        votes = list(waiting.select_related("proposal").order_by("opened_at", "pk")[:SHOWN])
    if not (drafts or reviews or actions or votes):
        return None
    return {"drafts": drafts, "reviews": reviews, "actions": actions, "votes": votes, "today": timezone.localdate(now)}


def _readable(user: Any, now: datetime) -> Any:
    return visible_proposals(user, now).order_by().annotate(as_text=Cast("pk", CharField())).values("as_text")


def _unsent() -> Any:
    return Proposal.objects.filter(number=None).order_by().annotate(as_text=Cast("pk", CharField())).values("as_text")


def _owner_facts(keys: Sequence[str]) -> dict[str, OwnerFacts]:
    found = Proposal.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()])
    return {str(one.pk): OwnerFacts(str(one), one.get_absolute_url()) for one in found}


def waiting_for_the_desk() -> "QuerySet[Proposal]":
    """Proposals whose next step is the secretariat's: handed in, screened, both reviews in, adopted and not sent yet."""
    state = Proposal.State
    unwritten = Review.objects.filter(proposal=OuterRef("pk"), submitted_at=None)
    at_once = Q(state__in=[state.SUBMITTED, state.SCREENING, state.ADOPTED, state.ADOPTED_WITH_CHANGES, state.ANSWERED])
    return Proposal.objects.filter(at_once | (Q(state=state.UNDER_REVIEW) & ~Exists(unwritten)))


def waiting_count(user: Any, now: datetime) -> int:
    """How many wait, for who works at the desk."""
    return waiting_for_the_desk().count() if is_desk(user) else 0


def _agenda(event: Any, user: Any, now: datetime) -> dict[str, Any] | None:
    """The proposals on the agenda of a meeting, for those who see what is inside."""
    if event.programme != SLUG or not is_inside(user, now):
        return None
    sittings = Sitting.objects.filter(event=event).exclude(state=Sitting.State.OFF).select_related("proposal")
    found = list(sittings.order_by("placed_at", "pk"))
    return {"sittings": found} if found else None


# Visitors are shown nothing of it.
AGENDA = EventPanel(
    slug="proposals", template="focusgroup/docket/_agenda.html", context=_agenda, order=15, version=nothing_more
)
SEARCH = SearchSource(slug="proposals", name=_("Proposals"), search=search, icon="file-earmark-text", order=50)
CARD = MyPageCard(slug="proposals", template="focusgroup/docket/_card.html", context=card, order=50)
DOCUMENTS = DocumentOwner(slug=OWNER, name=_("Proposal"), readable=_readable, facts=_owner_facts, unsent=_unsent, order=50)
SEED_BED = SeedBed(slug="focus-group", name=_("Opportunities of the Focus Group"), seed=seed_opportunity, order=10)
