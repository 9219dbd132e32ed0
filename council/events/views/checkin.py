"""The door: check-in by code, list or camera; walk-ins, excuses, undoing, the lists on paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event
from django_permissions_policy.decorators import permissions_policy_override

from council import when
from council.events import rollcall, services
from council.events.checkin_forms import ExcuseForm, WalkInForm
from council.events.models import Attendance, Event, Registration
from council.events.permissions import get_managed_event_or_404
from council.events.services.attending import CheckIn
from council.events.slots import Place, Slot, clean_door, find_slot, slots_of
from council.events.text import one_line

PAGE_SIZE = 25
DOOR_KEY = "checkin_door"
SHOWN = ("", "missing", "in")
# The camera is this page's alone; everywhere else the policy of the settings forbids it.
with_camera = permissions_policy_override({**settings.PERMISSIONS_POLICY, "camera": ["self"]})


@dataclass(frozen=True)
class Door:
    """One event, the place chosen there, and what the list is narrowed to: all that an address of this page says."""

    event: Event
    slots: list[Slot]
    place: Place
    query: str
    show: str

    def url(self, name: str = "events:checkin", /, *args: Any, **more: Any) -> str:
        """The address of a page of this door that keeps what was chosen."""
        kept = {"slot": self.place.slot.value, "door": self.place.door, "q": self.query, "show": self.show, **more}
        return f"{reverse(name, args=[self.event.slug, *args])}?{urlencode({k: v for k, v in kept.items() if v})}"


def open_door(request: HttpRequest, slug: str, now: datetime) -> Door:
    """The door that the address (or the form) names, at an event whose staff the reader is. Raises `Http404`."""
    event = get_managed_event_or_404(request.user, slug)
    said: QueryDict = request.POST if request.method == "POST" else request.GET
    slots = slots_of(event)
    door = clean_door(str(said["door"])) if "door" in said else str(request.session.get(DOOR_KEY, ""))
    if "door" in said and request.session.get(DOOR_KEY, "") != door:
        request.session[DOOR_KEY] = door
    show = said.get("show", "")
    return Door(
        event=event,
        slots=slots,
        place=Place(find_slot(slots, said.get("slot", ""), event, now), door),
        query=one_line(said.get("q", ""))[:100],
        show=show if show in SHOWN else "",
    )


@never_cache
@with_camera
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checkin(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a door. A sent code, or a person of the list, is checked in; scripts get the answer alone."""
    now = timezone.now()
    door = open_door(request, slug, now)
    if request.method != "POST":
        return _page(request, door, now, _shown_result(request, door), code=request.GET.get("code", "")[:200])
    code = one_line(request.POST.get("code", ""))[:200]
    try:
        registration = _registration_asked_for(request, door, code)
        done = services.check_in(
            registration=registration,
            place=door.place,
            by=request.user,  # type: ignore[arg-type]
            now=now,
            all_the_same=request.POST.get("all_the_same") == "1",
        )
    except services.EventError as error:
        return _refused(request, door, now, error, code)
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "events/_checkin_result.html", {"door": door, "event": door.event, **_result(done)})
        return trigger_client_event(answer, "attendance")
    again = "" if done.is_new else "1"
    return redirect(door.url(done=done.attendance.pk, again=again) + "#result")


def _registration_asked_for(request: HttpRequest, door: Door, code: str) -> Registration:
    key = request.POST.get("registration", "")
    if not key:
        return services.find_registration(event=door.event, text=code, by=request.user)  # type: ignore[arg-type]
    found = door.event.registrations.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
    if found is None:
        raise Http404
    return found


def _result(done: CheckIn) -> dict[str, Any]:
    return {"record": done.attendance, "is_new": done.is_new}


def _shown_result(request: HttpRequest, door: Door) -> dict[str, Any]:
    """What the form that led here did, told from what is recorded."""
    key = request.GET.get("done", "")
    if not key.isdecimal() or len(key) > 17:
        return {}
    records = door.event.attendances.select_related("registration__member__user", "registration__member__organisation")
    record = records.filter(pk=int(key)).first()
    return {"record": record, "is_new": request.GET.get("again") != "1"} if record else {}


def _refused(request: HttpRequest, door: Door, now: datetime, error: services.EventError, code: str) -> HttpResponse:
    context = {"error": error, "error_code": code, "door": door, "event": door.event}
    registration = getattr(error, "registration", None)
    if isinstance(error, services.NoPlaceError):
        context["let_in"] = registration
    elif registration is not None:
        member = registration.member
        names = {"name": str(member), "organisation": str(member.organisation or member.organisation_name or "")}
        context["walk_in_url"] = door.url("events:checkin-walk-in", **names)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "events/_checkin_result.html", context)
    status = 409 if registration is not None or isinstance(error, services.TryAgain) else 422
    return _page(request, door, now, context, code=code, status=status)


def _page(
    request: HttpRequest, door: Door, now: datetime, result: dict[str, Any], *, code: str = "", status: int = 200
) -> HttpResponse:
    event, slot = door.event, door.place.slot
    people = Paginator(rollcall.roll(event, slot, door.query, door.show), PAGE_SIZE)
    context = {
        "door": door,
        "event": event,
        "slot_label": slot.label(event.time_zone),
        "slot_groups": slot_groups(door),
        "counts": rollcall.counts(event, slot),
        "counters_url": door.url("events:checkin-counters"),
        "list_url": door.url(),
        "walk_in_link": door.url("events:checkin-walk-in"),
        "list_link": door.url("events:checkin-list", q="", show=""),
        "page": people.get_page(request.GET.get("page")),
        "walk_ins": list(rollcall.walk_ins(event, slot)[:PAGE_SIZE]),
        "obstacle": _obstacle(door, now),
        "code": code,
        "tabs": [
            {"label": label, "href": door.url(show=show), "current": door.show == show}
            for show, label in (("", _("Everyone")), ("missing", _("Not here yet")), ("in", _("Here")))
        ],
        **result,
    }
    # Whom it shows is read off its context by the log of access.
    return TemplateResponse(request, "events/checkin.html", context, status=status)


