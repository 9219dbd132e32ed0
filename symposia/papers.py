"""Badges, room signs and the report as PDF: the templates of `typst/`, set by `council.papers`."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from council.papers import Paper

FOLDER = Path(__file__).parent / "typst"
BADGES, SIGNS, REPORT = (Paper(FOLDER / name) for name in ("badges.typ", "signs.typ", "report.typ"))


def paper(template: Paper, data: dict[str, Any], now: datetime) -> bytes:
    """The document that `template` makes of `data`; nothing in them is read as markup."""
    return template.pdf(int(now.timestamp()), data=json.dumps(data, ensure_ascii=False))
