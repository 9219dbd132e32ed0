"""Quorum and majority (korea.md, “Governance”): a majority of the enrolled seats is present, a majority of those present is in
favour. The recused count as present and leave the voting base; abstentions stay in it, and so do those present who cast no
vote. Pure: numbers in, answer out."""

from collections.abc import Iterable
from dataclasses import dataclass

from focusgroup.models import Vote

Choice = Vote.Choice


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The count of one vote. `abstained` holds those present who cast no vote, too."""

    enrolled: int
    in_favour: int = 0
    against: int = 0
    abstained: int = 0
    recused: int = 0

    @property
    def present(self) -> int:
        """How many seats were there."""
        return self.in_favour + self.against + self.abstained + self.recused

    @property
    def quorum(self) -> int:
        """How many must be there."""
        return self.enrolled // 2 + 1

    @property
    def is_quorate(self) -> bool:
        """Whether so many were there; never where there is no seat."""
        return self.enrolled > 0 and self.present >= self.quorum

    @property
    def base(self) -> int:
        """How many the majority is counted of."""
        return self.present - self.recused

    @property
    def needed(self) -> int:
        """How many in favour adopt."""
        return self.base // 2 + 1

    @property
    def is_adopted(self) -> bool:
        """Whether a quorate vote has its majority."""
        return self.is_quorate and self.in_favour >= self.needed


def count(choices: Iterable[str], *, enrolled: int) -> Tally:
    """The tally of what seats chose."""
    chosen = list(choices)
    return Tally(
        enrolled=enrolled,
        in_favour=chosen.count(Choice.FOR),
        against=chosen.count(Choice.AGAINST),
        abstained=chosen.count(Choice.ABSTAIN) + chosen.count(Choice.PRESENT),
        recused=chosen.count(Choice.RECUSED),
    )
