"""What is measured, part by part."""

from __future__ import annotations

import argparse
import itertools
import re
import smtplib
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import clusters
import data
import load
import meetings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from servers import Servers
from table import Row, Table

from council.embedded.management.commands.prepare import Command as Prepare
from council.events.models import Event, Registration
from council.members.models import Member
from council.messaging.mime import source_of
from council.messaging.models import Heartbeat, Message
from council.messaging.rendering import build_mail
from council.messaging.services import deliver
from council.reminders.services import plan_reminders
from focusgroup.services.taskforces.solver import solve

ROUNDS = 3
MANY_EVENTS, SEATS, ON_ONE, OVER_MANY = 10_000, 500, 600, 1_000
REMINDED = 10_000
TOKEN = re.compile(rb'name="(csrfmiddlewaretoken|token|version)" value="([^"]*)"')
CSRF_COOKIE = re.compile(rb"csrftoken=(\w+)")


@dataclass
class Measured:
    """A page over all rounds."""

    per_second: float
    p95: float
    cpu: float


class Bench:
    """The parts, in an order in which each finds what it needs."""

    def __init__(self, servers: Servers, table: Table, options: argparse.Namespace) -> None:
        self.servers, self.table, self.options = servers, table, options
        self.now: datetime = timezone.now()
        self.floor: dict[str, float] = {}

    def prepare(self) -> None:
        """Tables, static files, first rows, and the web server."""
        call_command("migrate", interactive=False, verbosity=0)
        Prepare().collect_static_files()
        self.venue = data.venue()
        self.events = data.events("event", 50, first_at=self.now + timedelta(days=20), place=self.venue)
        data.agenda(self.events[0], 6)
        data.settle()
        self.start_up = self.servers.start_web()

    def close(self) -> None:
        connection.close()

    def database_version(self) -> str:
        return f"PostgreSQL {connection.pg_version // 10000}.{connection.pg_version % 10000}"

    # -- pages

    def measure_pages(self) -> None:
        """Pages beside the floor, in turns, so that what else the machine does falls on all of them alike."""
        reader = data.people("reader", 1)[0]
        own = data.events("own", 200, first_at=self.now + timedelta(days=40), place=self.venue, capacity=None)
        Event.objects.filter(pk__in=[event.pk for event in own]).update(audience=Event.Audience.INVITED)
        data.confirmed([(event, reader) for event in own], self.now)
        data.settle()
        cookies = f"sessionid={data.sessions([reader], self.now)[reader.pk]}"
        slug = self.events[0].slug
        pages = {
            "constant": ("/bench/constant/", ""),
            "select": (f"/bench/select/{slug}/", ""),
            "list": ("/events/", ""),
            "detail": (f"/events/{slug}/", ""),
            "my": ("/my/", cookies),
            "my registrations": ("/my/registrations/", cookies),
        }
        few = self._in_turns(pages)
        data.events("more", MANY_EVENTS - 50, first_at=self.now + timedelta(days=30), place=self.venue)
        data.settle()
        many = self._in_turns({name: pages[name] for name in ("constant", "select", "list", "detail")})
        self._page("Floor: a constant view", few["constant"])
        self._page("Floor: one indexed SELECT", few["select"])
        third = "a third of one SELECT"
        self._page("Event list, 50 events", few["list"], few["select"], third)
        self._page("Event list, 10,000 events", many["list"], many["select"], third)
        self._page("Event page", few["detail"], few["select"], third)
        self._page("Event page, 10,000 events", many["detail"], many["select"], third)
        self._page("/my/ of a member with 200 registrations", few["my"], few["select"])
        self._page("/my/registrations/ with 200", few["my registrations"], few["select"])

    def _in_turns(self, pages: dict[str, tuple[str, str]]) -> dict[str, Measured]:
        requests = {name: load.get(path, self.servers.host, cookies) for name, (path, cookies) in pages.items()}
        for name, request in requests.items():
            self._run(zip(itertools.repeat(name), [request] * 64))
        found: dict[str, list[Measured]] = {name: [] for name in pages}
        for _round in range(ROUNDS):
            for name, request in requests.items():
                before = self.servers.cpu_seconds()
                result = self._run(zip(itertools.repeat(name), itertools.repeat(request)), seconds=self.options.seconds)
                after = self.servers.cpu_seconds()
                used = sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
                found[name].append(Measured(result.per_second, result.percentile(0.95), used / result.count))
        return {name: median(rounds) for name, rounds in found.items()}

    def _run(self, requests: Iterable[tuple[str, bytes]], *, seconds: float = float("inf")) -> load.Result:
        result = load.run(self.servers.port, iter(requests), clients=self.options.clients, seconds=seconds)
        if set(result.statuses) != {200}:
            raise RuntimeError(f"Not every page was answered with 200: {dict(result.statuses)}")
        return result

    def _page(self, what: str, page: Measured, floor: Measured | None = None, goal: str = "") -> None:
        ratio = page.per_second / floor.per_second if floor else 0.0
        self.table.add(
            Row(
                what,
                f"{page.per_second:,.0f} /s",
                f"{page.p95 * 1000:.0f} ms",
                f"{page.cpu * 1000:.2f} ms",
                f"{ratio:.2f} of one SELECT" if floor else "",
                goal,
                ratio >= 1 / 3 if goal else None,
            )
        )

    # -- registrations

    def measure_registrations(self) -> None:
        """What people do when registration opens: the page with its form is on the screen, and they send it."""
        place = self.venue
        one = data.events("rush", 1, first_at=self.now + timedelta(days=15), place=place, capacity=SEATS)
        many = data.events("many", 50, first_at=self.now + timedelta(days=16), place=place, capacity=OVER_MANY // 50 - 2)
        members = data.people("guest", ON_ONE + OVER_MANY)
        keys = data.sessions(members, self.now)
        data.settle()
        pairs = [(one[0], member) for member in members[:ON_ONE]]
        self._register(f"Registrations, {ON_ONE} people for the {SEATS} seats of one event", one, pairs, keys)
        pairs = list(zip(itertools.cycle(many), members[ON_ONE:], strict=False))
        self._register(f"Registrations, {OVER_MANY:,} people over 50 events", many, pairs, keys)

    def _register(self, what: str, events: list[Event], pairs: list[tuple[Event, Member]], keys: dict[int, str]) -> None:
        forms: dict[int, bytes] = {}

        def keep_form(tag: object, answer: load.Answer) -> None:
            event, member = tag  # type: ignore[misc]
            forms[member.pk] = self._form(event, keys[member.pk], answer)

        host, clients = self.servers.host, self.options.clients
        gets = (
            ((event, member), load.get(event.get_absolute_url(), host, f"sessionid={keys[member.pk]}"))
            for event, member in pairs
        )
        shown = load.run(self.servers.port, gets, clients=clients, then=keep_form)
        posts: Iterator[tuple[object, bytes]] = ((member, forms[member.pk]) for _event, member in pairs)
        before = self.servers.cpu_seconds()
        sent = load.run(self.servers.port, posts, clients=clients)
        after = self.servers.cpu_seconds()
        used = sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items()) / sent.count
        if set(sent.statuses) != {302}:
            raise RuntimeError(f"Not every form was taken: {dict(sent.statuses)}")
        seats = check_seats(events, pairs)
        self.table.add(
            Row(
                what, f"{sent.per_second:,.0f} /s", f"{sent.percentile(0.95) * 1000:.0f} ms", f"{used * 1000:.2f} ms",
                f"{seats}; the page with the form: {shown.per_second:,.0f} /s", "120 /s", sent.per_second >= 120,
            )
        )  # fmt: skip

    def _form(self, event: Event, key: str, answer: load.Answer) -> bytes:
        """The form on an event's page, filled in: the request that a browser makes of it."""
        secret = CSRF_COOKIE.search(answer.head)
        fields = {name.decode(): value.decode() for name, value in TOKEN.findall(answer.body)}
        if answer.status != 200 or secret is None or set(fields) != {"csrfmiddlewaretoken", "token", "version"}:
            raise RuntimeError(f"The page of {event.slug} shows no form (status {answer.status}).")
        cookies = f"sessionid={key}; csrftoken={secret[1].decode()}"
        return load.post(f"{event.get_absolute_url()}register/", self.servers.host, cookies, urlencode(fields).encode())

    # -- reminders and mail

    def _plan(self) -> float:
        """Plan reminders for an event with 10,000 confirmed; returns the seconds that it took."""
        starts_at = self.now + timedelta(hours=20)
        # As of the minute after the reminder of the day before falls due, whatever the time of day is now.
        due = starts_at.astimezone(ZoneInfo("Asia/Seoul")) - timedelta(days=1)
        moment = due.replace(hour=17, minute=1)
        event = data.events("tomorrow", 1, first_at=starts_at, place=self.venue, capacity=None)[0]
        members = data.people("attendee", REMINDED)
        data.confirmed([(event, member) for member in members], self.now - timedelta(days=30))
        data.settle()
        Message.objects.all().delete()
        began = time.perf_counter()
        written = plan_reminders(moment)
        elapsed = time.perf_counter() - began
        if written["queued"] != REMINDED or Message.objects.filter(state="queued").count() != REMINDED:
            raise RuntimeError(f"{REMINDED} reminders were to be planned, not {dict(written)}.")
        return elapsed

    def measure_reminders(self) -> None:
        """10,000 people, one event, one run of the planner."""
        elapsed = self._plan()
        self.table.add(
            Row(
                f"Reminders planned, {REMINDED:,} people", f"{REMINDED / elapsed:,.0f} /s", beside=f"{elapsed:.1f} s in all",
                goal="5 s", is_reached=elapsed <= 5,
            )
        )  # fmt: skip

    def measure_composer(self) -> None:
        """The best team of 200 people for 30 needs, with two mandatory roles: fifteen councils, from few skills to many."""
        took: list[float] = []
        for seed, skills in itertools.product(range(3), ((1, 4), (3, 8), (5, 12), (10, 20), (30, 30))):
            problem = data.council(seed, skills)
            begun = time.perf_counter()
            solve(problem)
            took.append(time.perf_counter() - begun)
        self.table.add(
            Row(
                "Team composed, 200 people, 30 needs", f"{statistics.median(took):.2f} s", beside=f"{max(took):.2f} s at most",
                goal="2 s", is_reached=max(took) <= 2,
            )
        )  # fmt: skip

    def measure_matching(self) -> None:
        """Schedules of 1:1 meetings by a worker's tick."""
        meetings.measure(self.table, self.venue, self.now)

    def measure_mail(self) -> None:
        """The reminders just planned, by one worker's loop; beside it the same mails by Django and by smtplib alone."""
        if not Message.objects.filter(state="queued").exists():
            self._plan()
        samples = [build_mail(message) for message in Message.objects.filter(state="queued").order_by("pk")[:200]]
        texts = [(mail.subject, mail.body, str(mail.alternatives[0][0]), mail.to, mail.extra_headers) for mail in samples]
        sources = [(mail.to, source_of(mail)) for mail in samples]
        deliver(limit=100)
        ways: dict[str, Callable[[float], float]] = {
            "smtplib": lambda seconds: by_smtplib(sources, self.servers.relay_port, seconds),
            "django": lambda seconds: by_django(texts, seconds),
            "ours": by_us,
        }
        rounds = [{name: way(self.options.seconds) for name, way in ways.items()} for _round in range(ROUNDS)]
        rates = {name: statistics.median(one[name] for one in rounds) for name in ways}
        ratio = rates["ours"] / rates["django"]
        self.table.add(Row("Floor: mails by smtplib, ready made, one connection", f"{rates['smtplib']:,.0f} /s"))
        self.table.add(Row("Floor: the same texts by Django’s EmailMessage, one connection", f"{rates['django']:,.0f} /s"))
        self.table.add(
            Row(
                "Reminders delivered by one worker process, from the outbox", f"{rates['ours']:,.0f} /s",
                beside=f"{ratio:.2f} of EmailMessage", goal="three quarters of it", is_reached=ratio >= 0.75,
            )
        )  # fmt: skip

    # -- processes

    def measure_clusters(self) -> None:
        """What is computed of employment figures."""
        clusters.measure(self.table)

    def measure_processes(self) -> None:
        """How long each takes to be of use, and what each has of the memory for itself."""
        Heartbeat.objects.all().delete()
        beat = self.servers.start_background("beat", lambda: Heartbeat.objects.filter(name="beat").exists())
        worker = self.servers.start_background("worker", lambda: Heartbeat.objects.filter(name="worker").exists())
        for name, what, seconds in (
            ("web", "Web server: first process and workers", self.start_up),
            ("worker", "Celery worker: first process and children", worker),
            ("beat", "Celery beat", beat),
        ):
            memory = " + ".join(f"{size:.0f}" for size in self.servers.memory(name))
            self.table.add(Row(what, f"{memory} MB", beside=f"of use after {seconds:.1f} s"))
        self.servers.stop("worker")
        self.servers.stop("beat")


