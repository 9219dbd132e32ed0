"""Staff's screens of meetings. Moves are made on the meeting's own page, which every row leads to."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from council import when
from council.events.models import Event
from council.members.models import User
from council.staff import GROUP_PREFIX
from forums import meeting_panels
from forums.admin.base import ForumsAdmin
from forums.group import SLUG
from forums.models import ActionItem, Meeting, MeetingMove, RiskTerm, SpeakerFee
from forums.permissions.meetings import runs
from forums.services import meetings as services
from forums.services.errors import ForumsError
from forums.services.meetings.machine import MOVES


class WaitingFilter(admin.SimpleListFilter):
    """What waits for the desk."""

    title = _("next step")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("agenda", _("Agenda to clear, within two weeks")), ("minutes", _("Minutes overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        waiting = {"agenda": meeting_panels.agendas_waiting, "minutes": meeting_panels.minutes_waiting}.get(self.value() or "")
        return queryset.filter(pk__in=waiting(timezone.now()).values("pk")) if waiting else queryset


class LookedAt(ForumsAdmin):
    """What is looked at here and made elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class MoveInline(LookedAt, admin.TabularInline):
    model = MeetingMove
    fields = ("moved_at", "step", "state_before", "state_after", "moved_by", "reason")
    readonly_fields = ("moved_at", "step", "state_before", "state_after", "moved_by")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by__member")

    @admin.display(description=_("when"))
    def moved_at(self, obj: MeetingMove) -> str:
        return when.moment(obj.at)

    @admin.display(description=_("what was done"))
    def step(self, obj: MeetingMove) -> str:
        return str(MOVES[obj.verb].name) if obj.verb in MOVES else obj.verb

    @admin.display(description=_("state before"))
    def state_before(self, obj: MeetingMove) -> str:
        return str(obj.get_before_display())

    @admin.display(description=_("state after"))
    def state_after(self, obj: MeetingMove) -> str:
        return str(obj.get_after_display())

    @admin.display(description=_("done by"))
    def moved_by(self, obj: MeetingMove) -> str:
        return str(obj.by) if obj.by else "–"


class MeetingForm(forms.ModelForm):
    """The event is of the forums; who clears is of the desk or sits in the chair."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        event, forum = cleaned.get("event"), cleaned.get("forum")
        if event is not None and forum is not None and event.body_id not in (None, forum.pk):
            self.add_error("forum", _("The event belongs to another forum."))
        clearer, own = cleaned.get("clearer"), Meeting(forum_id=forum.pk if forum is not None else self.instance.forum_id)
        if clearer is not None and own.forum_id and not runs(clearer, own, timezone.now()):
            self.add_error("clearer", _("Choose somebody of the secretariat, or who chairs this forum."))
        return cleaned


@admin.register(Meeting)
class MeetingAdmin(ForumsAdmin, SimpleHistoryAdmin):
    """Which events are meetings of forums, and how they are held."""

    form = MeetingForm
    list_display = ("__str__", "forum", "kind", "state", "begins", "chatham_house", "page")
    list_filter = (WaitingFilter, "state", "kind", "chatham_house", "forum")
    list_select_related = ("event", "forum__body")
    search_fields = ("event__title_ko", "event__title_en", "event__slug", "forum__body__name_ko", "forum__body__name_en")
    ordering = ("-event__starts_at", "-pk")
    list_per_page = 50
    inlines = (MoveInline,)
    autocomplete_fields = ("event",)
    readonly_fields = ("state", "state_since", "noticed_at", "enrolled", "present", "approved_at", "approved_in", "page")
    fieldsets = (
        (None, {"fields": ("event", ("forum", "kind"), "chatham_house", "clearer", "page")}),
        (
            _("State of the meeting"),
            {"fields": (("state", "state_since"), "noticed_at", ("enrolled", "present"), ("approved_at", "approved_in"))},
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # What its pages are called stays, and the promise under which people spoke.
        if obj is None:
            return self.readonly_fields
        held = ("chatham_house",) if obj.is_over else ()
        return (*self.readonly_fields, "event", "forum", *held)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "event":
            kwargs["queryset"] = Event.objects.filter(programme=SLUG)
        if db_field.name == "clearer":
            desk = User.objects.filter(groups__name=f"{GROUP_PREFIX}{SLUG}", is_active=True)
            chairs = User.objects.filter(
                member__memberships__body__forum__isnull=False, member__memberships__role__in=["chair", "vice-chair"]
            )
            both = User.objects.filter(pk__in=desk.values("pk")) | User.objects.filter(pk__in=chairs.values("pk"))
            kwargs["queryset"] = both.select_related("member").order_by("email")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # What was done with a meeting stays; its event is cancelled.
        return False

    def save_model(self, request: HttpRequest, obj: Meeting, form: Any, change: bool) -> None:
        if not change:
            obj.state_at = timezone.now()
            super().save_model(request, obj, form, change)
        elif form.changed_data:
            # The rest of the row is moved on the meeting's own page, perhaps at this moment.
            obj.save(update_fields=form.changed_data)

    @admin.display(description=_("begins"), ordering="event__starts_at")
    def begins(self, obj: Meeting) -> str:
        return when.moment(obj.event.starts_at, obj.event.time_zone)

    @admin.display(description=_("in this state since"))
    def state_since(self, obj: Meeting) -> str:
        return when.moment(obj.state_at) if obj.state_at else "–"

    @admin.display(description=_("its page"))
    def page(self, obj: Meeting) -> str:
        if obj.pk is None:
            return "–"
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), _("Agenda, notice, minutes"))


@admin.register(ActionItem)
class ActionItemAdmin(ForumsAdmin, SimpleHistoryAdmin):
    list_display = ("__str__", "meeting", "owner", "due_on", "done_at")
    list_filter = (("done_at", admin.EmptyFieldListFilter), "due_on", "meeting__forum")
    list_select_related = ("meeting__event", "owner__user")
    search_fields = ("title_ko", "title_en", "owner__family_name", "owner__family_name_en", "meeting__event__title_ko")
    autocomplete_fields = ("owner",)
    fields = ("meeting", ("title_ko", "title_en"), "owner", "due_on", "done_at", "note")
    readonly_fields = ("meeting", "done_at")
    actions = ("finish_selected",)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # On the page of its meeting.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # What a meeting agreed stays on record.
        return False

    def taken_along(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        # Nothing that leaves the room names who took something on under the Chatham House Rule.
        return super().taken_along(rows).exclude(meeting__chatham_house=True)

    def save_model(self, request: HttpRequest, obj: ActionItem, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if {"owner", "due_on"} & set(form.changed_data):
            services.tell_action(obj)

    @admin.action(description=_("They are done"))
    def finish_selected(self, request: HttpRequest, queryset: QuerySet[ActionItem]) -> None:
        number = 0
        for action in queryset:
            services.finish_action(action=action, by=request.user, now=timezone.now())
            number += 1
        text = ngettext("%(number)s action is done.", "%(number)s actions are done.", number)
        messages.success(request, text % {"number": number})


class FeeForm(forms.ModelForm):
    """An honorarium within its cap; the message says what the cap is."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        payee, hours, amount = cleaned.get("payee"), cleaned.get("hours"), cleaned.get("amount_krw")
        if payee and hours and amount is not None:
            cap = services.cap_of(payee, hours)
            if cap is not None and amount > cap:
                self.add_error("amount_krw", _("The law allows at most %(won)s won here.") % {"won": f"{cap:,}"})
        return cleaned


