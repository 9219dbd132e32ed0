"""Words of the list of risky terms in what somebody writes under a topic: he is shown them before it is sent, and who
moderates sees them beside the post. A human decides."""

from collections.abc import Sequence

from forums.models import RiskTerm
from forums.services.meetings.prompts import marked


def risk_terms() -> list[RiskTerm]:
    """The list. One query."""
    return list(RiskTerm.objects.all())


def risky_words(terms: Sequence[RiskTerm], *texts: str) -> list[str]:
    """The risky words of `texts`, each once, as they are first written there."""
    found: dict[str, str] = {}
    for text in texts:
        for piece in marked(text, terms):
            if piece.term is not None:
                found.setdefault(piece.text.casefold(), piece.text)
    return list(found.values())