def median(rounds: list[Measured]) -> Measured:
    """Each number's median."""
    columns = zip(*((one.per_second, one.p95, one.cpu) for one in rounds), strict=True)
    return Measured(*(statistics.median(values) for values in columns))


def check_seats(events: list[Event], pairs: list[tuple[Event, Member]]) -> str:
    """That as many are confirmed as there are seats, the rest waits, the counters are right, and each was told once. Returns it
    in words; raises `RuntimeError`."""
    wanted = Counter(event.pk for event, _member in pairs)
    confirmed = waiting = 0
    for event in Event.objects.filter(pk__in=[event.pk for event in events]):
        states = Counter(Registration.objects.filter(event=event).values_list("state", flat=True))
        seats = min(event.capacity or 0, wanted[event.pk])
        if states != +Counter(confirmed=seats, waitlisted=wanted[event.pk] - seats) or event.taken != seats:
            raise RuntimeError(f"{event.slug}: {event.capacity} seats, {wanted[event.pk]} people, and now {dict(states)}.")
        confirmed += seats
        waiting += wanted[event.pk] - seats
    told = Message.objects.filter(kind__in=("registration-confirmed", "registration-waitlisted"))
    if told.filter(user__in=[member.user_id for _event, member in pairs]).count() != len(pairs):
        raise RuntimeError("Not everybody was told once.")
    return f"{confirmed:,} confirmed for as many seats, {waiting:,} waiting"