@admin.register(SpeakerFee)
class SpeakerFeeAdmin(ForumsAdmin, SimpleHistoryAdmin):
    """What speakers are paid, within the caps of the Graft Act, and until when it is reported."""

    form = FeeForm
    list_display = ("speaker", "meeting", "payee", "hours", "amount_krw", "cap", "report_due_on", "reported_on")
    list_filter = (("reported_on", admin.EmptyFieldListFilter), "payee", "meeting__forum")
    list_select_related = ("speaker", "meeting__event")
    search_fields = ("speaker__name_ko", "speaker__name_en", "meeting__event__title_ko", "meeting__event__title_en")
    autocomplete_fields = ("meeting", "speaker")
    fields = ("meeting", "speaker", "payee", "hours", "amount_krw", "cap", "by_government", "report_due_on", "reported_on")
    readonly_fields = ("cap", "report_due_on")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "meeting", "speaker") if obj is not None else self.readonly_fields

    def taken_along(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        # Nothing that leaves the room names who spoke under the Chatham House Rule.
        return super().taken_along(rows).exclude(meeting__chatham_house=True)

    def save_model(self, request: HttpRequest, obj: SpeakerFee, form: Any, change: bool) -> None:
        try:
            made = services.set_fee(
                meeting=obj.meeting,
                speaker=obj.speaker,
                payee=obj.payee,
                hours=obj.hours,
                amount_krw=obj.amount_krw,
                by_government=obj.by_government,
                reported_on=obj.reported_on,
                by=request.user,
                now=timezone.now(),
            )
        except ForumsError as error:
            messages.error(request, str(error))
            return
        obj.pk = made.pk

    @admin.display(description=_("cap in won"))
    def cap(self, obj: SpeakerFee) -> str:
        if not obj.payee or obj.hours is None:
            return "–"
        cap = services.cap_of(obj.payee, obj.hours)
        return f"{cap:,}" if cap is not None else str(_("none by law"))


@admin.register(RiskTerm)
class RiskTermAdmin(ForumsAdmin, SimpleHistoryAdmin):
    """The words that a clearer looks at twice, in both languages."""

    list_display = ("__str__", "word_ko", "word_en", "talk")
    list_filter = ("talk",)
    search_fields = ("word_ko", "word_en")
    fields = ("talk", ("word_ko", "word_en"))
