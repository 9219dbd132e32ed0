"""What can go wrong, in the domain's words."""

from datetime import date

from council.members.models import Member, Membership


class MemberStateError(Exception):
    """The member is not in a state that allows this (someone else was faster). `member` is as it is now."""

    def __init__(self, member: Member) -> None:
        super().__init__(f"member {member.pk} is {member.state}")
        self.member = member


class ApplicationIncompleteError(Exception):
    """The application lacks something. `missing` names the model fields."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class ConsentRefusedError(Exception):
    """A consent that membership needs is missing, or may not be withdrawn while membership lasts. `purpose` names it."""

    def __init__(self, purpose: str) -> None:
        super().__init__(purpose)
        self.purpose = purpose


class ReasonMissingError(ValueError):
    """A decision that must be explained came without a reason."""


class PlaceEndedError(Exception):
    """The place in a body has ended already (someone else was faster). `place` is as it is now."""

    def __init__(self, place: Membership) -> None:
        super().__init__(f"membership {place.pk} is {place.state}")
        self.place = place


class NoColleagueError(Exception):
    """The person does not belong to the organisation, or cannot act for it."""


class SeatClosedError(Exception):
    """The seat's term is over."""


class SeatTakenError(Exception):
    """The person sits in the body already, for himself or on another seat."""


class InvitationGoneError(Exception):
    """The invitation was revoked, taken up by another, or is too old."""


class InvitationOfAnotherError(Exception):
    """The invitation was sent to an address that is not this person's."""


class TooManyInvitationsError(Exception):
    """More letters than an organisation may send in a day. `left` says how many it still may."""

    def __init__(self, left: int) -> None:
        super().__init__(str(left))
        self.left = left


class OrganisationExistsError(Exception):
    """An organisation with this business number is there already."""


class InterestEndedError(Exception):
    """The conflict of interest is over, or cannot end on that day. `first` is the first day on which it may end."""

    def __init__(self, first: date) -> None:
        super().__init__(first.isoformat())
        self.first = first


class InterestStandsError(Exception):
    """A declared conflict of interest is taken back within a day only."""
