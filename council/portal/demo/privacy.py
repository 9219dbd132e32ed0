"""Shows what becomes of personal data: a request for erasure, a letter that was reported, a month of access to look through."""

from datetime import datetime, timedelta

from council.members.models import DirectoryLetter, ErasureRequest, Member, PersonalDataAccess, SupportStep, User
from council.portal.demo.people import members_by_key, settled_people
from council.portal.demo.store import Store

LETTERS = (
    (
        "사출성형 공동 과제 제안",
        "내년 금형 냉각 과제를 함께 준비하실 의향이 있으신지 여쭙니다. 다음 주에 시간이 되시면 연락 주세요.",
        False,
    ),
    (
        "Special offer",
        "Buy our cutting oil now, twenty per cent off until Friday! Forward this to all of your colleagues.",
        True,
    ),
)


def load_privacy(store: Store, now: datetime) -> None:
    """Once: where anything of these is there, nothing is added."""
    if ErasureRequest.objects.exists() or DirectoryLetter.objects.exists():
        return
    members = members_by_key(store)
    people = [members[row.key] for row in settled_people() if row.key in members]
    reader, staff = members.get("member"), members.get("staff")
    if len(people) < 4 or reader is None or staff is None:
        return
    ErasureRequest.objects.create(
        user=people[-1].user,
        wish="회사를 옮겨 더 이상 활동하지 않습니다. 제 정보를 모두 지워 주세요.",
        requested_at=now - timedelta(days=3),
    )
    ErasureRequest.objects.create(
        user=people[-2].user,
        state=ErasureRequest.State.DECLINED,
        requested_at=now - timedelta(days=40),
        decided_at=now - timedelta(days=38),
        decided_by=staff.user,
        decision_reason="진행 중인 공동출원의 공유자이십니다. 출원이 끝난 뒤에 다시 요청해 주세요.",
    )
    for place, (subject, text, is_reported) in enumerate(LETTERS):
        sent = now - timedelta(days=2 + place)
        DirectoryLetter.objects.create(
            sender=people[place],
            recipient=reader,
            subject=subject,
            text=text,
            sent_at=sent,
            reported_at=sent + timedelta(hours=5) if is_reported else None,
        )
    _access(staff.user, people, now)
    _support(staff.user, people[0], now)


def _access(staff: User, people: list[Member], now: datetime) -> None:
    """What the secretariat looked at last month and this one."""
    rows = [
        PersonalDataAccess(
            at=now - timedelta(days=days, hours=days % 9),
            actor=staff,
            ip="192.0.2.20",
            page="admin:members_member_changelist" if days % 3 else "admin:events_event_registrants",
            path="/admin/members/member/" if days % 3 else "/admin/events/event/1/registrants.csv",
            is_file=not days % 3,
            subjects=[one.pk for one in people[: 3 + days % 20]] if days % 3 else [],
        )
        for days in range(2, 50, 4)
    ]
    PersonalDataAccess.objects.bulk_create(rows)


def _support(staff: User, member: Member, now: datetime) -> None:
    """A visit of last week: the secretariat saw the portal as a member who asked for help."""
    begun, who = now - timedelta(days=6), {"actor": staff, "member": member, "ip": "192.0.2.20"}
    reason = "전화 문의: 내 참가 신청 목록에 행사가 보이지 않는다고 하심."
    first = SupportStep.objects.create(step=SupportStep.Step.BEGUN, at=begun, reason=reason, **who)
    for minutes, step, path in ((4, SupportStep.Step.REFUSED, "POST /my/profile/"), (9, SupportStep.Step.ENDED, "")):
        SupportStep.objects.create(visit=first.visit, step=step, at=begun + timedelta(minutes=minutes), path=path, **who)
