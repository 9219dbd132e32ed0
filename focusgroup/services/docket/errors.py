"""What the rules of the docket refuse."""

from django.utils.translation import gettext_lazy as _

from focusgroup.services.errors import FocusGroupError


class NoEvidence(FocusGroupError):
    message = _("A proposal without evidence cannot be submitted. Add at least one piece of evidence.")


class Incomplete(FocusGroupError):
    message = _("Say what the problem is and what is proposed before you submit it.")


class TwoReviewersNeeded(FocusGroupError):
    message = _("Two different reviewers are needed.")


class NoSeat(FocusGroupError):
    message = _("Only who holds a seat of the Focus Group can do this.")


class AuthorCannotReview(FocusGroupError):
    message = _("Neither the author nor the owner reviews the proposal.")


class ReviewsMissing(FocusGroupError):
    message = _(
        "Two reviews by people without a conflict of interest must be in before it goes on an agenda. "
        "A reviewer can be replaced."
    )


class ReviewSubmitted(FocusGroupError):
    message = _("This review is in; it is not changed any more.")


class NotAMeeting(FocusGroupError):
    message = _("Choose a published meeting of the Focus Group that is not over.")


class MeetingNotToday(FocusGroupError):
    message = _("The vote is opened on the day of the meeting.")


class MeetingOff(FocusGroupError):
    message = _("This meeting does not take place. Put the proposal on another agenda.")


class AmendmentPending(FocusGroupError):
    message = _("There is a vote on an amendment: its decision is recorded first.")


class RoundClosed(FocusGroupError):
    message = _("The comment round is not open.")


class RoundEndsTooEarly(FocusGroupError):
    message = _("The round must close in the future.")


class RoundOpenAlready(FocusGroupError):
    message = _("A comment round is open already.")


class VoteNotOpen(FocusGroupError):
    message = _("The vote is not open.")


class OnlyRecused(FocusGroupError):
    message = _("A declared conflict of interest: you can only be recorded as recused.")


class NotQuorate(FocusGroupError):
    message = _("The vote was not quorate: nothing is decided.")


class OutcomeAgainstVote(FocusGroupError):
    message = _("This outcome does not follow from the vote.")


class TextMissing(FocusGroupError):
    message = _("Write the text in Korean or in English.")


class ReplyDayPast(FocusGroupError):
    message = _("The day by which a reply is expected has passed.")


class ReplyToCome(FocusGroupError):
    message = _("A reply is recorded once it is there: its day is not in the future.")


class OwnerOutside(FocusGroupError):
    message = _("Choose somebody of the Focus Group.")
