"""The joint IP cases of the demonstration: at many places of the way, with a deadline in each state. No message."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import manimgx_fonts_cjk
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from council.members.models import Industry, Member, Organisation
from council.portal.demo import MARK
from council.portal.demo.people import members_by_key
from council.portal.demo.store import Store, create
from forums.demo.rights_data import CASES, CaseRow, Day
from forums.models import (
    CaseContact,
    CaseEvent,
    CaseMove,
    CoOwner,
    CoOwnerConsent,
    Cost,
    CostShare,
    Filing,
    Forum,
    Inventor,
    IPCase,
    IPDeskMember,
    RightUse,
    Topic,
)
from forums.models.rights import UNFILED, CaseState
from forums.services.clock import recompute
from forums.services.rights.money import split
from forums.services.rights.papers import keep_paper
from forums.services.rights.steps import TABLE

ATTORNEY, DESK = "attorney", ("staff",)


def load(store: Store, now: datetime) -> int:
    """Make what is missing; returns how many rows are new."""
    members = members_by_key(store)
    if not {ATTORNEY, *DESK} <= set(members):
        return 0
    since = store.today - timedelta(days=720)
    desk = {key: IPDeskMember(member=members[key], since=since) for key in store.missing("ip-desk", DESK)}
    count = len(store.add("ip-desk", IPDeskMember, desk))
    companies = store.rows("organisation", Organisation)
    rows = {key: CASES[key] for key in store.missing("ip-case", CASES) if set(CASES[key].owners) <= set(companies)}
    cases = {key: _case(row, members, now) for key, row in rows.items()}
    for key, case in store.add("ip-case", IPCase, cases).items():
        _name_origin(rows[key], case, store)
        _owners(rows[key], case, companies, members, now)
        write_facts(rows[key], case, companies, members, now)
        _papers(rows[key], case, members, now)
        # Filed once everybody has signed, as the database has it.
        IPCase.objects.filter(pk=case.pk).update(state=rows[key].state)
        recompute(case=case, now=now)
    return count + len(cases)


def _name_origin(row: CaseRow, case: IPCase, store: Store) -> None:
    """The topic that it came from, where the demonstration has it, in its forum."""
    topic = store.rows("forum-topic", Topic).get(row.topic)
    if topic is not None and topic.forum_id == case.forum_id:
        IPCase.objects.filter(pk=case.pk).update(origin_topic=topic)


def _papers(row: CaseRow, case: IPCase, members: dict[str, Member], now: datetime) -> None:
    """A paper or two of each."""
    for paper in row.papers:
        if paper.is_pdf:
            fonts = str(Path(manimgx_fonts_cjk.__file__).parent)
            source: Any = paper.text.encode()
            upload = SimpleUploadedFile("agreement.pdf", typst.compile(source, font_paths=[fonts], ignore_system_fonts=True))
        else:
            upload = SimpleUploadedFile(f"{paper.stage}.txt", paper.text.encode())
        titles = {"title_ko": f"{paper.title[0]} {MARK}", "title_en": f"{paper.title[1]} {MARK}"}
        keep_paper(case, upload=upload, stage=paper.stage, by=members[ATTORNEY].user, now=now, **titles)


def _day(day: Day, now: datetime) -> date:
    return timezone.localdate(now) - timedelta(days=day) if isinstance(day, int) else day


def _at(day: date) -> datetime:
    """Ten in the morning of that day."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=10)))


def last(row: CaseRow, now: datetime) -> datetime:
    """When it came where it is."""
    days = [_day(event[1], now) for event in row.events]
    return _at(max(days)) if days else now - timedelta(days=20)


def begun(row: CaseRow, now: datetime) -> datetime:
    """When a case began: some months before anything happened."""
    first = min([_day(event[1], now) for event in row.events], default=timezone.localdate(now))
    return _at(first) - timedelta(days=120)


def _case(row: CaseRow, members: dict[str, Member], now: datetime) -> IPCase:
    return IPCase(
        right=row.right,
        title_ko=f"{row.title[0]} {MARK}",
        title_en=f"{row.title[1]} {MARK}",
        summary_ko=row.summary[0],
        summary_en=row.summary[1],
        industry=Industry.objects.filter(revision=11, code=row.industry).first(),
        classification=row.classification,
        forum=Forum.objects.filter(body__slug=row.forum).first(),
        origin=row.origin,
        attorney=members[ATTORNEY],
        shares_agreed=row.is_agreed,
        state=CaseState.IDEA,
        state_at=last(row, now),
        created_at=begun(row, now),
    )