def per_second(seconds: float, send: Callable[[], int]) -> float:
    """How many mails a second `send` sends, called again and again for `seconds`; each call returns how many it sent."""
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        count += send()
    return count / (time.perf_counter() - began)


def by_smtplib(sources: list[tuple[list[str], bytes]], port: int, seconds: float) -> float:
    """Send ready-made mails over one connection."""
    mails = itertools.cycle(sources)

    def send(relay: smtplib.SMTP) -> int:
        to, source = next(mails)
        relay.sendmail("council@localhost", to, source)
        return 1

    with smtplib.SMTP("127.0.0.1", port) as relay:
        return per_second(seconds, lambda: send(relay))


def by_django(texts: list[tuple[str, str, str, list[str], dict[str, str]]], seconds: float) -> float:
    """Make and send mails with Django's own class over one kept connection, as `send_mass_mail` does."""
    given = itertools.cycle(texts)

    def send(relay: Any) -> int:
        subject, body, html, to, headers = next(given)
        mail = EmailMultiAlternatives(subject, body, "council@localhost", to, headers=headers, connection=relay)
        mail.attach_alternative(html, "text/html")
        return int(mail.send())

    with get_connection() as relay:
        return per_second(seconds, lambda: send(relay))


def by_us(seconds: float) -> float:
    """Deliver from the outbox as a worker does."""

    def send() -> int:
        outcomes = deliver(limit=200)
        if set(outcomes) != {"sent"}:
            raise RuntimeError(f"Mails were to be sent, not {dict(outcomes)}.")
        return outcomes["sent"]

    return per_second(seconds, send)
