"""Opportunities, proposals and what became of them in the demonstration."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from council.events.models import Event
from council.members.models import Member, Membership, Organisation, User
from council.portal.demo.store import Store
from focusgroup.demo import docket_data as data
from focusgroup.group import focus_group
from focusgroup.models import (
    Action,
    Cluster,
    Comment,
    CommentRound,
    Decision,
    Evidence,
    Opportunity,
    Project,
    Proposal,
    ProposalMove,
    Review,
    Seat,
    Sitting,
    Vote,
)
from focusgroup.models.seats import VOTING_ROLES
from focusgroup.services.docket.numbers import take_number, written
from focusgroup.services.docket.tally import count

CHOICES = {"f": "for", "a": "against", "b": "abstain", "r": "recused"}
MEETING = "focus-group-meeting-21"


class _Scene:
    """Whom and what the rows name, by key."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store, self.now, self.today = store, now, timezone.localdate(now)
        self.users = store.rows("person", User)
        members = {one.user_id: one for one in Member.objects.filter(user__in=self.users.values())}
        self.members = {key: members[user.pk] for key, user in self.users.items() if user.pk in members}
        self.organisations = store.rows("organisation", Organisation)
        self.clusters = store.rows("cluster", Cluster)

    def at(self, day: int) -> datetime:
        """The same time of another day."""
        return self.now + timedelta(days=day)

    def on(self, day: int) -> date:
        """A day."""
        return self.today + timedelta(days=day)


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new. Nothing where the Focus Group is somebody else's by now."""
    scene = _Scene(store, now)
    needed = {row.author for row in data.PROPOSALS} | {"chair", "staff"}
    if focus_group() is None or not needed <= scene.members.keys():
        return 0
    made = _proposals(scene)
    for key, proposal in made.items():
        row = next(row for row in data.PROPOSALS if row.key == key)
        _reviews(scene, key, proposal)
        if row.decision is not None:
            _decision(scene, proposal, row.decision)
    if "test-bed" in made:
        _round(scene, made["test-bed"])
    if "try-out-centre" in made:
        _follow_up(scene, made["try-out-centre"])
    return len(made) + _opportunities(scene, made)


def _proposals(scene: _Scene) -> dict[str, Proposal]:
    missing = set(scene.store.missing("proposal", [row.key for row in data.PROPOSALS]))
    rows = {row.key: row for row in data.PROPOSALS if row.key in missing}
    proposals = {key: _proposal(scene, row) for key, row in rows.items()}
    made = scene.store.add("proposal", Proposal, proposals)
    evidence: list[Evidence] = []
    moves: list[ProposalMove] = []
    for key, proposal in made.items():
        row = rows[key]
        proposal.clusters.set([scene.clusters[slug] for slug in row.clusters if slug in scene.clusters])
        proposal.organisations.set([scene.organisations[one] for one in row.organisations if one in scene.organisations])
        evidence += [
            Evidence(proposal=proposal, label_ko=label[0], label_en=label[1], text=text) for label, text in row.evidence
        ]
        moves += [
            ProposalMove(
                proposal=proposal,
                verb=move.verb,
                before=move.before,
                after=move.after,
                at=scene.at(move.day),
                by=scene.users[move.by or "staff"],
                reason=move.reason,
            )
            for move in row.moves
        ]
    Evidence.objects.bulk_create(evidence)
    ProposalMove.objects.bulk_create(moves)
    return made


def _proposal(scene: _Scene, row: data.ProposalRow) -> Proposal:
    """The row, with the next number of its year where it was handed in."""
    submitted = next((move.day for move in row.moves if move.verb == "submit"), None)
    number: dict[str, Any] = {}
    if submitted is not None:
        year = timezone.localdate(scene.at(submitted)).year
        serial = take_number(year)
        number = {
            "year": year,
            "serial": serial,
            "number": written(year, serial),
            "submitted_at": scene.at(submitted),
        }
    return Proposal(
        kind=row.kind,
        state=row.state,
        author=scene.members[row.author],
        owner=scene.members.get(row.owner),
        title_ko=row.title[0],
        title_en=row.title[1],
        problem_ko=row.problem[0],
        problem_en=row.problem[1],
        plan_ko=row.plan[0],
        plan_en=row.plan[1],
        authority_ko=row.authority[0],
        authority_en=row.authority[1],
        budget_krw=row.budget,
        created_at=scene.at((submitted if submitted is not None else -3) - 6),
        state_at=scene.at(row.moves[-1].day if row.moves else -3),
        reply_due_on=scene.on(row.reply_due) if row.reply_due is not None else None,
        **number,
    )


def _reviews(scene: _Scene, key: str, proposal: Proposal) -> None:
    Review.objects.bulk_create(
        Review(
            proposal=proposal,
            reviewer=scene.members[reviewer],
            due_on=scene.on(due),
            assigned_at=scene.at(due - 14),
            recommendation=recommendation,
            text=text,
            submitted_at=scene.at(submitted) if submitted is not None else None,
        )
        for reviewer, recommendation, due, submitted, text in data.REVIEWS.get(key, ())
        if reviewer in scene.members
    )


