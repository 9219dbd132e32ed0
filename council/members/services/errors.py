"""What can go wrong, in the domain's words."""

from council.members.models import Member


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
