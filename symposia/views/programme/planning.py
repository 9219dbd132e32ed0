"""The builder: a table a day into which sessions are put, and sessions into which talks are put. Everything is a form; dragging
sends the same forms."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import bilingual, when
from council.events.models import Speaker
from council.events.permissions import visible_events
from council.members.access_log import shows
from symposia.forms.programme import FIRST_YEAR, LAST_YEAR, SessionForm, TalkForm
from symposia.group import SLUG
from symposia.models import Session, Symposium, Talk
from symposia.permissions.group import is_desk
from symposia.permissions.programme import (
    get_planned_session_or_404,
    get_planned_symposium_or_404,
    get_planned_talk_or_404,
)
from symposia.programme_grid import lay_out
from symposia.services.errors import SymposiaError, WrongState
from symposia.services.programme import planning as services
from symposia.services.programme.explaining import explain
from symposia.services.programme.reading import Programme, current_version, read_plan
from symposia.services.programme.taking import take_submissions, waiting_submissions
from symposia.views.programme.pages import FORM_METHODS, form_page, shared

STEP = timedelta(minutes=30)
# Where the symposium itself does not say when a day begins and ends.
MORNING, EVENING = time(8), time(20)


def _plan_url(symposium: Symposium, day: date | None = None, anchor: str = "", move: str = "") -> str:
    url = reverse("symposia:plan", args=[symposium.event.slug])
    query = f"?day={day.isoformat()}" if day is not None else ""
    moving = f"&move={move}" if move else ""
    return f"{url}{query}{moving}{f'#{anchor}' if anchor else ''}"


def _day_of(session: Session, symposium: Symposium) -> date:
    return session.starts_at.astimezone(symposium.event.zone).date()


def _around(symposium: Symposium, day: date, found: Programme) -> tuple[datetime, datetime]:
    """The hours of `day` in which the builder has places: from morning to evening, the first day from the symposium's
    beginning, the last one to its end; wider where something stands."""
    zone, event = symposium.event.zone, symposium.event
    begins, ends = datetime.combine(day, MORNING, zone), datetime.combine(day, EVENING, zone)
    # Whole days say no hours.
    if not event.all_day:
        begins = event.starts_at.astimezone(zone) if day == symposium.dates[0] else begins
        ends = event.ends_at.astimezone(zone) if day == symposium.dates[-1] else ends
    rows = [one.row for one in found.on(day)]
    begins, ends = min([begins, *(one.starts_at for one in rows)]), max([ends, *(one.ends_at for one in rows)])
    begins = begins.replace(minute=begins.minute // 30 * 30, second=0, microsecond=0)
    return begins, max(ends, begins + STEP)


@never_cache
@login_required
@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan with its conflicts: `?day=`, one day of it; `?move=session-12` or `talk-3` (a number): what is being put
    elsewhere. Desk and chairs; 404 for everybody else."""
    now = timezone.now()
    symposium = get_planned_symposium_or_404(request.user, slug, now)
    found = read_plan(symposium)
    wanted = _day(request.GET.get("day"))
    day = wanted if wanted in symposium.dates else symposium.dates[0]
    grid = lay_out(day, found.on(day), list(symposium.rooms.all()), step=STEP, around=_around(symposium, day, found))
    version = current_version(symposium)
    shows(request, found.speakers)
    says = explain(found)
    moving = _moving(request.GET.get("move", ""), found)
    elsewhere = [
        one for one in found.sessions if one.row.starts_at.astimezone(symposium.event.zone).date() not in symposium.dates
    ]
    context = {
        **shared(symposium),
        "found": found,
        "grid": grid,
        "day": day,
        "elsewhere": elsewhere,
        "tabs": [
            {
                "label": when.day(one),
                # What is being put elsewhere may go to another day.
                "href": _plan_url(symposium, one, move=moving["moving"]),
                "current": one == day,
                "count": len(found.on(one)),
            }
            for one in symposium.dates
        ],
        "says": says,
        "at_fault": {key for one in found.conflicts for key in one.sessions},
        "talks_at_fault": {key for one in found.conflicts for key in one.talks},
        **moving,
        "version": version,
        "days_off": _days_off(symposium, found) if elsewhere else 0,
        "waiting": waiting_submissions(symposium).count(),
    }
    return render(request, "symposia/programme/plan.html", context)


def _days_off(symposium: Symposium, found: Programme) -> int:
    """How many days the plan is to go on, so that its first session is on the symposium's first day."""
    first = min(one.row.starts_at for one in found.sessions).astimezone(symposium.event.zone).date()
    return (symposium.dates[0] - first).days


