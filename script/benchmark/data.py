"""The rows that are measured with, written in bulk: what they are, not how they came."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from council.events.models import AgendaItem, Event, Registration, Speaker, Venue
from council.members.models import Member, User
from focusgroup.services.taskforces.solver import Candidate, Need, Problem

BATCH = 2000
PROGRAMMES = ("forums", "symposia", "focus-group")
TEXT = """Companies and researchers of the region show what they have tried this year, and what came of it.

## What awaits you
- short talks, each with time for questions
- tools and parts to touch
- a round in which everybody says **what they look for**

Lunch is served. Parking is free; the hall is five minutes from the station."""
TEXT_KO = """지역의 기업과 연구자가 올해 시도한 것과 그 결과를 나눕니다.

## 프로그램
- 질문 시간이 있는 짧은 발표
- 직접 만져 보는 공구와 부품
- 각자 **무엇을 찾는지** 말하는 시간

점심을 제공합니다. 주차는 무료이며 행사장은 역에서 5분 거리입니다."""


def venue() -> Venue:
    """Where everything takes place."""
    return Venue.objects.create(
        name_ko="경산 기업지원관", name_en="Gyeongsan Business Hall", address_ko="경상북도 경산시 진량읍 공단로 12",
        address_en="12 Gongdan-ro, Jillyang-eup, Gyeongsan", map_url="https://map.example/hall",
    )  # fmt: skip


def events(prefix: str, count: int, *, first_at: datetime, place: Venue, capacity: int | None = 40) -> list[Event]:
    """Published public events, a quarter of an hour apart."""
    return Event.objects.bulk_create(
        [
            Event(
                programme=PROGRAMMES[number % len(PROGRAMMES)], slug=f"{prefix}-{number}", state=Event.State.PUBLISHED,
                title_ko=f"부품 가공 기술 교류회 {number}", title_en=f"Exchange on machining of components {number}",
                summary_ko="현장의 경험과 연구 결과를 나눕니다.", summary_en="Experience from the shop floor meets research.",
                description_ko=TEXT_KO, description_en=TEXT, venue=place, room="201", capacity=capacity,
                starts_at=first_at + timedelta(minutes=15 * number), ends_at=first_at + timedelta(minutes=15 * number, hours=3),
                contact_name="Secretariat", contact_email="council@localhost",
            )
            for number in range(count)
        ],
        batch_size=BATCH,
    )  # fmt: skip


def agenda(event: Event, count: int) -> None:
    """Talks for an event, each with a speaker."""
    for number in range(count):
        starts_at = event.starts_at + timedelta(minutes=20 * number)
        item = AgendaItem.objects.create(
            event=event, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=20), title_ko=f"발표 {number}",
            title_en=f"Talk {number}", abstract_ko="짧은 소개입니다.", abstract_en="A word on what it is about.", room="201",
        )  # fmt: skip
        item.speakers.add(Speaker.objects.create(name_ko=f"이든솔 {number}", name_en=f"LEE Deunsol {number}"))


def people(prefix: str, count: int) -> list[Member]:
    """Active members, each with a log-in and a confirmed address."""
    password = make_password(uuid.uuid4().hex)
    users = User.objects.bulk_create(
        [User(email=f"{prefix}{number}@bench.example", password=password) for number in range(count)], batch_size=BATCH
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users], batch_size=BATCH
    )
    return Member.objects.bulk_create(
        [
            Member(
                user=user, state=Member.State.ACTIVE, family_name="김", given_name=f"가람{number}", family_name_en="Kim",
                given_name_en=f"Garam{number}", kind=Member.Kind.BUSINESS, language=("ko", "en")[number % 2],
            )
            for number, user in enumerate(users)
        ],
        batch_size=BATCH,
    )  # fmt: skip


def sessions(members: Iterable[Member], now: datetime) -> dict[int, str]:
    """Log in each of them, as allauth does; the session's key by the member's."""
    store, keys, rows, known = SessionStore(), {}, [], []
    for member in members:
        user = member.user
        key = keys[member.pk] = uuid.uuid4().hex
        data = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        rows.append(Session(session_key=key, session_data=store.encode(data), expire_date=now + timedelta(days=14)))
        known.append(UserSession(session_key=key, user=user, ip="127.0.0.1", user_agent="script/bench"))
    Session.objects.bulk_create(rows, batch_size=BATCH)
    UserSession.objects.bulk_create(known, batch_size=BATCH)
    return keys


def confirmed(pairs: Sequence[tuple[Event, Member]], at: datetime) -> None:
    """Confirmed registrations, with their seats counted."""
    Registration.objects.bulk_create(
        [Registration(event=event, member=member, state="confirmed", confirmed_at=at) for event, member in pairs],
        batch_size=BATCH,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_event event SET taken = held.count FROM (SELECT event_id, count(*) FROM events_registration"
            " WHERE state IN ('confirmed', 'offered') GROUP BY event_id) held WHERE held.event_id = event.id"
        )


def settle() -> None:
    """What PostgreSQL does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def council(seed: int, skills: tuple[int, int]) -> Problem:
    """200 people, each with so many of 30 skills at some level, and a task force that needs all of them."""
    draw = random.Random(seed)  # noqa: S311 - made-up people that are the same each time, no secret
    needs = [Need(key, draw.randint(1, 10), draw.randint(1, 5)) for key in range(30)]
    people = []
    for key in range(200):
        mine = draw.sample(range(30), draw.randint(*skills))
        people.append(
            Candidate(key, {skill: draw.randint(1, 5) for skill in mine}, draw.choice(("", "", "professor", "officer")))
        )
    return Problem(needs, people, 7, {"professor": 1, "officer": 1})
