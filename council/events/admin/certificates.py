"""The certificates of attendance that were issued: staff withdraw them, or issue another."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from council.events import services
from council.events.admin.base import NoSealedRows, confirm
from council.events.admin.events import ProgrammeFilter
from council.events.models import Certificate
from council.events.staff_search import certificates_with
from council.members.staff_search import StaffSearch
from council.staff.admin import ProgrammeScopedAdmin


class CertificateProgrammeFilter(ProgrammeFilter):
    field = "registration__event__programme"


class WithdrawnFilter(admin.SimpleListFilter):
    """What is valid, or what was withdrawn."""

    title = _("withdrawn")
    parameter_name = "withdrawn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("In force")), ("yes", _("Withdrawn by staff"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(withdrawn_at__isnull=self.value() == "no")


@admin.register(Certificate)
class CertificateAdmin(NoSealedRows, StaffSearch, ProgrammeScopedAdmin, SimpleHistoryAdmin):
    """Certificates are issued to their holders by themselves; here they are read, withdrawn and issued anew."""

    rows_with = staticmethod(certificates_with)
    programme_field = "registration__event__programme"
    event_column = "registration__event"
    list_display = ("holder", "event", "issued_at", "withdrawn_at", "written_code")
    list_filter = (WithdrawnFilter, CertificateProgrammeFilter)
    search_fields = (
        "code",
        "name_ko",
        "name_en",
        "registration__member__user__email",
        "registration__event__title_ko",
        "registration__event__title_en",
    )
    list_select_related = ("registration__event", "registration__member__user")
    list_per_page = 50
    actions = ("withdraw", "issue_anew")
    fields = (
        "event",
        ("name_ko", "name_en"),
        ("organisation_ko", "organisation_en"),
        "issued_at",
        "written_code",
        "shows_name",
        "withdrawn_at",
        "withdrawn_by",
        "withdrawn_reason",
    )
    readonly_fields = (
        "event",
        "name_ko",
        "name_en",
        "organisation_ko",
        "organisation_en",
        "issued_at",
        "written_code",
        "shows_name",
        "withdrawn_at",
        "withdrawn_by",
        "withdrawn_reason",
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("holder"), ordering="name_ko")
    def holder(self, obj: Certificate) -> str:
        return str(obj).partition(" · ")[0]

    @admin.display(description=_("event"))
    def event(self, obj: Certificate) -> str:
        return str(obj.registration.event)

    @admin.display(description=_("verification code"))
    def written_code(self, obj: Certificate) -> SafeString:
        url = reverse("events:verify-code", args=[obj.code])
        return format_html('<a href="{}">{}</a>', url, services.written(obj.code))

    @admin.action(description=_("Withdraw with a reason…"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Certificate]) -> HttpResponse | None:
        answer = confirm(
            self,
            request,
            queryset,
            action="withdraw",
            title=_("Withdraw these certificates?"),
            text=_("Whoever verifies one is told that it is withdrawn. Its holder cannot get another one; staff can."),
            button=_("Withdraw"),
        )
        if not isinstance(answer, dict):
            return answer
        by: Any = request.user
        now = timezone.now()
        for certificate in queryset:
            services.withdraw_certificate(certificate=certificate, by=by, now=now, reason=answer["reason"])
        text = ngettext("%(n)d certificate withdrawn.", "%(n)d certificates withdrawn.", len(queryset))
        self.message_user(request, text % {"n": len(queryset)}, messages.SUCCESS)
        return None

    @admin.action(description=_("Issue anew, with a new code"), permissions=["change"])
    def issue_anew(self, request: HttpRequest, queryset: QuerySet[Certificate]) -> None:
        by: Any = request.user
        done = 0
        for certificate in queryset.select_related("registration__event"):
            try:
                services.issue_anew(certificate=certificate, by=by, now=timezone.now())
                done += 1
            except services.EventError as error:
                self.message_user(request, f"{certificate}: {error}", messages.ERROR)
        if done:
            text = ngettext("%(n)d certificate issued anew.", "%(n)d certificates issued anew.", done)
            self.message_user(request, text % {"n": done}, messages.SUCCESS)
