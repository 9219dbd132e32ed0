"""What people are reminded of in the docket: reviews, comment rounds, actions, replies of authorities (`council.reminders`)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, DateField, DurationField, Exists, ExpressionWrapper, F, OuterRef, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council import bilingual, when
from council.members.models import Membership
from council.messaging.links import absolute_url
from council.programmes import DeadlineFacts, DeadlineRule, DeadlineSource
from focusgroup.group import SLUG
from focusgroup.models import Action, Comment, CommentRound, Proposal, Review
from focusgroup.services.docket.reviewing import COMMENTED

RULES = tuple(
    DeadlineRule(name=name, days_before=days, at=time(9), grace=timedelta(days=grace))
    for name, days, grace in (("week-before", 7, 3), ("day-before", 1, 1))
)
LATE = timedelta(days=3)
SUBJECT = Cast("pk", CharField())


def _days(since: datetime, until: datetime, column: str) -> dict[str, date]:
    return {f"{column}__gt": timezone.localdate(since), f"{column}__lte": timezone.localdate(until)}


def _named(proposal: Proposal, language: str) -> str:
    title = bilingual.text(proposal, "title", language)
    return f"{proposal.number} {title}"


def _facts(title: str, text: str, proposal: Proposal, language: str) -> DeadlineFacts:
    url = absolute_url("focusgroup:proposal-detail", language, proposal.ref)
    return DeadlineFacts(title, f"{_named(proposal, language)}. {text}", url)


def _reviews(since: datetime, until: datetime, late: timedelta = timedelta(0)) -> Any:
    """Reviews that are not in, of proposals under review, and whose day is `late` before what is asked for."""
    found = Review.objects.filter(
        submitted_at=None,
        proposal__state=Proposal.State.UNDER_REVIEW,
        reviewer__user__is_active=True,
        **_days(since - late, until - late, "due_on"),
    )
    day = ExpressionWrapper(F("due_on") + Value(late, DurationField()), output_field=DateField())
    return found.annotate(subject=SUBJECT, recipient=F("reviewer__user_id"), deadline=Cast(day, DateField())).values_list(
        "subject", "recipient", "deadline"
    )


def _review_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = Review.objects.filter(pk__in=[int(one) for one in subjects]).select_related("proposal")
    with translation.override(language):
        return {
            str(one.pk): _facts(
                _("Your review is due on %(day)s") % {"day": when.day(one.due_on)},
                _("The Focus Group decides with it."),
                one.proposal,
                language,
            )
            for one in found
        }


def _late_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = Review.objects.filter(pk__in=[int(one) for one in subjects]).select_related("proposal")
    with translation.override(language):
        return {
            str(one.pk): _facts(
                _("Your review was due on %(day)s") % {"day": when.day(one.due_on)},
                _("Please hand it in now, or tell the secretariat what hinders you."),
                one.proposal,
                language,
            )
            for one in found
        }


def _rounds(since: datetime, until: datetime) -> Any:
    """Comment rounds that close then, for each who sits in the body that is asked and has not commented."""
    place = "body__memberships__"
    said = Comment.objects.filter(round=OuterRef("pk"), member=OuterRef("who"))
    found = CommentRound.objects.annotate(
        who=F(f"{place}member"),
        seated=F(f"{place}state"),
        usable=F(f"{place}member__user__is_active"),
        subject=SUBJECT,
        recipient=F(f"{place}member__user_id"),
        deadline=F("closes_at"),
    ).filter(
        ~Exists(said),
        closes_at__gt=since,
        closes_at__lte=until,
        proposal__state__in=COMMENTED,
        seated__in=Membership.SEATED,
        usable=True,
    )
    return found.values_list("subject", "recipient", "deadline")


def _round_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = CommentRound.objects.filter(pk__in=[int(one) for one in subjects]).select_related("proposal")
    with translation.override(language):
        return {
            str(one.pk): _facts(
                _("Comments close: %(moment)s") % {"moment": when.moment(one.closes_at)},
                _("You have not commented yet."),
                one.proposal,
                language,
            )
            for one in found
        }


def _actions(since: datetime, until: datetime) -> Any:
    """Actions that are still to be done."""
    found = Action.objects.pending().filter(owner__user__is_active=True, **_days(since, until, "due_on"))
    return found.annotate(subject=SUBJECT, recipient=F("owner__user_id"), deadline=F("due_on")).values_list(
        "subject", "recipient", "deadline"
    )


def _action_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = Action.objects.filter(pk__in=[int(one) for one in subjects]).select_related("proposal")
    with translation.override(language):
        return {
            str(one.pk): _facts(
                _("Due on %(day)s: %(action)s")
                % {"day": when.day(one.due_on), "action": bilingual.text(one, "title", language)},
                _("Say on its page when it is done."),
                one.proposal,
                language,
            )
            for one in found
        }


def _replies(since: datetime, until: datetime) -> Any:
    """Replies of authorities that are expected by then, for who carries the proposal, with a log-in in use."""
    found = Proposal.objects.filter(state=Proposal.State.FORWARDED, **_days(since, until, "reply_due_on"))
    carried = found.annotate(
        subject=SUBJECT,
        recipient=Coalesce("owner__user_id", "author__user_id"),
        deadline=F("reply_due_on"),
        usable=Coalesce("owner__user__is_active", "author__user__is_active"),
    ).filter(usable=True)
    return carried.values_list("subject", "recipient", "deadline")


def _reply_facts(subjects: Sequence[str], language: str) -> dict[str, DeadlineFacts]:
    found = Proposal.objects.filter(pk__in=[int(one) for one in subjects])
    with translation.override(language):
        return {
            str(one.pk): _facts(
                _("A reply is expected by %(day)s") % {"day": when.day(one.reply_due_on)},
                _("Ask the authority how it stands."),
                one,
                language,
            )
            for one in found
            if one.reply_due_on is not None
        }


def _list() -> str:
    return reverse("admin:focusgroup_proposal_changelist")


REVIEW_DUE = DeadlineSource(
    slug="proposal-review-due",
    name=gettext_lazy("review of a proposal"),
    kind="proposal-review-due",
    items=_reviews,
    facts=_review_facts,
    rules=RULES,
    is_date=True,
    programme=SLUG,
    staff_url=lambda: f"{_list()}?state__exact=under-review",
    order=40,
)
# Its day is some days later: the reviewer is reminded on the first day that is too late.
REVIEW_LATE = DeadlineSource(
    slug="proposal-review-late",
    name=gettext_lazy("late review of a proposal"),
    kind="proposal-review-late",
    items=lambda since, until: _reviews(since, until, LATE),
    facts=_late_facts,
    rules=(DeadlineRule(name="first-day-late", days_before=LATE.days - 1, at=time(9), grace=timedelta(days=2)),),
    is_date=True,
    programme=SLUG,
    staff_url=lambda: f"{_list()}?state__exact=under-review",
    order=40,
)
ROUND_END = DeadlineSource(
    slug="proposal-round-end",
    name=gettext_lazy("end of a comment round"),
    kind="proposal-round-end",
    items=_rounds,
    facts=_round_facts,
    rules=(RULES[1],),
    programme=SLUG,
    staff_url=_list,
    order=41,
)
ACTION_DUE = DeadlineSource(
    slug="proposal-action-due",
    name=gettext_lazy("action on a proposal"),
    kind="proposal-action-due",
    items=_actions,
    facts=_action_facts,
    rules=RULES,
    is_date=True,
    programme=SLUG,
    staff_url=lambda: f"{reverse('admin:focusgroup_action_changelist')}?done_at__isempty=1",
    order=42,
)
REPLY_DUE = DeadlineSource(
    slug="proposal-reply-due",
    name=gettext_lazy("reply of an authority"),
    kind="proposal-reply-due",
    items=_replies,
    facts=_reply_facts,
    rules=RULES,
    is_date=True,
    programme=SLUG,
    staff_url=lambda: f"{_list()}?state__exact=forwarded",
    order=43,
)
SOURCES = (REVIEW_DUE, REVIEW_LATE, ROUND_END, ACTION_DUE, REPLY_DUE)
