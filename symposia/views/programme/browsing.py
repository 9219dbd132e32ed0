"""The published programme: as a table, a list, by track, by speaker; talks; “my programme”; calendars."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from council import bilingual
from council.events.ical import CONTENT_TYPE
from council.events.models import CalendarFeed
from council.events.services import find_feed, note_reading
from council.library.permissions import visible_documents
from council.members import directory
from council.members.permissions import member_of
from council.messaging.links import absolute_url
from symposia.models import Paper, ProgrammeVersion, Session, Symposium, TalkFile
from symposia.permissions.group import get_symposium_or_404, runs
from symposia.permissions.programme import current_version_or_404, may_attach
from symposia.programme_grid import lay_out
from symposia.services import outcomes
from symposia.services.errors import WrongState
from symposia.services.programme import calendars, starring
from symposia.services.programme.reading import Programme, Shown, current_version, read_version
from symposia.views.programme.pages import answer_file, language, shared, views_of


def _read(request: HttpRequest, slug: str, now: datetime) -> tuple[Symposium, Programme | None]:
    symposium = get_symposium_or_404(request.user, slug, now)
    version = current_version(symposium)
    return symposium, read_version(symposium, version) if version is not None else None


def _context(
    request: HttpRequest, symposium: Symposium, found: Programme | None, current: str, now: datetime
) -> dict[str, Any]:
    own = starring.own_of(symposium, member_of(request.user))
    return {
        **shared(symposium),
        "found": found,
        "tabs": views_of(symposium, current, is_logged_in=request.user.is_authenticated),
        "own": own,
        "can_plan": runs(request.user, symposium, now),
        "can_star": request.user.is_authenticated,
        "back": request.path,
        "zone": symposium.event.time_zone,
    }


def _page(request: HttpRequest, slug: str, current: str, template: str, more: Any) -> HttpResponse:
    now = timezone.now()
    symposium, found = _read(request, slug, now)
    context = _context(request, symposium, found, current, now)
    if found is None:
        return render(request, "symposia/programme/unpublished.html", context)
    return render(request, f"symposia/programme/{template}.html", context | more(found))


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme as a table a day: rooms beside each other, times below each other."""

    def grids(found: Programme) -> dict[str, Any]:
        rooms = list(found.symposium.rooms.all())
        return {"grids": [lay_out(day, found.on(day), rooms) for day in found.days]}

    return _page(request, slug, "programme", "grid", grids)


def _by_day(found: Programme) -> list[tuple[Any, list[Shown]]]:
    return [(day, sessions) for day in found.days if (sessions := found.on(day))]


@require_safe
def programme_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme as a list, with every talk."""
    return _page(request, slug, "programme-list", "list", lambda found: {"days": _by_day(found)})


@require_safe
def programme_tracks(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme track by track."""

    def tracks(found: Programme) -> dict[str, Any]:
        def place(one: Shown) -> tuple[int, int]:
            return (one.row.track.position, one.row.track_id) if one.row.track else (2**31, 0)

        shown = [one for one in found.sessions if one.row.track or one.row.kind not in Session.WITHOUT_TALKS]
        rows = sorted(shown, key=lambda one: (place(one), one.row.starts_at, one.key))
        return {"tracks": [(own[0].row.track, own) for _key, group in groupby(rows, key=place) if (own := list(group))]}

    return _page(request, slug, "programme-tracks", "tracks", tracks)


def _speakers(found: Programme) -> dict[int, tuple[Any, list[tuple[Shown, Shown]]]]:
    """Who is named, with the talks (and their sessions) of each."""
    people: dict[int, tuple[Any, list[tuple[Shown, Shown]]]] = {}
    for session in found.sessions:
        for talk in session.talks:
            for one in talk.people:
                people.setdefault(one.speaker.pk, (one.speaker, []))[1].append((session, talk))
    return people


def _photos(request: HttpRequest, speakers: list[Any]) -> dict[int, str]:
    """The photos of those of `speakers` who are members, as far as the reader sees them in the directory."""
    members = [one.member_id for one in speakers if one.member_id is not None]
    return directory.photos_of(members, member_of(request.user), timezone.now())


@require_safe
def programme_speakers(request: HttpRequest, slug: str) -> HttpResponse:
    """Who speaks, by name, with their talks."""

    def speakers(found: Programme) -> dict[str, Any]:
        people = sorted(_speakers(found).values(), key=lambda one: (bilingual.text(one[0], "name"), one[0].pk))
        photos = _photos(request, [speaker for speaker, _talks in people])
        return {"people": [(speaker, talks, photos.get(speaker.member_id, "")) for speaker, talks in people]}

    return _page(request, slug, "programme-speakers", "speakers", speakers)


