"""Slides and papers of the demonstration's past symposium; one paper is the PDF that was handed in to the call."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from council.members.models import User
from council.papers import Paper
from council.portal.demo.store import Store
from symposia.models import Talk, TalkFile
from symposia.services.calls.papers import keep_file
from symposia.services.programme.files import Access, attach_file, attach_handed_in

KIND = "symposium-talk-file"
TEMPLATE = Paper(Path(__file__).parent / "talk.typ")


@dataclass(frozen=True, kw_only=True)
class FileRow:
    talk: str
    kind: str
    access: str
    was_handed_in: bool = False


FILES = {
    "hot-stamped-joint": FileRow(talk="chassis-joint", kind="paper", access=Access.PUBLIC, was_handed_in=True),
    "hot-stamped-joint-slides": FileRow(talk="chassis-joint", kind="slides", access=Access.PARTICIPANTS),
    "lightweight-chassis-in-europe": FileRow(talk="chassis-abroad", kind="slides", access=Access.MEMBERS),
}


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new."""
    by, talks = store.rows("person", User).get("staff"), store.rows("symposium-talk", Talk)
    made = {}
    for name in store.missing(KIND, FILES):
        row = FILES[name]
        talk = talks.get(row.talk)
        # Somebody may have given one meanwhile.
        if by is not None and talk is not None and not talk.files.filter(kind=row.kind).exists():
            made[name] = _attach(talk, row, f"{name}.pdf", by, min(now, talk.symposium.event.starts_at))
    store.remember(KIND, made)
    return len(made)


def _attach(talk: Talk, row: FileRow, name: str, by: Any, at: datetime) -> TalkFile:
    upload = ContentFile(_pdf(talk, row.kind, at), name=name)
    if row.was_handed_in and talk.submission is not None:
        keep_file(talk.submission, upload=upload, by=talk.submission.submitter.user, now=talk.submission.submitted_at or at)
        return attach_handed_in(talk=talk, access=row.access, by=by, now=at)
    return attach_file(talk=talk, upload=upload, kind=row.kind, access=row.access, by=by, now=at)


def _pdf(talk: Talk, kind: str, at: datetime) -> bytes:
    people = [one.speaker.name_ko for one in talk.authors.select_related("speaker")]
    event = talk.symposium.event
    data = {
        "kind": kind,
        "title": [talk.title_ko, talk.title_en],
        "abstract": [talk.abstract_ko, talk.abstract_en],
        "people": people,
        "event": f"{event.title_ko} · {event.title_en}",
    }
    return TEMPLATE.pdf(int(at.timestamp()), data=json.dumps(data, ensure_ascii=False))
