from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from council import bilingual
from council.events import services
from council.events.admin.base import NoSealedRows, confirm
from council.events.admin.events import ProgrammeFilter
from council.events.admin.for_others import ForOthersPages
from council.events.models import Registration
from council.events.registrants_table import answer_text
from council.events.staff_search import registrations_with
from council.members.staff_search import StaffSearch
from council.staff.admin import ProgrammeScopedAdmin

FROM_A_FILE = _(
    "People are registered from a file on the page of their event (“Register people”): each gets a seat or waits, and is told."
)


class RegistrationProgrammeFilter(ProgrammeFilter):
    field = "event__programme"


class RegistrationAddForm(forms.ModelForm):
    """Staff register somebody: whom, and for what. The service's refusals stand beside the form."""

    class Meta:
        model = Registration
        fields = ("event", "member", "role")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        event, member = cleaned.get("event"), cleaned.get("member")
        if event is None or member is None:
            return cleaned
        if Registration.objects.live().filter(event=event, member=member).exists():
            raise ValidationError(_("This person is already registered."))
        error = services.obstacle(event, member, timezone.now(), by_staff=True)
        if error is not None:
            raise ValidationError(str(error))
        return cleaned


@admin.register(Registration)
class RegistrationAdmin(NoSealedRows, StaffSearch, ForOthersPages, ProgrammeScopedAdmin, SimpleHistoryAdmin):
    """Registrations are changed by actions alone; what they hold is shown."""

    brought_in_elsewhere = FROM_A_FILE
    rows_with = staticmethod(registrations_with)
    # Its services take the event's row first, always.
    holds_row = False
    programme_field = "event__programme"
    list_display = ("member_name", "organisation", "event", "state", "queued_at", "reason")
    list_filter = ("state", RegistrationProgrammeFilter, "role", "reason", "event__format")
    search_fields = (
        "member__family_name",
        "member__given_name",
        "member__family_name_en",
        "member__given_name_en",
        "member__user__email",
        "event__title_ko",
        "event__title_en",
    )
    list_select_related = ("member__user", "member__organisation", "event")
    ordering = ("-queued_at", "-pk")
    list_per_page = 50
    autocomplete_fields = ("event", "member")
    actions = ("approve", "decline", "cancel", "reinstate")
    shown = (
        "event",
        "member",
        "role",
        "state",
        "reason",
        "note",
        "queued_at",
        "confirmed_at",
        "offer_ends_at",
        "ended_at",
        "handed_over_by",
        "code",
        "shown_answers",
    )

    def get_fields(self, request: HttpRequest, obj: Registration | None = None) -> tuple[str, ...]:
        return self.shown if obj else ("event", "member", "role")

    def get_readonly_fields(self, request: HttpRequest, obj: Registration | None = None) -> tuple[str, ...]:
        return tuple(name for name in self.shown if name != "role") if obj else ()

    def get_form(self, request: HttpRequest, obj: Registration | None = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = RegistrationAddForm
        return super().get_form(request, obj, change=change, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except services.EventError as error:
            # Somebody was faster between the form's question and the service's.
            self.message_user(request, str(error), messages.ERROR)
            return redirect(request.get_full_path())

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        if context.get("original") is not None:
            context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Registration, form: Any, change: bool) -> None:
        by: Any = request.user
        if change:
            services.change_role(registration=obj, role=obj.role, by=by, now=timezone.now())
            return
        made = services.register_member(event=obj.event, member=obj.member, now=timezone.now(), by=by, role=obj.role)
        obj.pk = made.pk
        obj.refresh_from_db()

    @admin.display(description=_("person"), ordering="member__family_name")
    def member_name(self, obj: Registration) -> str:
        return str(obj.member)

    @admin.display(description=_("organisation"))
    def organisation(self, obj: Registration) -> str:
        return str(obj.member.organisation or obj.member.organisation_name or "–")

    @admin.display(description=_("answers"))
    def shown_answers(self, obj: Registration) -> SafeString | str:
        rows = [(bilingual.pick(answer["label_ko"], answer["label_en"]), answer_text(answer)) for answer in obj.answers]
        return format_html_join("", "<p><strong>{}</strong><br>{}</p>", rows) or "–"

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Registration]) -> None:
        by: Any = request.user
        outcome = services.approve_registrations(registrations=self._chosen(queryset), by=by, now=timezone.now())
        self._tell(request, outcome, lambda n: ngettext("%(n)d registration approved.", "%(n)d registrations approved.", n))

    @admin.action(description=_("Decline with a reason…"), permissions=["change"])
    def decline(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        answer = confirm(
            self,
            request,
            self._chosen(queryset),
            action="decline",
            title=_("Decline these registrations?"),
            text=_("Each of them is told."),
            button=_("Decline"),
        )
        if not isinstance(answer, dict):
            return answer
        by: Any = request.user
        outcome = services.decline_registrations(
            registrations=self._chosen(queryset), by=by, now=timezone.now(), note=answer["reason"]
        )
        self._tell(request, outcome, lambda n: ngettext("%(n)d registration declined.", "%(n)d registrations declined.", n))
        return None

    @admin.action(description=_("Cancel with a reason…"), permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        answer = confirm(
            self,
            request,
            self._chosen(queryset),
            action="cancel",
            title=_("Cancel these registrations?"),
            text=_("Each of them is told, and free seats go to the waiting list."),
            button=_("Cancel the registrations"),
        )
        if not isinstance(answer, dict):
            return answer
        by: Any = request.user
        outcome = services.cancel_registrations(
            registrations=self._chosen(queryset), by=by, now=timezone.now(), note=answer["reason"]
        )
        self._tell(request, outcome, lambda n: ngettext("%(n)d registration cancelled.", "%(n)d registrations cancelled.", n))
        return None

    @admin.action(description=_("Bring back what has ended…"), permissions=["change"])
    def reinstate(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        answer = confirm(
            self,
            request,
            self._chosen(queryset),
            action="reinstate",
            title=_("Bring these registrations back?"),
            text=_(
                "Each gets a seat where one is free, else its old place on the waiting list, and the person is told. "
                "What is live stays as it is."
            ),
            button=_("Bring back"),
            with_reason=False,
        )
        if not isinstance(answer, dict):
            return answer
        by: Any = request.user
        outcome = services.reinstate_registrations(registrations=self._chosen(queryset), by=by, now=timezone.now())
        self._tell(
            request, outcome, lambda n: ngettext("%(n)d registration brought back.", "%(n)d registrations brought back.", n)
        )
        return None

    def _chosen(self, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        return queryset.select_related("event__venue", "member__user")

    def _tell(self, request: HttpRequest, outcome: Any, text: Callable[[int], str]) -> None:
        done, failed = outcome
        if done:
            self.message_user(request, text(len(done)) % {"n": len(done)}, messages.SUCCESS)
        for registration, error in failed:
            self.message_user(request, f"{registration}: {error}", messages.ERROR)