def _owners(row: CaseRow, case: IPCase, companies: dict[str, Organisation], members: dict[str, Member], now: datetime) -> None:
    owners = {
        key: CoOwner(
            case=case,
            organisation=companies[key],
            position=position,
            numerator=share.numerator,
            denominator=share.denominator,
        )
        for position, (key, share) in enumerate(row.owners.items(), start=1)
    }
    create(CoOwner, list(owners.values()))
    contacts = {key: _contact(key, row, companies[key], members, now) for key in owners}
    create(
        CaseContact,
        [
            CaseContact(case=case, organisation=companies[key], member=member, since=case.created_at)
            for key, member in contacts.items()
            if member is not None
        ],
    )
    signed_at = case.created_at + timedelta(days=90)
    create(
        CoOwnerConsent,
        [
            CoOwnerConsent(
                case=case,
                organisation=companies[key],
                co_owner=owner,
                given_at=min(signed_at, now),
                by=member.user if (member := contacts[key]) is not None else None,
                name=member.display_name("ko") if member is not None else str(companies[key].name_ko),
            )
            for key, owner in owners.items()
            if key not in row.unsigned
        ],
    )
    create(
        Inventor,
        [Inventor(case=case, position=position, name=name) for position, name in enumerate(row.inventors, start=1)],
    )


def _contact(key: str, row: CaseRow, company: Organisation, members: dict[str, Member], now: datetime) -> Member | None:
    """The named one, or the first of the company's people with access."""
    named = [members[one] for one in row.contacts if one in members and members[one].organisation_id == company.pk]
    people = [one for one in members.values() if one.organisation_id == company.pk and one.has_access(now)]
    # The log-ins of the contract see what `demo.md` says they see.
    others = [one for one in people if one.pk not in {members[name].pk for name in ("company", "member", "rival")}]
    return next(iter([*named, *others]), None)


def write_facts(
    row: CaseRow, case: IPCase, companies: dict[str, Organisation], members: dict[str, Member], now: datetime
) -> None:
    """What happened, what it cost, what it is worth: as it would be had it been loaded today."""
    by: dict[str, Any] = {"recorded_by": members[ATTORNEY].user}
    create(
        Filing,
        [
            Filing(
                case=case,
                kind=kind,
                number=number.format(year=_day(day, now).year),
                on=_day(day, now),
                recorded_at=_at(_day(day, now)),
                **by,
            )
            for kind, number, day in row.filings
        ],
    )
    create(
        CaseEvent,
        [
            CaseEvent(
                case=case,
                kind=kind,
                on=_day(day, now),
                number=year[0] if year else None,
                recorded_at=_at(_day(day, now)),
                **by,
            )
            for kind, day, *year in row.events
        ],
    )
    create(CaseMove, list(_moves(row, case, members, now)))
    create(
        RightUse,
        [
            RightUse(
                case=case,
                organisation=companies[owner],
                kind=kind,
                year=timezone.localdate(now).year - ago,
                what=what,
                amount_krw=won,
                recorded_at=now,
                **by,
            )
            for kind, owner, ago, what, won in row.uses
        ],
    )
    _costs(row, case, companies, now, by)


def _costs(row: CaseRow, case: IPCase, companies: dict[str, Organisation], now: datetime, by: dict[str, Any]) -> None:
    """What was paid, split by the shares."""
    for what, won, payer, day in row.costs:
        on = _day(day, now)
        cost = Cost.objects.create(
            case=case, what=what, amount_krw=won, paid_by=companies[payer], on=on, recorded_at=_at(on), **by
        )
        parts = split(won, list(row.owners.values()))
        create(
            CostShare,
            [
                CostShare(cost=cost, organisation=companies[key], amount_krw=part)
                for key, part in zip(row.owners, parts, strict=True)
            ],
        )


def _moves(row: CaseRow, case: IPCase, members: dict[str, Member], now: datetime) -> Iterator[CaseMove]:
    """The whole way: what the owners did until it could be filed, then a step for each event that makes one."""
    beginner, state = _beginner(case), ""
    until = UNFILED.index(CaseState.READY if row.events else CaseState(row.state))
    for number, (verb, after) in enumerate(zip(("begin", "agree", "search", "prepare"), UNFILED[: until + 1], strict=False)):
        at = begun(row, now) + timedelta(days=25 * number)
        yield CaseMove(case=case, verb=verb, before=state, after=after, at=at, by=beginner)
        state = after
    for kind, day, *_year in row.events:
        step = next((one for one in TABLE if one.event == kind and row.right in one.rights), None)
        if step is not None:
            yield CaseMove(
                case=case, verb=step.verb, before=state, after=step.after, at=_at(_day(day, now)), by=members[ATTORNEY].user
            )
            state = step.after


def _beginner(case: IPCase) -> Any:
    """The contact of the owner named first."""
    contact = CaseContact.objects.filter(case=case).order_by("pk").select_related("member__user").first()
    return contact.member.user if contact is not None else None
