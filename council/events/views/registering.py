"""Registering and cancelling: the form, the service, the answer near where one looked."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from council import programmes
from council.events import services
from council.events.forms import RegistrationForm
from council.events.models import Event, Registration
from council.events.permissions import get_event_or_404, get_own_registration_or_404, own_registration
from council.members.models import Member
from council.members.permissions import member_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event_register(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a registration, and its sending. Sent twice it is answered twice alike."""
    now = timezone.now()
    event = get_event_or_404(request.user, slug, now)
    member = member_of(request.user)
    if member is None:
        raise Http404
    questions = list(event.questions.filter(retired=False))
    if request.method != "POST":
        own = own_registration(request.user, event)
        if own is not None and own.is_live:
            return redirect(event)
        form = RegistrationForm(event=event, member=member, questions=questions)
        form.parts = registration_parts(event, member, None, request.user, now)
        return _form_page(request, event, form, services.obstacle(event, member, now))
    form = RegistrationForm(request.POST, event=event, member=member, questions=questions)
    form.parts = registration_parts(event, member, request.POST, request.user, now)
    if not all([form.is_valid(), *(part.is_valid() for _rule, part in form.parts)]):
        # A second click finds the name given and the questions answered already.
        own = own_registration(request.user, event)
        return redirect(event) if own is not None and own.is_live else _form_page(request, event, form, status=422)
    # The confirmation greets by the name that is given here; it is kept once there is a registration.
    names = form.name_fields()
    for name, value in names.items():
        setattr(member, name, value)
    try:
        registration = _register(event, form, now)
    except services.TryAgain as error:
        return _form_page(request, event, form, retry=error, status=409)
    except services.EventError as error:
        return _form_page(request, event, form, error, status=409)
    if names:
        member.save(update_fields=list(names))
    _say_what_happened(request, event, registration)
    for rule, _part in form.parts if registration.is_live else ():
        for tone, text in rule.settle(registration, request.user, now):
            getattr(messages, tone)(request, text)
    return redirect(event)


Parts = list[tuple[programmes.RegistrationPart, Any]]


def registration_parts(event: Event, member: Member, data: Any, user: Any, now: datetime) -> Parts:
    """What programmes ask besides of who registers for `event`: each with its form, bound to `data` where there are any."""
    asked = [(rule, rule.form(event, member, data, user, now)) for rule in programmes.registration_parts.all()]
    return [(rule, form) for rule, form in asked if form is not None]


def _register(event: Event, form: RegistrationForm, now: datetime) -> Registration:
    """Register, and keep what programmes asked besides: both or nothing. Raises `EventError`."""
    values = {"answers": form.answers(), "token": form.cleaned_data["token"]}
    if not form.parts:
        return services.register_member(event=event, member=form.member, now=now, **values)
    with transaction.atomic():
        registration = services.register_member(event=event, member=form.member, now=now, **values)
        for rule, part in form.parts if registration.is_live else ():
            rule.save(registration, part, now)
    return registration


def _form_page(
    request: HttpRequest,
    event: Event,
    form: RegistrationForm,
    obstacle: services.EventError | None = None,
    *,
    retry: services.EventError | None = None,
    status: int = 200,
) -> HttpResponse:
    overlaps = [] if obstacle else overlapping(form.member, event)
    has_room = services.has_room(event, services.role_of(form.member, timezone.now()))
    context = {"event": event, "form": form, "obstacle": obstacle, "retry": retry, "overlaps": overlaps, "has_room": has_room}
    return render(request, "events/event_register.html", context, status=status)


def _say_what_happened(request: HttpRequest, event: Event, registration: Registration) -> None:
    state = registration.state
    if state == Registration.State.CONFIRMED:
        messages.success(request, _("You are registered. A confirmation with a calendar entry is on its way to you."))
    elif state == Registration.State.WAITLISTED:
        if event.offer_hours:
            messages.info(request, _("All seats are taken. You are on the waiting list; when it is your turn, you are asked."))
        else:
            messages.info(request, _("All seats are taken. You are on the waiting list and move up by yourself."))
    elif state == Registration.State.PENDING:
        messages.info(request, _("Your registration was received. You will be told when it is approved."))
    else:
        messages.warning(request, _("This registration has ended. To come after all, register again."))
    if registration.is_live:
        for other in overlapping(registration.member, event):
            text = _("Mind the time: you are also registered for “%(title)s” at the same time.")
            messages.warning(request, text % {"title": other.event})


def overlapping(member: Member | None, event: Event) -> list[Registration]:
    """The person's live registrations for other events at the same time."""
    if member is None:
        return []
    return list(Registration.objects.live().filter(member=member).at_the_time_of(event)[:3])


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event_cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks whether the reader wants to give the place back, and does it."""
    now = timezone.now()
    registration = get_own_registration_or_404(request.user, slug)
    event = registration.event
    if not registration.is_live:
        messages.info(request, _("Your registration for this event has ended already."))
        return redirect("events:my-registrations")
    error = services.cancel_obstacle(registration, now) if request.method != "POST" else None
    is_standing = event.mode == Event.Mode.STANDING
    if request.method == "POST":
        try:
            by: Any = request.user
            reason = Registration.Reason.REGRETS if is_standing else Registration.Reason.SELF
            services.cancel_registration(registration=registration, by=by, now=now, reason=reason)
            said = (
                _("Your regrets for “%(title)s” are noted.")
                if is_standing
                else _("Your registration for “%(title)s” is cancelled.")
            )
            messages.success(request, said % {"title": event})
            return redirect("events:my-registrations")
        except services.EventError as caught:
            error = caught
    context: dict[str, Any] = {"event": event, "registration": registration, "error": error, "is_standing": is_standing}
    context["is_retry"] = isinstance(error, services.TryAgain)
    return render(request, "events/event_cancel.html", context, status=409 if error and request.method == "POST" else 200)
