"""The proceedings: papers with numbers, addresses and citations that stay."""

from datetime import datetime
from typing import Any

from django.db import transaction

from symposia.models import Paper, PaperAuthor, Proceedings, Symposium
from symposia.services.programme import errors
from symposia.services.programme.planning import hold
from symposia.services.programme.reading import Shown, current_version, read_version

WORDS = ("title_ko", "title_en", "abstract_ko", "abstract_en", "keywords")
# What is copied of an author's entry as a speaker, which goes on changing.
AUTHOR = ("name_ko", "name_en", "affiliation_ko", "affiliation_en")
FIELDS = ("editors_ko", "editors_en", "preface_ko", "preface_en", "isbn")


@transaction.atomic
def release_proceedings(*, symposium: Symposium, by: Any, now: datetime, **values: str) -> Proceedings:
    """Release the proceedings of a symposium that is over, or bring what was released in line with the latest version of the
    programme. A paper that was released once keeps its number and address, and stays. `values`: editors, preface, ISBN.

    Raises `NotYours`, `NotOver`, `NoPapers`."""
    held = hold(symposium, by, now)
    if not held.event.has_ended(now):
        raise errors.NotOver
    version = current_version(held)
    wanted = [] if version is None else _wanted(held, version)
    if not wanted:
        raise errors.NoPapers
    made = Proceedings.objects.filter(symposium=held).first() or Proceedings(symposium=held)
    for name in FIELDS:
        if name in values:
            setattr(made, name, values[name].strip())
    made.released_at = made.released_at or now
    made.released_by = made.released_by or by
    made._history_user = by  # type: ignore[attr-defined]  # read by the history
    made.save()
    write_papers(made, wanted)
    return made


def _wanted(symposium: Symposium, version: Any) -> list[tuple[Shown, Shown]]:
    """The talks that go into the proceedings, each with its session, in the order of the programme."""
    kept = set(symposium.talks.filter(in_proceedings=True).values_list("pk", flat=True))
    programme = read_version(symposium, version)
    return [(session, talk) for session in programme.sessions for talk in session.talks if talk.key in kept]


def write_papers(proceedings: Proceedings, wanted: list[tuple[Shown, Shown]]) -> list[Paper]:
    """Make or renew the papers of these talks; those of other talks stay as they are, beside what is of their session still."""
    known = {one.talk_id: one for one in proceedings.papers.all()}
    for position, (session, talk) in enumerate(wanted, start=1):
        paper = known.get(talk.key) or Paper(proceedings=proceedings, talk_id=talk.key, number=talk.number)
        for name in WORDS:
            setattr(paper, name, getattr(talk.row, name))
        paper.session_ko, paper.session_en = session.row.title_ko, session.row.title_en
        paper.position, paper.presented_at = position, talk.row.starts_at
        paper.save()
        known[talk.key] = paper
        people = talk.everybody
        paper.authors.exclude(speaker__in=[one.pk for one in people]).delete()
        for place, one in enumerate(people, start=1):
            values = {"position": place, **{name: getattr(one, name) for name in AUTHOR}}
            PaperAuthor.objects.update_or_create(paper=paper, speaker_id=one.pk, defaults=values)
    made = [known[talk.key] for _session, talk in wanted]
    _keep(made, sorted((one for one in known.values() if one not in made), key=lambda one: one.position))
    return made


def _keep(made: list[Paper], rest: list[Paper]) -> None:
    """Number the papers through: `rest` beside those of `made` that are of their session."""

    def place(paper: Paper) -> int:
        session = (paper.session_ko, paper.session_en)
        return max((at for at, one in enumerate(made) if (one.session_ko, one.session_en) == session), default=len(made))

    rows = [((at, 0), one) for at, one in enumerate(made)] + [((place(one), 1), one) for one in rest]
    for position, (_place, paper) in enumerate(sorted(rows, key=lambda row: row[0]), start=1):
        Paper.objects.filter(pk=paper.pk).update(position=position)
