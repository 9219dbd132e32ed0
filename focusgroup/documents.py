"""A decision as PDF, set by typst with an embedded Korean font (PDF/UA: it can be read aloud)."""

import json
from functools import lru_cache
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.papers import Paper
from focusgroup.models import Decision
from focusgroup.services.docket.tally import Tally

PAPER = Paper(Path(__file__).parent / "typst" / "decision.typ")


def _tally(decision: Decision) -> Tally:
    return Tally(
        enrolled=decision.enrolled,
        in_favour=decision.in_favour,
        against=decision.against,
        abstained=decision.abstained,
        recused=decision.recused,
    )


def decision_data(decision: Decision, language: str) -> dict[str, object]:
    """Everything that the document says in `language`. It names nobody."""
    proposal, event, tally = decision.proposal, decision.sitting.event, _tally(decision)
    with translation.override(language):
        facts = [
            (_("Outcome of the vote"), str(decision.get_outcome_display())),
            (_("Kind"), str(proposal.get_kind_display())),
            (_("Meeting"), bilingual.text(event, "title")),
            (_("Addressed to"), bilingual.text(proposal, "authority") or "–"),
        ]
        count = [
            (_("Enrolled seats"), tally.enrolled),
            (_("Seats present"), tally.present),
            (_("Quorum"), tally.quorum),
            (_("Recused"), tally.recused),
            (_("Voting base"), tally.base),
            (_("For"), tally.in_favour),
            (_("Against"), tally.against),
            (_("Abstained"), tally.abstained),
        ]
        return {
            "language": language,
            "heading": _("Decision"),
            "number": f"{proposal.number}-{decision.serial}",
            "title": bilingual.text(proposal, "title"),
            "facts": facts,
            "text_heading": _("What was decided"),
            "text": bilingual.text(decision, "text"),
            "count_heading": _("The vote"),
            "count": [(label, str(number)) for label, number in count],
            "dissent_heading": _("Dissent"),
            "dissent": bilingual.text(decision, "dissent"),
            "decided": when.day(timezone.localdate(decision.decided_at)),
            "issuer": _("Gyeongbuk Focus Group"),
        }


def decision_pdf(decision: Decision, language: str) -> bytes:
    """The decision (with its proposal, sitting and meeting) as PDF in `language`."""
    return _compiled(json.dumps(decision_data(decision, language), ensure_ascii=False), int(decision.decided_at.timestamp()))


@lru_cache(maxsize=32)
def _compiled(data: str, timestamp: int) -> bytes:
    """Decisions do not change, and visitors ask for the same ones."""
    return PAPER.pdf(timestamp, data=data)