def _decision(scene: _Scene, proposal: Proposal, row: data.DecisionRow) -> None:
    """The sitting in the last meeting, its votes and its decision; who is in conflict is recused."""
    event = scene.store.rows("event", Event).get(MEETING)
    if event is None:
        return
    places = list(
        Membership.objects.filter(body=focus_group(), role__in=VOTING_ROLES, state__in=Membership.SEATED)
        .select_related("member")
        .order_by("pk")
    )
    tied = set(proposal.organisations.values_list("pk", flat=True))
    seats = Seat.objects.in_bulk([place.pk for place in places])
    at = scene.at(row.day)
    choices = []
    for place, letter in zip(places, row.votes, strict=False):
        is_barred = place.member.organisation_id in tied
        choices.append((place, "recused" if is_barred else CHOICES[letter], is_barred))
    tally = count([choice for _place, choice, _barred in choices], enrolled=len(places))
    is_adopted = row.outcome.startswith("adopted")
    if not tally.is_quorate or tally.is_adopted != is_adopted:
        return
    sitting = Sitting.objects.create(
        proposal=proposal,
        event=event,
        state=Sitting.State.DECIDED,
        placed_at=at - timedelta(days=18),
        opened_at=at,
        closed_at=at,
        enrolled=len(places),
    )
    Vote.objects.bulk_create(
        Vote(sitting=sitting, seat=seats.get(place.pk), member=place.member, choice=choice, is_barred=barred, at=at)
        for place, choice, barred in choices
    )
    Decision.objects.create(
        proposal=proposal,
        sitting=sitting,
        serial=1,
        outcome=row.outcome,
        text_ko=row.text[0],
        text_en=row.text[1],
        dissent_ko=row.dissent[0],
        dissent_en=row.dissent[1],
        enrolled=tally.enrolled,
        present=tally.present,
        recused=tally.recused,
        in_favour=tally.in_favour,
        against=tally.against,
        abstained=tally.abstained,
        decided_at=at,
    )


def _round(scene: _Scene, proposal: Proposal) -> None:
    body = focus_group()
    if body is None:
        return
    current = CommentRound.objects.create(
        proposal=proposal, body=body, opens_at=scene.at(data.ROUND_OPENS), closes_at=scene.at(data.ROUND_CLOSES)
    )
    Comment.objects.bulk_create(
        Comment(round=current, member=scene.members[who], text=text, at=scene.at(day)) for who, day, text in data.COMMENTS
    )


def _follow_up(scene: _Scene, proposal: Proposal) -> None:
    """Actions and the project of what was adopted."""
    actions = {
        str(place): Action(
            proposal=proposal,
            owner=scene.members[owner],
            due_on=scene.on(due),
            done_at=scene.at(done) if done is not None else None,
            title_ko=title[0],
            title_en=title[1],
        )
        for place, (owner, due, done, title) in enumerate(data.ACTIONS)
    }
    scene.store.add("proposal-action", Action, actions)
    decision, lead = proposal.decisions.first(), scene.organisations.get(data.PROJECT_LEAD)
    if decision is not None and lead is not None:
        name, funding = data.PROJECT_NAME, data.PROJECT_FUNDING
        project = Project(
            proposal=proposal,
            decision=decision,
            name_ko=name[0],
            name_en=name[1],
            funding_ko=funding[0],
            funding_en=funding[1],
            lead=lead,
            status=Project.Status.APPLIED,
            funds_krw=data.PROJECT_FUNDS,
            starts_on=scene.on(60),
        )
        scene.store.add("focus-project", Project, {"try-out-centre": project})


def _opportunities(scene: _Scene, proposals: dict[str, Proposal]) -> int:
    missing = set(scene.store.missing("opportunity", data.OPPORTUNITIES))
    rows: dict[str, Opportunity] = {}
    for key in missing:
        kind, title, text, noticed, closes, _clusters, organisation, state, word = data.OPPORTUNITIES[key]
        is_settled = state != Opportunity.State.OPEN
        rows[key] = Opportunity(
            kind=kind,
            title_ko=title[0],
            title_en=title[1],
            text_ko=text[0],
            text_en=text[1],
            noticed_at=scene.at(noticed),
            noticed_by=scene.users["staff"],
            closes_on=scene.on(closes) if closes is not None else None,
            organisation=scene.organisations.get(organisation),
            state=state,
            word=word,
            settled_at=scene.at(noticed + 10) if is_settled else None,
            settled_by=scene.users["chair"] if is_settled else None,
            proposal=proposals.get("try-out-centre") if key == "try-out-queue" else None,
        )
    made = scene.store.add("opportunity", Opportunity, rows)
    for key, one in made.items():
        one.clusters.set([scene.clusters[slug] for slug in data.OPPORTUNITIES[key][5] if slug in scene.clusters])
    return len(made)
