"""Staff see what became of invitations, send a letter again, revoke."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from council import when
from council.events import services
from council.events.admin.base import confirm
from council.events.admin.events import ProgrammeFilter
from council.events.models import Invitation, Registration
from council.events.services.inviting import INVITED
from council.events.staff_search import invitations_with
from council.members.staff_search import StaffSearch
from council.messaging.models import Message
from council.staff.admin import ProgrammeScopedAdmin

FROM_A_FILE = _("People are invited from a file on the page of the event (“Invite by e-mail”).")


class InvitationProgrammeFilter(ProgrammeFilter):
    field = "event__programme"


class InvitationStateFilter(admin.SimpleListFilter):
    """What became of it."""

    title = _("what became of it")
    parameter_name = "became"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("Not registered")), ("registered", _("Registered")), ("revoked", _("Revoked"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "open":
            return queryset.filter(revoked_at=None, registration_state=None)
        if self.value() == "registered":
            return queryset.filter(registration_state__isnull=False)
        if self.value() == "revoked":
            return queryset.exclude(revoked_at=None)
        return queryset


@admin.register(Invitation)
class InvitationAdmin(StaffSearch, ProgrammeScopedAdmin, admin.ModelAdmin):
    """Invitations are made on the page of their event; here one sees them, sends again, revokes."""

    brought_in_elsewhere = FROM_A_FILE
    rows_with = staticmethod(invitations_with)
    programme_field = "event__programme"
    list_display = ("whom", "event", "became", "letter", "sent", "invited_by")
    list_display_links = ("whom",)
    list_filter = (InvitationStateFilter, InvitationProgrammeFilter)
    search_fields = ("address", "member__family_name", "member__given_name", "member__user__email", "event__title_ko")
    list_select_related = ("event", "member__user", "invited_by")
    list_per_page = 50
    actions = ("send_again", "revoke")
    fields = ("event", "whom", "became", "letter", "sent", "note_ko", "note_en", "invited_by", "created_at", "accepted_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        invitations: QuerySet[Invitation] = super().get_queryset(request)
        live = Registration.objects.live().filter(event=OuterRef("event"), member=OuterRef("member"))
        key = Concat(
            Value(f"{INVITED}:"), Cast("pk", CharField()), Value(":"), Cast("letters", CharField()), output_field=CharField()
        )
        letter = Message.objects.filter(key=OuterRef("letter_key"))
        return invitations.annotate(
            registration_state=Subquery(live.values("state")[:1]),
            event_ends_at=F("event__ends_at"),
            letter_key=key,
        ).annotate(letter_state=Subquery(letter.values("state")[:1]))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        context |= {"show_save": False, "show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("whom"), ordering="address")
    def whom(self, obj: Invitation) -> str:
        if obj.member is None:
            return obj.address
        name = str(obj.member)
        return f"{name} ({obj.address})" if obj.address and obj.address != name else name

    @admin.display(description=_("what became of it"))
    def became(self, obj: Any) -> str:
        if obj.registration_state:
            return str(Registration.State(obj.registration_state).label)
        if obj.revoked_at:
            return gettext("Revoked")
        if obj.event_ends_at <= timezone.now():
            return gettext("Over with the event")
        return gettext("Accepted, not registered") if obj.accepted_at else gettext("Not taken up yet")

    @admin.display(description=_("letter"))
    def letter(self, obj: Any) -> str:
        return str(Message.State(obj.letter_state).label) if obj.letter_state else "–"

    @admin.display(description=_("last letter"), ordering="sent_at")
    def sent(self, obj: Invitation) -> str:
        return when.moment(obj.sent_at) if obj.sent_at else "–"

    @admin.action(description=_("Send the letter again"), permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        done, failed = services.send_again(invitations=queryset, now=timezone.now())
        if done:
            text = ngettext("%(count)d letter is on its way.", "%(count)d letters are on their way.", len(done))
            self.message_user(request, text % {"count": len(done)}, messages.SUCCESS)
        self._say_failed(request, failed)

    @admin.action(description=_("Revoke…"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> HttpResponse | None:
        answer = confirm(
            self,
            request,
            queryset,
            action="revoke",
            title=_("Revoke these invitations?"),
            text=_("Their links lead nowhere from now on. Nobody is told."),
            button=_("Revoke the invitations"),
            with_reason=False,
        )
        if not isinstance(answer, dict):
            return answer
        done, failed = services.revoke_invitations(invitations=queryset, now=timezone.now())
        if done:
            text = ngettext("%(count)d invitation is revoked.", "%(count)d invitations are revoked.", len(done))
            self.message_user(request, text % {"count": len(done)}, messages.SUCCESS)
        self._say_failed(request, failed)
        return None

    def _say_failed(self, request: HttpRequest, failed: list[tuple[Invitation, services.EventError]]) -> None:
        for invitation, error in failed:
            self.message_user(request, f"{invitation}: {error}", messages.ERROR)
