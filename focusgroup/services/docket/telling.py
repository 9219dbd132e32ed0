"""What people are told of a proposal, each fact once, in the transaction of the fact."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import OutgoingMessage, queue_messages
from focusgroup.group import places
from focusgroup.models import Action, CommentRound, Proposal, ProposalMove, Review, Sitting
from focusgroup.permissions.docket import seats_in_force
from focusgroup.services.docket.words import move_name

MOVED, REVIEW, ROUND, VOTE, ACTION = (
    "proposal-moved",
    "proposal-review",
    "proposal-round",
    "proposal-vote",
    "proposal-action",
)
TEMPLATE = "focusgroup/email/proposal"


def _named(proposal: Proposal, language: str) -> str:
    title = bilingual.text(proposal, "title", language)
    return f"{proposal.number} {title}" if proposal.number else title


def _message(
    kind: str, member: Member, proposal: Proposal, *, fact: str, subject: str, text: str, action: str, **more: Any
) -> OutgoingMessage:
    """One mail in the active language, which is the member's."""
    language = member.language
    not_after = more.pop("not_after", None)
    return OutgoingMessage(
        kind=kind,
        template=TEMPLATE,
        user=member.user,
        address=member.user.email,
        language=language,
        context={
            "name": member.display_name(language),
            "proposal": _named(proposal, language),
            "subject": f"{subject}: {_named(proposal, language)}",
            "text": text,
            "action": action,
            "url": absolute_url("focusgroup:proposal-detail", language, proposal.ref),
            **more,
        },
        key=f"{kind}:{fact}:{member.pk}",
        not_after=not_after,
    )


def tell_moved(proposal: Proposal, move: ProposalMove) -> None:
    """Tell author and owner that the proposal moved, unless they moved it themselves."""
    people = {one.pk: one for one in (proposal.author, proposal.carrier) if one.user.is_active and one.user != move.by}
    messages = []
    for member in people.values():
        with translation.override(member.language):
            name = move_name(move.verb)
            messages.append(
                _message(
                    MOVED,
                    member,
                    proposal,
                    fact=str(move.pk),
                    subject=name,
                    text=_("Your proposal has moved on: %(move)s.") % {"move": name},
                    reason=move.reason,
                    action=_("See where it stands"),
                    proposal_id=proposal.pk,
                    state=proposal.state,
                )
            )
    queue_messages(messages)


def moved_is_true(context: dict[str, Any]) -> bool:
    """Whether the proposal is still where the message says."""
    return Proposal.objects.filter(pk=context["proposal_id"], state=context["state"]).exists()


def tell_reviewer(review: Review) -> None:
    """Ask a reviewer for a review by its day."""
    member = review.reviewer
    with translation.override(member.language):
        message = _message(
            REVIEW,
            member,
            review.proposal,
            fact=str(review.pk),
            subject=_("Your review is asked for"),
            text=_("Please review this proposal by %(day)s.") % {"day": when.day(review.due_on)},
            action=_("Read and review it"),
            review_id=review.pk,
        )
    queue_messages([message])


def review_is_true(context: dict[str, Any]) -> bool:
    """Whether the review is still to be written."""
    return Review.objects.filter(pk=context["review_id"], submitted_at=None).exists()


def tell_round(current: CommentRound, now: datetime) -> None:
    """Tell those who sit in the group that they may comment, and until when."""
    messages = []
    for member in _sitting(now):
        with translation.override(member.language):
            messages.append(
                _message(
                    ROUND,
                    member,
                    current.proposal,
                    fact=str(current.pk),
                    subject=_("Your comments are asked for"),
                    text=_("You can comment until %(moment)s.") % {"moment": when.moment(current.closes_at)},
                    action=_("Read and comment"),
                    round_id=current.pk,
                    not_after=current.closes_at,
                )
            )
    queue_messages(messages)


def _sitting(now: datetime) -> list[Member]:
    found = Member.objects.filter(pk__in=places(now).values("member"), user__is_active=True)
    return list(found.select_related("user").order_by("pk"))


def round_is_true(context: dict[str, Any]) -> bool:
    """Whether there is still something to comment on."""
    decided = (Proposal.State.WITHDRAWN, Proposal.State.DECLINED, *Proposal.PUBLIC)
    return CommentRound.objects.filter(pk=context["round_id"]).exclude(proposal__state__in=decided).exists()


def tell_vote(sitting: Sitting, now: datetime) -> None:
    """Tell the holders of seats that the vote is open."""
    messages = []
    for seat in seats_in_force(now).order_by("pk"):
        member = seat.membership.member
        with translation.override(member.language):
            messages.append(
                _message(
                    VOTE,
                    member,
                    sitting.proposal,
                    fact=str(sitting.pk),
                    subject=_("The vote is open"),
                    text=_("The vote is open. One seat has one vote."),
                    action=_("Vote"),
                    sitting_id=sitting.pk,
                )
            )
    queue_messages(messages)


def vote_is_true(context: dict[str, Any]) -> bool:
    """Whether the vote is still open."""
    return Sitting.objects.filter(pk=context["sitting_id"], state=Sitting.State.OPEN).exists()


def tell_action(action: Action) -> None:
    """Tell who is to do something, and by when."""
    member = action.owner
    with translation.override(member.language):
        title = bilingual.text(action, "title", member.language)
        message = _message(
            ACTION,
            member,
            action.proposal,
            fact=f"{action.pk}:{action.due_on.isoformat()}",
            subject=_("An action for you"),
            text=_("%(action)s – by %(day)s") % {"action": title, "day": when.day(action.due_on)},
            action=_("Look at the proposal"),
            action_id=action.pk,
            owner_id=member.pk,
        )
    queue_messages([message])


def action_is_true(context: dict[str, Any]) -> bool:
    """Whether the action is still that person's to do."""
    return Action.objects.pending().filter(pk=context["action_id"], owner=context["owner_id"]).exists()
