"""The invitation pipeline of the demonstration: a team, five targets, an agency that works on one of them."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from council.library.models import Acceptance, Agreement
from council.library.services import publish_agreement, signature
from council.members.models import Member, Organisation
from council.portal.demo import MARK
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store, create
from focusgroup.demo import invitations_data as data
from focusgroup.demo.invitations_data import TargetRow
from focusgroup.group import SLUG
from focusgroup.models import (
    AgencyEngagement,
    Cluster,
    DataItem,
    DataPack,
    Dispatch,
    InvestmentFacts,
    InvitationPlan,
    InvitationProposal,
    InvitationResult,
    InvitationTarget,
    InvitationTeamMember,
    TargetMove,
    Touch,
)
from focusgroup.models.invitations import SETTLED, Stage
from focusgroup.services.invitations.moves import Verb

TEAM = ("staff", "admin")
AGENCY = "agency"


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new. No message is written."""
    members = members_by_key(store)
    if not {*TEAM, AGENCY} <= set(members):
        return 0
    count = _load_team(store, members)
    targets = _load_targets(store, members, now)
    engagement = _load_engagement(store, members, now)
    if engagement is not None and "target-1" in targets:
        _assign(engagement, targets["target-1"], members, now)
    return count + len(targets)


def _load_team(store: Store, members: dict[str, Member]) -> int:
    missing = store.missing("invitation-team", TEAM)
    since = store.today - timedelta(days=720)
    rows = {key: InvitationTeamMember(member=members[key], since=since) for key in missing}
    return len(store.add("invitation-team", InvitationTeamMember, rows))


def _load_targets(store: Store, members: dict[str, Member], now: datetime) -> dict[str, InvitationTarget]:
    rows = {key: data.TARGETS[key] for key in store.missing("invitation-target", data.TARGETS)}
    landed = {key: row for key, row in rows.items() if _stage(row) in SETTLED}
    houses = store.add("invited-organisation", Organisation, {key: _house(row) for key, row in landed.items()})
    targets = {key: _target(row, members, houses.get(key), now) for key, row in rows.items()}
    created = store.add("invitation-target", InvitationTarget, targets)
    clusters = list(Cluster.objects.order_by("pk")[:2])
    for key, target in created.items():
        row = rows[key]
        target.clusters.set(clusters)
        create(TargetMove, list(_moves(row, target, members, now)))
        create(Touch, [_touch(one, target, members, now) for one in row.touches if one[2] != AGENCY])
        _papers(row, target, members, now)
        _numbers(row, target, now)
    return created


def _stage(row: TargetRow) -> Stage:
    return list(Stage)[len(row.days) - 1]


def _at(now: datetime, days: int) -> datetime:
    """Ten in the morning of that day."""
    day = timezone.localdate(now) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(10)))


def _house(row: TargetRow) -> Organisation:
    names = {"name_ko": f"{row.name[0]} {MARK}", "name_en": f"{row.name[1]} {MARK}"}
    return Organisation(**names, kind=Organisation.Kind.INSTITUTE, business_number=row.number)


def _target(row: TargetRow, members: dict[str, Member], house: Organisation | None, now: datetime) -> InvitationTarget:
    action, days = row.action or ("", 0)
    return InvitationTarget(
        name_ko=f"{row.name[0]} {MARK}",
        name_en=f"{row.name[1]} {MARK}",
        kind=row.kind,
        origin=row.origin,
        hq_country=row.country,
        field_ko=row.field[0],
        field_en=row.field[1],
        brief_ko=row.brief[0],
        brief_en=row.brief[1],
        owner=members[row.owner],
        next_action=action,
        next_action_on=timezone.localdate(now) + timedelta(days=days) if action else None,
        stage=_stage(row),
        standing=row.standing,
        lost_reason=row.why if row.standing == "lost" else "",
        organisation=house,
        created_at=_at(now, row.days[0]),
        moved_at=_at(now, row.days[-1]),
    )


def _moves(row: TargetRow, target: InvitationTarget, members: dict[str, Member], now: datetime) -> Iterable[TargetMove]:
    by, before = members[row.owner].user, ""
    for stage, days in zip(Stage, row.days, strict=False):
        verb = Verb.ADVANCE if before else Verb.BEGIN
        standing = "open" if before else ""
        yield TargetMove(
            target=target,
            at=_at(now, days),
            by=by,
            verb=verb,
            from_stage=before,
            from_standing=standing,
            to_stage=stage,
            to_standing="open",
        )
        before = stage.value
    if row.standing != "open":
        yield TargetMove(
            target=target,
            at=_at(now, row.days[-1] + 20),
            by=by,
            verb=Verb.LOSE if row.standing == "lost" else Verb.HOLD,
            from_stage=before,
            from_standing="open",
            to_stage=before,
            to_standing=row.standing,
            reason=row.why,
        )


