"""Who may not review what, and who knows what: for all contributions and reviewers of a call at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from council.members.models import Interest, Member, MemberSkill
from symposia.models import CoAuthor, DeclaredConflict, Reviewer, Submission
from symposia.services.calls.assigning import BEST_FIT

# What a keyword in common is worth, beside the level (1 to 5) of a skill in common.
KEYWORD = 3


def barred_pairs(submissions: Iterable[Submission], reviewers: Iterable[Reviewer], now: datetime) -> set[tuple[int, int]]:
    """The pairs (contribution, reviewer), by key, that a conflict forbids: the reviewer is an author or handed it in, belongs
    to an author's organisation or has a tie to it that is in force (`members.Interest`), or has a declared conflict with it.
    Reviewers without members' access review nothing. Six queries."""
    papers, judges = list(submissions), list(reviewers)
    keys = [one.pk for one in papers]
    people: dict[int, set[int]] = {one.pk: {one.submitter_id} for one in papers}
    organisations: dict[int, set[int | None]] = defaultdict(set)
    for pk, organisation in Submission.objects.filter(pk__in=keys).values_list("pk", "submitter__organisation"):
        organisations[pk].add(organisation)
    authors = CoAuthor.objects.filter(submission__in=keys)
    for row in authors.values_list("submission", "member", "organisation", "member__organisation"):
        people[row[0]].add(row[1])
        organisations[row[0]] |= {row[2], row[3]}
    declared = set(DeclaredConflict.objects.filter(submission__in=keys).values_list("submission", "member"))
    ties = _ties(judges, now)
    present = set(Member.objects.with_access(now).filter(pk__in=[one.member_id for one in judges]).values_list("pk", flat=True))
    return {
        (paper.pk, judge.pk)
        for paper in papers
        for judge in judges
        if judge.member_id not in present
        or judge.member_id in people[paper.pk]
        or (paper.pk, judge.member_id) in declared
        or organisations[paper.pk] & ties[judge.member_id]
    }


def _ties(reviewers: Iterable[Reviewer], now: datetime) -> dict[int, set[int | None]]:
    """The organisations that each reviewer belongs to or is tied to, by member."""
    members = [one.member_id for one in reviewers]
    found: dict[int, set[int | None]] = defaultdict(set)
    for member, organisation in Member.objects.filter(pk__in=members, organisation__isnull=False).values_list(
        "pk", "organisation"
    ):
        found[member].add(organisation)
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
