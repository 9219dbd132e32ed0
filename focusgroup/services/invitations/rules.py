"""What the rules of investment say of a target, by what is known of it (korea.md, “Investment”): calculated; confirm."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from focusgroup.models import InvestmentFacts, InvitationTarget

FDI_LEAST_KRW = 100_000_000
FDI_LEAST_PERCENT = Decimal(10)
GRANT_LEAST_PERCENT = Decimal(30)
GRANT_LEAST_RESEARCHERS = 5
STAR_SALES_KRW = (5_000_000_000, 40_000_000_000)
STAR_LEAST_STAFF = 10


@dataclass(frozen=True)
class Condition:
    """One condition: `met` is None where what it asks is not known."""

    text: str
    met: bool | None


@dataclass(frozen=True)
class Check:
    """One rule with its conditions and where it stands."""

    name: str
    basis: str
    conditions: tuple[Condition, ...]

    @property
    def met(self) -> bool | None:
        """Whether all hold; None where that is not known."""
        answers = [one.met for one in self.conditions]
        if False in answers:
            return False
        return None if None in answers else True


def _known(value: Any, holds: Callable[[Any], bool]) -> bool | None:
    return None if value is None else holds(value)


def checks_of(target: InvitationTarget, facts: InvestmentFacts | None) -> list[Check]:
    """What the rules for such a target say: those of foreign investment for a global one, the star company's for a domestic
    one. In the reader's language."""
    known = facts or InvestmentFacts(target=target)
    if target.origin == InvitationTarget.Origin.STAR:
        return [_star(known)]
    return [_fdi(known), _grant(known)]


def _fdi(facts: InvestmentFacts) -> Check:
    return Check(
        _("Counts as foreign direct investment"),
        _("Foreign Investment Promotion Act: from 100 million KRW and 10 % of the voting stock"),
        (
            Condition(_("At least 100 million KRW"), _known(facts.investment_krw, lambda krw: krw >= FDI_LEAST_KRW)),
            Condition(
                _("At least 10 % of the voting stock"),
                _known(facts.voting_percent, lambda percent: Decimal(percent) >= FDI_LEAST_PERCENT),
            ),
        ),
    )


def _grant(facts: InvestmentFacts) -> Check:
    return Check(
        _("May ask for the cash grant by the research route"),
        _("Cash grant for foreign investment: a foreign share of at least 30 %, and 5 full-time researchers"),
        (
            Condition(
                _("A foreign share of at least 30 %"),
                _known(facts.voting_percent, lambda percent: Decimal(percent) >= GRANT_LEAST_PERCENT),
            ),
            Condition(
                _("At least 5 full-time researchers"),
                _known(facts.researchers, lambda number: number >= GRANT_LEAST_RESEARCHERS),
            ),
        ),
    )


def _star(facts: InvestmentFacts) -> Check:
    least, most = STAR_SALES_KRW
    return Check(
        _("Can be a star company of Gyeongbuk"),
        _("Star companies of Gyeongbuk: headquarters in the province, average sales of 5–40 billion KRW, 10 regular staff"),
        (
            Condition(_("Headquarters in Gyeongbuk"), facts.hq_in_province),
            Condition(
                _("Average sales of three years of 5–40 billion KRW"),
                _known(facts.average_sales_krw, lambda krw: least <= krw <= most),
            ),
            Condition(_("At least 10 regular staff"), _known(facts.regular_staff, lambda number: number >= STAR_LEAST_STAFF)),
        ),
    )
