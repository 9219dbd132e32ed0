"""Staff act for one registrant: they choose the sessions, and hand the seat to a colleague."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from council import bilingual, when
from council.events import services
from council.events.models import AgendaItem, AgendaRegistration, Event, Registration
from council.events.services import errors
from council.members.models import Member

if TYPE_CHECKING:
    _Base = admin.ModelAdmin[Registration]
else:
    _Base = object


class SessionsForm(forms.Form):
    """The sessions of an event that can be chosen at `now`, those of the registration ticked."""

    sessions = forms.MultipleChoiceField(
        label=gettext_lazy("Sessions"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("A full session has a waiting list. Sessions at the same time cannot be chosen together."),
    )

    def __init__(self, *args: Any, registration: Registration, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = registration.event
        live = AgendaRegistration.objects.live().filter(registration=registration)
        own = {choice.item_id: choice for choice in live.with_position()}
        self.fixed: list[str] = []
        choices = []
        for item in event.agenda.filter(needs_registration=True):
            choice, label = own.get(item.pk), _label(item, event, own.get(item.pk))
            if not item.has_begun(now) and (choice or item.can_be_chosen(now)):
                choices.append((str(item.pk), label))
            elif choice:
                self.fixed.append(label)
        field: Any = self.fields["sessions"]
        field.choices = choices
        field.initial = [str(pk) for pk in own]


def _label(item: AgendaItem, event: Event, choice: AgendaRegistration | None) -> str:
    """When, what and where, how many places are left, and what the person has."""
    parts = [
        f"{when.span(item.starts_at, item.ends_at, event.time_zone)} {bilingual.text(item, 'title')}",
        bilingual.side(item.room),
    ]
    if item.capacity is not None:
        left = item.places_left or 0
        text = ngettext("%(left)s of %(all)s places left", "%(left)s of %(all)s places left", left)
        parts.append(text % {"left": left, "all": item.capacity})
    if choice is not None and choice.state == AgendaRegistration.State.CONFIRMED:
        parts.append(_("has a place"))
    elif choice is not None:
        position = choice.position  # type: ignore[attr-defined]  # annotated by `with_position`
        parts.append(_("on the waiting list, number %(position)d") % {"position": position})
    return " · ".join(part for part in parts if part)


class HandOverForm(forms.Form):
    """The colleague who gets the seat: of those of the organisation who may attend and have none."""

    colleague = forms.ModelChoiceField(label=gettext_lazy("Colleague"), queryset=Member.objects.none())

    def __init__(self, *args: Any, registration: Registration, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["colleague"]
        field.queryset = services.find_colleagues(registration=registration, now=now)


class ForOthersPages(_Base):
    """Mixin for `RegistrationAdmin`: the two pages."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:registration_pk>/sessions/", wrap(self.sessions_view), name="events_registration_sessions"),
            path("<int:registration_pk>/transfer/", wrap(self.transfer_view), name="events_registration_transfer"),
            *super().get_urls(),
        ]

    def _get_or_404(self, request: HttpRequest, pk: int) -> Registration:
        own = self.get_queryset(request).select_related("event__venue", "member__user", "member__organisation")
        found: Registration | None = own.filter(pk=pk).first()
        if found is None or not self.has_change_permission(request, found):
            raise Http404
        return found

    def sessions_view(self, request: HttpRequest, registration_pk: int) -> HttpResponse:
        """Choose sessions for the person, who is told."""
        now, by = timezone.now(), request.user
        registration = self._get_or_404(request, registration_pk)
        form = SessionsForm(request.POST if request.method == "POST" else None, registration=registration, now=now)
        obstacle: Any = None
        if registration.state != Registration.State.CONFIRMED:
            obstacle = errors.SeatNeeded()
        elif not form.fields["sessions"].choices and not form.fixed:  # type: ignore[attr-defined]  # a choice field
            obstacle = _("This event has no sessions to choose.")
        if obstacle is None and form.is_bound and form.is_valid():
            items = [int(pk) for pk in form.cleaned_data["sessions"]]
            try:
                services.choose_sessions(registration=registration, items=items, by=by, now=now)  # type: ignore[arg-type]
                messages.success(request, _("The sessions of %(person)s are as you chose.") % {"person": registration.member})
                return redirect("admin:events_registration_change", registration.pk)
            except services.TryAgain as error:
                form.add_error(None, str(error))
            except services.EventError as error:
                form.add_error("sessions", str(error))
        return self._page(request, registration, "sessions", _("Choose sessions"), form, obstacle)

    def transfer_view(self, request: HttpRequest, registration_pk: int) -> HttpResponse:
        """Hand the seat to a colleague on the person's behalf; both are told."""
        now, by = timezone.now(), request.user
        registration = self._get_or_404(request, registration_pk)
        obstacle: Any = services.transfer_obstacle(registration, now)
        form = HandOverForm(request.POST if request.method == "POST" else None, registration=registration, now=now)
        if obstacle is None and not services.find_colleagues(registration=registration, now=now).exists():
            obstacle = _("Nobody else of this organisation may attend this event and has no seat yet.")
        if obstacle is None and form.is_bound and form.is_valid():
            to = form.cleaned_data["colleague"]
            try:
                received = services.transfer_registration(registration=registration, to=to, by=by, now=now)  # type: ignore[arg-type]
                messages.success(request, _("The seat is handed to %(name)s. Both are told.") % {"name": to})
                return redirect("admin:events_registration_change", received.pk)
            except services.TryAgain as error:
                form.add_error(None, str(error))
            except services.EventError as error:
                form.add_error("colleague", str(error))
        return self._page(request, registration, "transfer", _("Hand the seat to a colleague"), form, obstacle)

    def _page(
        self, request: HttpRequest, registration: Registration, name: str, title: str, form: forms.Form, obstacle: Any
    ) -> HttpResponse:
        event = registration.event
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.model._meta,
            "registration": registration,
            "event": event,
            "event_when": when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day),
            "form": form,
            "obstacle": obstacle,
        }
        status = 422 if obstacle is None and form.is_bound and form.errors else 200
        return TemplateResponse(request, f"admin/events/registration/{name}.html", context, status=status)