def _touch(
    one: tuple[int, str, str, str],
    target: InvitationTarget,
    members: dict[str, Member],
    now: datetime,
    engagement: AgencyEngagement | None = None,
) -> Touch:
    days, kind, who, note = one
    moment = _at(now, days)
    return Touch(
        target=target,
        on=timezone.localdate(moment),
        kind=kind,
        note=note,
        by=members[who].user,
        engagement=engagement,
        written_at=moment,
    )


def _papers(row: TargetRow, target: InvitationTarget, members: dict[str, Member], now: datetime) -> None:
    by = members[row.owner].user
    written: dict[str, Any] = {"written_at": _at(now, row.days[-1] - 5), "written_by": by}
    approved: dict[str, Any] = {
        "approved_at": _at(now, row.days[-1] - 4),
        "approved_by": members["admin"].user,
        "approved_as": members["admin"].display_name()[:200],
    }
    if row.plan:
        seal = approved if row.plan_approved else {}
        create(InvitationPlan, [InvitationPlan(target=target, number=1, text=row.plan, **written, **seal)])
    if row.data:
        pack = DataPack.objects.create(target=target, created_at=written["written_at"])
        today = timezone.localdate(now)
        create(
            DataItem,
            [
                DataItem(pack=pack, title=title, source=source, dated_on=today + timedelta(days=days), licence=licence)
                for title, source, days, licence in row.data
            ],
        )
    versions = [
        InvitationProposal(
            target=target,
            number=number,
            language=language,
            title=title,
            text=text,
            **written,
            **(approved if is_approved else {}),
        )
        for number, (language, title, text, is_approved) in enumerate(row.proposals, start=1)
    ]
    create(InvitationProposal, versions)


def _numbers(row: TargetRow, target: InvitationTarget, now: datetime) -> None:
    if row.facts:
        create(InvestmentFacts, [InvestmentFacts(target=target, **row.facts)])
    results = {"projected": row.projected, "actual": row.actual}
    create(
        InvitationResult,
        [
            InvitationResult(
                target=target,
                kind=kind,
                as_of=timezone.localdate(now) - timedelta(days=30),
                capital_krw=numbers[0],
                jobs=numbers[1],
                rd_staff=numbers[2],
                local_suppliers=numbers[3],
            )
            for kind, numbers in results.items()
            if numbers is not None
        ],
    )


def _load_engagement(store: Store, members: dict[str, Member], now: datetime) -> AgencyEngagement | None:
    """The agency under an accepted NDA; None where it was made before."""
    house = members[AGENCY].organisation
    if house is None or not store.missing("engagement", [AGENCY]):
        return None
    title = {"title_ko": f"{data.NDA_TITLE[0]} {MARK}", "title_en": f"{data.NDA_TITLE[1]} {MARK}"}
    agreement = store.add("agency-agreement", Agreement, {AGENCY: Agreement(programme=SLUG, **title)})[AGENCY]
    version = publish_agreement(
        agreement=agreement, text_ko=data.NDA_TEXT_KO, text_en=data.NDA_TEXT_EN, by=None, now=_at(now, -200)
    )
    contact = members[AGENCY]
    signed = {
        "user": contact.user,
        "name": signature(contact),
        "language": "en",
        "accepted_at": _at(now, -180),
        "is_confidential": True,
    }
    create(Acceptance, [Acceptance(version=version, **signed)])
    engagement = AgencyEngagement(
        agency=house,
        contact=contact,
        scope=data.SCOPE,
        deliverables=data.DELIVERABLES,
        starts_on=store.today - timedelta(days=185),
        ends_on=store.today + timedelta(days=180),
        agreement=agreement,
        nda_from=store.today - timedelta(days=185),
        nda_until=store.today + timedelta(days=540),
        created_at=_at(now, -186),
    )
    return store.add("engagement", AgencyEngagement, {AGENCY: engagement})[AGENCY]


def _assign(engagement: AgencyEngagement, target: InvitationTarget, members: dict[str, Member], now: datetime) -> None:
    """The agency works on `target`, was handed its papers, and reports."""
    engagement.targets.add(target)
    row = data.TARGETS["target-1"]
    create(Touch, [_touch(one, target, members, now, engagement) for one in row.touches if one[2] == AGENCY])
    items = DataItem.objects.filter(pack__target=target)
    plan, proposal = target.plans.exclude(approved_at=None).first(), target.proposals.exclude(approved_at=None).first()
    if plan is None or proposal is None:
        return
    sent = [one.as_it_is() for one in items]
    at = _at(now, row.days[4])
    by = members[row.owner].user
    create(Dispatch, [Dispatch(target=target, engagement=engagement, plan=plan, proposal=proposal, data=sent, at=at, by=by)])
