"""What stands on a member's own page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from council import programmes
from council.events.models import Event, Registration
from council.events.versions import with_versions
from council.members.models import Member

SEATS_SHOWN = 5
SUGGESTIONS_SHOWN = 3


@dataclass(frozen=True)
class Step:
    """How a membership stands and what to do next: `url` is a view's name, empty where there is nothing to do."""

    tone: str
    title: str | Promise
    text: str | Promise
    action: str | Promise = ""
    url: str = ""


APPLY = Step(
    "info",
    _("You are not a member yet"),
    _("With your log-in you can register for public events. Members also see the members’ events, papers and people."),
    _("Apply for membership"),
    "members:join",
)
STEPS = {
    Member.State.DRAFT: APPLY,
    Member.State.APPLIED: Step(
        "warning",
        _("Your application is being considered"),
        _("You will get an e-mail as soon as the secretariat has decided."),
    ),
    Member.State.ACTIVE: Step("success", _("You are a member"), _("You see everything that is for members.")),
    Member.State.DECLINED: Step(
        "warning",
        _("Your application was declined"),
        _("You can change it and apply again, or ask the secretariat."),
        _("Apply again"),
        "members:join",
    ),
    Member.State.SUSPENDED: Step("danger", _("Your membership is suspended"), _("Please write to the secretariat.")),
    Member.State.EXPIRED: Step(
        "warning", _("Your membership has expired"), _("Apply again to renew it."), _("Renew"), "members:join"
    ),
    Member.State.WITHDRAWN: Step(
        "info", _("You have left the council"), _("You are welcome to come back."), _("Apply again"), "members:join"
    ),
}
ENDED = Step("warning", _("Your membership has ended"), _("Apply again to renew it."), _("Renew"), "members:join")
ENDS_SOON = Step(
    "info", _("Your membership ends soon"), _("Renew it in one click to stay a member."), _("Renew"), "members:membership"
)
IN_GRACE = Step(
    "warning",
    _("Your membership is over"),
    _("You keep your access for a few days more. Renew it now."),
    _("Renew"),
    "members:membership",
)


def membership_step(member: Member, now: datetime) -> Step:
    """How the membership of `member` stands at `now`, and the next step."""
    state = Member.State(member.state)
    if state == Member.State.ACTIVE and not member.has_access(now):
        return ENDED
    if state == Member.State.ACTIVE and member.can_renew(now):
        return IN_GRACE if member.is_in_grace(now) else ENDS_SOON
    return STEPS[state]


def next_seats(member: Member, now: datetime) -> "QuerySet[Registration]":
    """Registrations for coming events with a seat, offered or waiting for approval, the next event first."""
    states = (Registration.State.CONFIRMED, Registration.State.OFFERED, Registration.State.PENDING)
    mine = member.registrations.filter(state__in=states, event__ends_at__gt=now)
    return mine.select_related("event__venue").order_by("event__starts_at", "pk")[:SEATS_SHOWN]


def next_door(seats: "Iterable[Registration]") -> "Registration | None":
    """The first of `seats` that one shows a code for: a confirmed one of an event with a door."""
    confirmed = (one for one in seats if one.state == Registration.State.CONFIRMED)
    return next((one for one in confirmed if one.event.format != Event.Format.ONLINE), None)


def waiting_places(member: Member, now: datetime) -> "QuerySet[Registration]":
    """The member's places on waiting lists, each with its `position` (1 is next)."""
    ahead = (
        Registration.objects.filter(event=OuterRef("event"), state=Registration.State.WAITLISTED)
        .filter(Q(queued_at__lt=OuterRef("queued_at")) | Q(queued_at=OuterRef("queued_at"), pk__lt=OuterRef("pk")))
        .order_by()
        .values("event")
        .annotate(number=Count("pk"))
        .values("number")
    )
    mine = member.registrations.waiting().filter(event__ends_at__gt=now).select_related("event__venue")
    return mine.annotate(position=Coalesce(Subquery(ahead), 0) + 1).order_by("event__starts_at", "pk")


def suggestions(member: Member, now: datetime) -> "QuerySet[Event]":
    """Coming events that take registrations and that `member` may see and has not registered for."""
    mine = Registration.objects.live().filter(member=member, event=OuterRef("pk"))
    events = Event.objects.visible_to(member, now).upcoming(now).open_for_registration(now)
    return with_versions(events.filter(~Exists(mine))).select_related("venue")[:SUGGESTIONS_SHOWN]


def cards(user: Any, now: datetime) -> list[tuple[str, dict[str, Any]]]:
    """What other rooms have for `user` (`programmes.my_page_cards`), in their order: the template, and what it needs."""
    made = [(card.template, card.context(user, now)) for card in programmes.my_page_cards.all()]
    return [(template, {**context, "now": now}) for template, context in made if context is not None]