def _obstacle(door: Door, now: datetime) -> services.EventError | None:
    """Why nobody can be checked in at this door, or None."""
    try:
        services.check_place(door.event, door.place, now)
    except services.EventError as error:
        return error
    return None


def slot_groups(door: Door) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The choice of a slot: for each day its name and (value, label, chosen) of the day itself and its agenda items."""
    groups: list[tuple[str, list[tuple[str, str, bool]]]] = []
    for slot in door.slots:
        label = slot.label(door.event.time_zone)
        if slot.item is None:
            groups.append((label, []))
            label = _("The whole day")
        groups[-1][1].append((slot.value, label, slot == door.place.slot))
    return groups


@never_cache
@login_required
@require_safe
def checkin_counters(request: HttpRequest, slug: str) -> HttpResponse:
    """The numbers alone, for the page to refresh itself; to anything but its script, the page."""
    door = open_door(request, slug, timezone.now())
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(door.url())
    counts = rollcall.counts(door.event, door.place.slot)
    return render(request, "events/_checkin_counters.html", {"counts": counts})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checkin_walk_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody who came without a registration."""
    now = timezone.now()
    door = open_door(request, slug, now)
    status = 200
    if request.method == "POST":
        form = WalkInForm(request.POST)
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                done = services.record_walk_in(
                    event=door.event,
                    name=data["name"],
                    organisation=data["organisation"],
                    place=door.place,
                    by=request.user,  # type: ignore[arg-type]
                    now=now,
                    token=data["token"],
                    is_another=data["is_another"],
                )
                return redirect(door.url(done=done.attendance.pk, q="", show="") + "#result")
            except services.EventError as error:
                form = WalkInForm(request.POST, asks_again=isinstance(error, services.SameNameError))
                form.is_valid()
                form.add_error(None, str(error))
                status = 409
    else:
        given = {name: one_line(request.GET.get(name, ""))[:200] for name in ("name", "organisation")}
        form = WalkInForm(initial=given)
    context = {"door": door, "event": door.event, "slot_label": door.place.slot.label(door.event.time_zone), "form": form}
    return render(request, "events/checkin_walk_in.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checkin_excuse(request: HttpRequest, slug: str, registration: int) -> HttpResponse:
    """Somebody who has said that he cannot come."""
    now = timezone.now()
    door = open_door(request, slug, now)
    person = door.event.registrations.filter(pk=registration).select_related("member__user", "member__organisation").first()
    if person is None:
        raise Http404
    form = ExcuseForm(request.POST if request.method == "POST" else None)
    error: services.EventError | None = None
    if form.is_bound and form.is_valid():
        try:
            done = services.excuse(
                registration=person,
                place=door.place,
                by=request.user,  # type: ignore[arg-type]
                now=now,
                note=form.cleaned_data["note"],
            )
            return redirect(door.url(done=done.attendance.pk) + "#result")
        except services.EventError as caught:
            error = caught
    context = {"door": door, "event": door.event, "person": person, "form": form, "error": error}
    context["slot_label"] = door.place.slot.label(door.event.time_zone)
    status = 409 if error else 422 if form.is_bound else 200
    return TemplateResponse(request, "events/checkin_excuse.html", context, status=status)


@never_cache
@login_required
@require_POST
def checkin_undo(request: HttpRequest, slug: str, attendance: int) -> HttpResponse:
    """Take a record back, and tell what was taken back."""
    now = timezone.now()
    door = open_door(request, slug, now)
    record = Attendance.objects.filter(event=door.event, pk=attendance).select_related("registration__member__user").first()
    if record is None:
        raise Http404
    services.undo_attendance(attendance=record, by=request.user, now=now)  # type: ignore[arg-type]
    told = {"name": record.who, "time": when.clock(record.recorded_at, None, door.event.time_zone)}
    messages.success(request, _("Undone: %(name)s, %(time)s.") % told)
    return redirect(door.url())


@never_cache
@login_required
@require_safe
def checkin_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The list on paper: to tick and sign where there is no network, or (`kind=attendance`) who came and when."""
    door = open_door(request, slug, timezone.now())
    kind = "attendance" if request.GET.get("kind") == "attendance" else "blank"
    people = rollcall.roll(door.event, door.place.slot)
    context = {
        "door": door,
        "event": door.event,
        "slot_label": door.place.slot.label(door.event.time_zone),
        "slot_groups": slot_groups(door),
        "kind": kind,
        "people": people,
        "walk_ins": rollcall.walk_ins(door.event, door.place.slot).order_by("recorded_at", "pk"),
        "counts": rollcall.counts(door.event, door.place.slot),
        "blank_lines": range(6),
        "now": timezone.now(),
        "tabs": [
            {"label": label, "href": door.url("events:checkin-list", kind=value), "current": kind == value}
            for value, label in (("blank", _("To tick and sign")), ("attendance", _("Who came")))
        ],
    }
    return TemplateResponse(request, "events/checkin_list.html", context)
