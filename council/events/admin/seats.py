"""Staff's screens of seats: those that are kept for a role, and another number of them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from council import when
from council.events import services
from council.events.admin.base import EventInline
from council.events.fields import LineField
from council.events.models import Event, Quota, Registration

KEEP, BACK, CANCEL = "keep", "back", "cancel"


class QuotaFormSet(BaseInlineFormSet):
    """Says beside the rows what the service would refuse; the event's row is held since its own form was checked."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        now = timezone.now()
        deleted = self.deleted_forms
        quotas = [form.instance for form in self.forms if form.cleaned_data and form not in deleted]
        try:
            services.check_quotas(event=self.instance, quotas=quotas, now=now)
        except services.EventError as error:
            raise forms.ValidationError(str(error)) from None


class QuotaInline(EventInline, admin.TabularInline):
    model = Quota
    formset = QuotaFormSet
    extra = 0
    fields = ("role", "seats", "release_at", "released_at")
    readonly_fields = ("released_at",)


class CapacityForm(forms.Form):
    """How many seats there shall be."""

    seats = forms.IntegerField(
        label=gettext_lazy("Number of seats"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=gettext_lazy("Empty: no limit."),
        # A number field would drop what was typed when it is no number.
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class FatesForm(forms.Form):
    """What becomes of each of `people` with a seat; the suggested give theirs up."""

    note = LineField(label=gettext_lazy("Reason, told to the people concerned"), max_length=500, required=False)

    def __init__(self, *args: Any, preview: services.CapacityPreview, has_waiting_list: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = preview.seated
        choices: list[tuple[str, Any]] = [(KEEP, _("keeps the seat"))]
        if has_waiting_list:
            choices.append((BACK, _("goes back to the waiting list")))
        choices.append((CANCEL, _("is cancelled")))
        for one in preview.seated:
            suggested = choices[1][0] if one.pk in preview.suggested else KEEP
            # A row that came meanwhile keeps its seat until staff have seen it.
            self.fields[self.field_of(one)] = forms.ChoiceField(
                label=str(one.member), choices=choices, initial=suggested, required=False
            )

    @staticmethod
    def field_of(registration: Registration) -> str:
        return f"fate-{registration.pk}"

    def rows(self) -> list[tuple[Registration, forms.BoundField]]:
        """Each person with the field of his fate."""
        return [(one, self[self.field_of(one)]) for one in self.people]

    def chosen(self, fate: str) -> list[int]:
        """The keys of the registrations with this fate."""
        return [one.pk for one in self.people if self.cleaned_data.get(self.field_of(one)) == fate]


class CapacityPage:
    """Mixin for the admin of events: the page that changes the number of seats, after it has shown what becomes of whom."""

    def get_urls(self) -> list[URLPattern]:
        site: Any = self.admin_site  # type: ignore[attr-defined]  # a ModelAdmin's
        view = site.admin_view(self.capacity_view)
        urls: list[URLPattern] = super().get_urls()  # type: ignore[misc]  # likewise
        return [path("<int:event_pk>/capacity/", view, name="events_event_capacity"), *urls]

    def capacity_view(self, request: HttpRequest, event_pk: int) -> HttpResponse:
        """Asks for a number (GET), shows what it means (GET with `seats`), does it (POST)."""
        model_admin: Any = self
        event = model_admin.get_object(request, str(event_pk))
        if event is None or not model_admin.has_change_permission(request, event):
            raise Http404
        now = timezone.now()
        data = request.POST if request.method == "POST" else request.GET
        form = CapacityForm(data if "seats" in data else None, initial={"seats": event.capacity})
        preview = fates = None
        error = ""
        if form.is_valid():
            preview = services.preview_capacity(event=event, capacity=form.cleaned_data["seats"], now=now)
            fates = FatesForm(
                request.POST if request.method == "POST" else None, preview=preview, has_waiting_list=event.has_waiting_list
            )
            if fates.is_bound and fates.is_valid():
                try:
                    return self._change(request, event, form.cleaned_data["seats"], fates)
                except services.EventError as caught:
                    error = str(caught)
        context = {
            **model_admin.admin_site.each_context(request),
            "title": _("Change the number of seats"),
            "opts": Event._meta,
            "event": event,
            "event_when": when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day),
            "form": form,
            "preview": preview,
            "fates": fates,
            "error": error,
        }
        return TemplateResponse(request, "admin/events/capacity.html", context, status=409 if error else 200)

    def _change(self, request: HttpRequest, event: Event, seats: int | None, fates: FatesForm) -> HttpResponse:
        by: Any = request.user
        back, cancelled = fates.chosen(BACK), fates.chosen(CANCEL)
        services.change_capacity(
            event=event,
            capacity=seats,
            by=by,
            now=timezone.now(),
            moved_back=back,
            cancelled=cancelled,
            note=fates.cleaned_data["note"],
        )
        messages.success(request, _("The number of seats is changed."))
        told = len(back) + len(cancelled)
        if told:
            text = ngettext("%(count)d person is told.", "%(count)d people are told.", told)
            messages.success(request, text % {"count": told})
        return redirect("admin:events_event_change", event.pk)