@login_required
@require_POST
def shift(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring the whole plan to the symposium's days, after its event was moved."""
    now = timezone.now()
    symposium = get_planned_symposium_or_404(request.user, slug, now)
    found = read_plan(symposium)
    if found.sessions:
        services.shift_plan(symposium=symposium, days=_days_off(symposium, found), by=request.user, now=now)
        messages.success(request, _("The plan is on the symposium’s days. Look at it, then publish it."))
    return redirect(_plan_url(symposium))


def _moving(text: str, found: Programme) -> dict[str, Any]:
    """What is being put elsewhere: “session-12” by its key, “talk-3” by its number; nothing that is not in the plan. `moving`
    names it as it came, empty where it is nothing."""
    kind, _dash, key = text[:40].partition("-")
    wanted = int(key) if _is_key(key) else 0
    session = next((one.key for one in found.sessions if kind == "session" and one.key == wanted), None)
    talks = [*found.talks, *found.unplaced]
    talk = next((one.number for one in talks if kind == "talk" and one.number == wanted), None)
    return {
        "moving_session": session,
        "moving_talk": talk,
        "moving_placed": any(one.number == talk for one in found.talks),
        "moving": text if session is not None or talk is not None else "",
    }


def _refuse(request: HttpRequest, error: Exception) -> None:
    messages.error(request, str(error))


@login_required
@require_http_methods(FORM_METHODS)
def session_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a session into the plan; `?room=` and `?at=` say where, as the table's free places do."""
    now = timezone.now()
    symposium = get_planned_symposium_or_404(request.user, slug, now)
    begins = _moment(request.GET.get("at", "")) or symposium.event.starts_at
    room = request.GET.get("room", "")
    initial = {"starts_at": begins, "ends_at": begins + timedelta(hours=1), "room": room if _is_key(room) else None}
    form = SessionForm(request.POST if request.method == "POST" else None, symposium=symposium, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_session(symposium=symposium, by=request.user, now=now, **form.values)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The session is in the plan."))
            return redirect(_plan_url(symposium, _day_of(made, symposium), f"session-{made.pk}"))
    return form_page(request, symposium, form, title=_("Add a session"), button=_("Add"), back=_plan_url(symposium))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _day(text: str | None) -> date | None:
    """A day as the tabs name it, None for anything else."""
    try:
        return parse_date(text or "") if len(text or "") == 10 else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    """A moment with its zone as the table's places name it."""
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None and FIRST_YEAR < found.year < LAST_YEAR else None


@login_required
@require_http_methods(FORM_METHODS)
def session_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a session."""
    now = timezone.now()
    session = get_planned_session_or_404(request.user, slug, pk, now)
    symposium = session.symposium
    form = SessionForm(request.POST if request.method == "POST" else None, symposium=symposium, session=session)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data.get("seen")
        try:
            services.change_session(session=session, seen=seen, by=request.user, now=now, **form.values)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            day = form.cleaned_data["starts_at"].astimezone(symposium.event.zone).date()
            return redirect(_plan_url(symposium, day, f"session-{pk}"))
    return form_page(
        request,
        symposium,
        form,
        title=_("Change the session"),
        button=_("Save"),
        back=_plan_url(symposium, _day_of(session, symposium)),
        text=_("Its talks move along with its beginning. Nothing is published by this."),
        drop_url=reverse("symposia:plan-session-drop", args=[slug, pk]),
    )


@login_required
@require_POST
def session_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put a session into another place of the table: `room` (empty: none) and `at`."""
    now = timezone.now()
    session = get_planned_session_or_404(request.user, slug, pk, now)
    symposium, at, key = session.symposium, _moment(request.POST.get("at", "")), request.POST.get("room", "")
    room = symposium.rooms.filter(pk=key).first() if _is_key(key) else None
    if at is None or (key and room is None):
        messages.error(request, _("This place is not in the table."))
        return redirect(_plan_url(symposium, _day_of(session, symposium), f"session-{pk}"))
    try:
        session = services.move_session(session=session, room=room, starts_at=at, by=request.user, now=now)
    except SymposiaError as error:
        _refuse(request, error)
    return redirect(_plan_url(symposium, _day_of(session, symposium), f"session-{pk}"))


@login_required
@require_http_methods(FORM_METHODS)
def session_drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a session out of the plan: asked once."""
    now = timezone.now()
    session = get_planned_session_or_404(request.user, slug, pk, now)
    symposium, day = session.symposium, _day_of(session, session.symposium)
    if request.method == "POST":
        services.drop_session(session=session, by=request.user, now=now)
        messages.success(request, _("The session is out of the plan. Its talks wait for another place."))
        return redirect(_plan_url(symposium, day))
    return form_page(
        request,
        symposium,
        None,
        title=_("Take the session out of the plan"),
        button=_("Take it out of the plan"),
        text=_("“%(session)s”: its talks stay, without a place. What is published changes with the next version.")
        % {"session": session},
        back=_plan_url(symposium, day),
        is_dangerous=True,
    )


def _speakers(user: Any, now: datetime, symposium: Symposium) -> Any:
    """Who can be chosen: who speaks at events of the symposia that `user` sees, and at talks of this plan; for the desk who
    speaks nowhere yet, too."""
    events = visible_events(user, now).filter(programme=SLUG)
    known = Q(agenda_items__event__in=events.values("pk")) | Q(talks__talk__symposium=symposium)
    if is_desk(user):
        known |= Q(agenda_items=None, talks=None)
    return Speaker.objects.filter(pk__in=Speaker.objects.filter(known).values("pk"))


def _declare(form: TalkForm, talk: Talk, user: Any, now: datetime) -> None:
    """Tell the programmes what was answered of a talk's abstract, where it was asked."""
    url = reverse("symposia:plan-talk", args=[talk.symposium.event.slug, talk.number])
    form.declare(kind="symposium-talk", key=str(talk.pk), by=user, now=now, label=bilingual.text(talk, "title"), url=url)


def _people(form: TalkForm) -> dict[str, Any]:
    """Who presents and who else; a guest who is to be entered."""
    return {name: form.cleaned_data[name] for name in ("presenters", "others")} | {"guest": form.guest}


@login_required
@require_http_methods(FORM_METHODS)
def talk_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A talk that came of no submission: of somebody who is invited."""
    now = timezone.now()
    symposium = get_planned_symposium_or_404(request.user, slug, now)
    speakers = _speakers(request.user, now, symposium)
    form = TalkForm(request.POST if request.method == "POST" else None, symposium=symposium, speakers=speakers)
    shows(request, list(speakers))
    form.ask(request.user, now)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = services.add_talk(symposium=symposium, by=request.user, now=now, **_people(form), **form.values)
                _declare(form, made, request.user, now)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The talk waits for a place."))
            return redirect(_plan_url(symposium, anchor=f"talk-{made.number}"))
    return form_page(request, symposium, form, title=_("Add a talk"), button=_("Add"), back=_plan_url(symposium))


def _talk_day(talk: Talk) -> date | None:
    return _day_of(talk.session, talk.symposium) if talk.session is not None else None


@login_required
@require_http_methods(FORM_METHODS)
def talk_edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change a talk's words, people, length and, where it has a place, its beginning."""
    now = timezone.now()
    talk = get_planned_talk_or_404(request.user, slug, number, now)
    symposium = talk.symposium
    speakers = _speakers(request.user, now, symposium)
    data = request.POST if request.method == "POST" else None
    form = TalkForm(data, symposium=symposium, speakers=speakers, talk=talk)
    shows(request, list(speakers))
    form.ask(request.user, now)
    back = _plan_url(symposium, _talk_day(talk), f"talk-{number}")
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data.get("seen")
        try:
            with transaction.atomic():
                services.change_talk(talk=talk, seen=seen, by=request.user, now=now, **_people(form), **form.values)
                _declare(form, talk, request.user, now)
        except SymposiaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    drop_url = reverse("symposia:plan-talk-drop", args=[slug, number])
    return form_page(request, symposium, form, title=_("Change the talk"), button=_("Save"), back=back, drop_url=drop_url)


@login_required
@require_POST
def talk_place(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put a talk into a `session` (empty: into none), `before` another talk of it (a number), or `shift` it `up` or `down`."""
    now = timezone.now()
    talk = get_planned_talk_or_404(request.user, slug, number, now)
    symposium, key, by = talk.symposium, request.POST.get("session", ""), request.user
    try:
        if request.POST.get("shift") in ("up", "down"):
            services.shift_talk(talk=talk, earlier=request.POST["shift"] == "up", by=by, now=now)
        elif not key:
            services.unplace_talk(talk=talk, by=by, now=now)
        else:
            session = symposium.sessions.planned().filter(pk=key).first() if _is_key(key) else None
            if session is None:
                raise WrongState
            session.symposium = symposium
            before = request.POST.get("before", "")
            other = session.talks.filter(number=before).first() if _is_key(before) else None
            talk = services.place_talk(talk=talk, session=session, before=other, by=by, now=now)
    except SymposiaError as error:
        _refuse(request, error)
    day = _day(request.POST.get("day")) or _talk_day(talk)
    return redirect(_plan_url(symposium, day, f"talk-{number}"))


@login_required
@require_http_methods(FORM_METHODS)
def talk_drop(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a talk out of the plan: asked once."""
    now = timezone.now()
    talk = get_planned_talk_or_404(request.user, slug, number, now)
    day = _talk_day(talk)
    if request.method == "POST":
        services.drop_talk(talk=talk, by=request.user, now=now)
        messages.success(request, _("The talk is out of the plan."))
        return redirect(_plan_url(talk.symposium, day))
    return form_page(
        request,
        talk.symposium,
        None,
        title=_("Take the talk out of the plan"),
        button=_("Take it out of the plan"),
        text=_("“%(talk)s” goes out of the plan. What is published changes with the next version.") % {"talk": talk},
        back=_plan_url(talk.symposium, day),
        is_dangerous=True,
    )


@login_required
@require_POST
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Make talks of what the call accepted."""
    now = timezone.now()
    symposium = get_planned_symposium_or_404(request.user, slug, now)
    number = len(take_submissions(symposium=symposium, by=request.user, now=now))
    text = ngettext("%(number)d talk is new. It waits for a place.", "%(number)d talks are new. They wait for a place.", number)
    messages.success(request, text % {"number": number})
    return redirect(_plan_url(symposium, anchor="unplaced"))
