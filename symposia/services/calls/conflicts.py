"""Who may not review what, and who knows what: for all contributions and reviewers of a call at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from council.members.models import Interest, Member, MemberSkill, Organisation
from council.members.services.cores import name_core
from symposia.models import CoAuthor, DeclaredConflict, Reviewer, Submission
from symposia.services.calls.assigning import BEST_FIT

# What a keyword in common is worth, beside the level (1 to 5) of a skill in common.
KEYWORD = 3


def barred_pairs(submissions: Iterable[Submission], reviewers: Iterable[Reviewer], now: datetime) -> set[tuple[int, int]]:
    """The pairs (contribution, reviewer), by key, that a conflict forbids: the reviewer is an author or handed it in, belongs
    to an author's organisation or has a tie to it that is in force (`members.Interest`), or has a declared conflict with it.
    An organisation is the same by its row, or by its name where it is words alone. Reviewers without members' access review
    nothing. Seven queries."""
    papers, judges = list(submissions), list(reviewers)
    keys = [one.pk for one in papers]
    people: dict[int, set[int]] = {one.pk: {one.submitter_id} for one in papers}
    houses: dict[int, Houses] = defaultdict(Houses)
    handed_in = Submission.objects.filter(pk__in=keys)
    for pk, organisation, words in handed_in.values_list("pk", "submitter__organisation", "submitter__organisation_name"):
        houses[pk].add(organisation, words)
    authors = CoAuthor.objects.filter(submission__in=keys).values_list(
        "submission",
        "member",
        "organisation",
        "member__organisation",
        "member__organisation_name",
        "affiliation_ko",
        "affiliation_en",
    )
    for submission, member, organisation, own, *written in authors:
        people[submission].add(member)
        houses[submission].add(organisation)
        houses[submission].add(own, *written)
    declared = set(DeclaredConflict.objects.filter(submission__in=keys).values_list("submission", "member"))
    ties = _ties(judges, now)
    _name([*houses.values(), *ties.values()])
    present = set(Member.objects.with_access(now).filter(pk__in=[one.member_id for one in judges]).values_list("pk", flat=True))
    return {
        (paper.pk, judge.pk)
        for paper in papers
        for judge in judges
        if judge.member_id not in present
        or judge.member_id in people[paper.pk]
        or (paper.pk, judge.member_id) in declared
        or houses[paper.pk].meet(ties[judge.member_id])
    }


@dataclass
class Houses:
    """The organisations that somebody belongs or is tied to: rows by key, others as he wrote them; `names` are the rows'."""

    keys: set[int] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def add(self, key: int | None, *words: str | None) -> None:
        """One more, by its row, by words, or by both."""
        self.keys |= {key} if key is not None else set()
        self.words |= {name_core(word or "") for word in words} - {""}

    def meet(self, other: Houses) -> bool:
        """Whether one of them is the same. Two rows are two organisations, whatever they are called."""
        known = self.keys & other.keys or self.words & other.words
        return bool(known or self.words & other.names or self.names & other.words)


def _name(houses: Iterable[Houses]) -> None:
    """Give rows their names, in both languages."""
    every = list(houses)
    rows = Organisation.objects.filter(pk__in=set().union(*(one.keys for one in every)))
    names = {pk: {name_core(ko), name_core(en)} - {""} for pk, ko, en in rows.values_list("pk", "name_ko", "name_en")}
    for one in every:
        one.names = set().union(*(names[key] for key in one.keys))


def _ties(reviewers: Iterable[Reviewer], now: datetime) -> dict[int, Houses]:
    """The organisations that each reviewer belongs to or is tied to, by member."""
    members = [one.member_id for one in reviewers]
    found: dict[int, Houses] = defaultdict(Houses)
    own = Member.objects.filter(pk__in=members)
    for member, organisation, words in own.values_list("pk", "organisation", "organisation_name"):
        found[member].add(organisation, words)
    declared = Interest.objects.in_force(timezone.localdate(now)).filter(member__in=members)
    for member, organisation in declared.values_list("member", "organisation"):
        found[member].add(organisation)
    return found


def fits(submissions: Iterable[Submission], reviewers: Iterable[Reviewer]) -> dict[tuple[int, int], int]:
    """How well each reviewer knows each contribution's subject, 0 to `BEST_FIT`: the levels of the skills that both have, and
    keywords in common. Two queries."""
    papers, judges = list(submissions), list(reviewers)
    subjects: dict[int, set[int]] = defaultdict(set)
    through = Submission.subjects.through.objects.filter(submission__in=[one.pk for one in papers])
    for submission, skill in through.values_list("submission", "skill"):
        subjects[submission].add(skill)
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    known = MemberSkill.objects.filter(member__in=[one.member_id for one in judges])
    for member, skill, level in known.values_list("member", "skill", "level"):
        levels[member][skill] = level
    words = {one.pk: _words(one.keywords) for one in judges}
    made = {}
    for paper in papers:
        asked, asked_words = subjects[paper.pk], _words(paper.keywords)
        for judge in judges:
            own = levels[judge.member_id]
            level = sum(own[skill] for skill in asked if skill in own)
            made[paper.pk, judge.pk] = min(BEST_FIT, level + KEYWORD * len(asked_words & words[judge.pk]))
    return made


def _words(text: str) -> set[str]:
    return {" ".join(word.split()).lower() for word in text.split(",") if word.strip()}