@require_safe
def programme_speaker(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One speaker: who that is, and the talks. 404 for who is not named in the programme."""
    now = timezone.now()
    symposium, found = _read(request, slug, now)
    known = _speakers(found) if found is not None else {}
    if pk not in known:
        raise Http404
    speaker, talks = known[pk]
    context = _context(request, symposium, found, "programme-speakers", now) | {"speaker": speaker, "talks": talks}
    context["photo_url"] = _photos(request, [speaker]).get(speaker.member_id, "")
    return render(request, "symposia/programme/speaker.html", context)


def _talk(found: Programme | None, number: int) -> tuple[Shown, Shown] | None:
    for session in found.sessions if found is not None else ():
        for talk in session.talks:
            if talk.number == number:
                return session, talk
    return None


@require_safe
def programme_talk(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A talk: what, who, when, where; its slides and paper for whom they are. One that is gone from the programme is a 404."""
    now = timezone.now()
    symposium, found = _read(request, slug, now)
    there = _talk(found, number)
    if there is None:
        raise Http404
    session, talk = there
    readable = visible_documents(request.user, now).values("pk")
    files = TalkFile.objects.filter(talk=talk.key, document__in=readable).select_related("document__current")
    released = Paper.objects.filter(talk=talk.key, proceedings__released_at__isnull=False)
    held = talk.row.talk
    held.symposium = symposium
    context = _context(request, symposium, found, "", now) | {
        "session": session,
        "talk": talk,
        "files": list(files),
        "paper": released.exists(),
        "can_attach": may_attach(request.user, held, now),
        "ceo_talk": outcomes.talk_in(
            symposium, session.key, talk.key, [one.member_id for one in talk.presenters if one.member_id]
        ),
    }
    return render(request, "symposia/programme/talk.html", context)


@login_required
@require_POST
def star(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Mark a talk for “my programme”, or (`on=0`) take the mark away."""
    now = timezone.now()
    symposium, member = get_symposium_or_404(request.user, slug, now), member_of(request.user)
    if member is None:
        raise Http404
    if request.POST.get("on") == "0":
        starring.unstar_talk(symposium=symposium, number=number, member=member)
        messages.success(request, _("It is not in your programme any more."))
    else:
        current_version_or_404(symposium)
        try:
            talk = starring.star_talk(symposium=symposium, number=number, member=member, now=now)
        except WrongState:
            raise Http404 from None
        messages.success(request, _("“%(talk)s” is in your programme.") % {"talk": talk})
    back = request.POST.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("symposia:programme-mine", args=[slug])
    return redirect(f"{back}#talk-{number}")


@never_cache
@login_required
@require_safe
def programme_mine(request: HttpRequest, slug: str) -> HttpResponse:
    """What the reader marked, gives and booked, day by day, and its own calendar."""
    now = timezone.now()
    symposium, found = _read(request, slug, now)
    context = _context(request, symposium, found, "programme-mine", now)
    if found is None:
        return render(request, "symposia/programme/unpublished.html", context)
    own: starring.Own = context["own"]
    rows = [(one, [talk for talk in one.talks if talk.key in own.talks]) for one in found.sessions]
    kept = [(session, talks) for session, talks in rows if talks or session.key in own.booked]
    zone = symposium.event.zone
    days = [(day, list(group)) for day, group in groupby(kept, key=lambda one: one[0].row.starts_at.astimezone(zone).date())]
    member = member_of(request.user)
    feed = CalendarFeed.objects.filter(member=member).first() if member is not None else None
    url = absolute_url("symposia:programme-mine-ics", language(), slug, feed.token) if feed is not None else ""
    return render(request, "symposia/programme/mine.html", context | {"days": days, "feed_url": url})


@require_safe
def programme_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """Every talk as a calendar."""
    symposium = get_symposium_or_404(request.user, slug, timezone.now())
    current_version_or_404(symposium)
    content = calendars.programme_calendar(symposium, language())
    return answer_file(request, content, CONTENT_TYPE, name=f"{slug}-programme.ics")


@require_safe
def programme_mine_ics(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """“My programme” of whoever this secret belongs to: the one of the person's own calendar. 404 for what that person may not
    see."""
    now = timezone.now()
    held = find_feed(token=token)
    if held is None:
        raise Http404
    symposium = get_symposium_or_404(held.member.user, slug, now)
    if not ProgrammeVersion.objects.filter(symposium=symposium).exists():
        raise Http404
    note_reading(feed=held, now=now)
    response = answer_file(request, calendars.own_calendar(symposium, held.member, language()), CONTENT_TYPE)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
