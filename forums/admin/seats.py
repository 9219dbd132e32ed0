from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council.members.models import Seat
from forums.admin.base import ForumsAdmin
from forums.forms.seats import DeclineForm
from forums.models import Delegation, Forum, SeatApplication, SeatApplicationMove
from forums.services.errors import ForumsError
from forums.services.seats import applying

# How many names the page of a bulk decision lists.
NAMES_SHOWN = 20
SEATS = Coalesce(
    Subquery(Seat.objects.filter(body=OuterRef("pk")).order_by().values("body").annotate(number=Count("pk")).values("number")),
    0,
)


class _Looked(ForumsAdmin):
    """For looking at: what happens goes through the services."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Forum)
class ForumAdmin(ForumsAdmin, SimpleHistoryAdmin):
    """The forums' rules. People and companies' seats are given on the page of the body."""

    list_display = ("__str__", "host", "cadence", "quorum_percent", "seats_per_company", "seats", "page")
    list_filter = ("cadence", "industries")
    list_select_related = ("body", "host")
    list_per_page = 50
    search_fields = ("body__name_ko", "body__name_en", "field_ko", "field_en")
    autocomplete_fields = ("body", "host")
    filter_horizontal = ("industries",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(seats_count=SEATS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # Another body would be another forum.
        return ("body",) if obj else ()

    @admin.display(description=_("seats of companies"), ordering="seats_count")
    def seats(self, forum: Any) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:members_body_change", args=[forum.pk]), forum.seats_count)

    @admin.display(description=_("page"))
    def page(self, forum: Forum) -> str:
        return format_html('<a href="{}">{}</a>', forum.get_absolute_url(), gettext("Look at it"))


class ForumFilter(admin.SimpleListFilter):
    """By forum, their names asked for at once."""

    title = _("technology forum")
    parameter_name = "forum"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(one.body.slug, str(one)) for one in Forum.objects.select_related("body").order_by("pk")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(forum__body__slug=self.value()) if self.value() else queryset


class MoveInline(_Looked, admin.TabularInline):
    model = SeatApplicationMove
    extra = 0
    fields = readonly_fields = ("verb", "at", "by", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by")


@admin.register(SeatApplication)
class SeatApplicationAdmin(_Looked, SimpleHistoryAdmin):
    """Who asks for a seat, and what was decided; decided here in bulk, or on the application's own page."""

    change_form_template = "admin/forums/seatapplication/change_form.html"
    list_display = ("member", "organisation", "forum", "state", "applied_at", "decided_at", "page")
    list_filter = ("state", ForumFilter)
    list_select_related = ("member__user", "member__organisation", "organisation", "forum__body")
    list_per_page = 50
    search_fields = (
        "member__family_name",
        "member__given_name",
        "member__family_name_en",
        "member__given_name_en",
        "organisation__name_ko",
        "organisation__name_en",
    )
    date_hierarchy = "applied_at"
    ordering = ("-applied_at", "-pk")
    actions = ("accept_selected", "decline_selected")
    inlines = (MoveInline,)
    fields = ("member", "organisation", "forum", "why", "state", "applied_at", "decided_at", "reason", "place")

    @admin.display(description=_("page"))
    def page(self, application: SeatApplication) -> str:
        return format_html('<a href="{}">{}</a>', application.get_absolute_url(), gettext("Look at it"))

    @admin.action(description=_("Give seats to the selected…"))
    def accept_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        title = gettext("Give the seats")
        text = gettext("Each sits in the forum from today on for the company, and is told by e-mail.")
        return self._decide(request, queryset, "accept", title, text, None)

    @admin.action(description=_("Decline the selected…"))
    def decline_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        form = DeclineForm(request.POST if "confirmed" in request.POST else None)
        title = gettext("Decline the applications")
        text = gettext("Each is told by e-mail, with the reason as you write it, and may apply again.")
        return self._decide(request, queryset, "decline", title, text, form)

    def _decide(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        verb: str,
        title: str,
        text: str,
        form: DeclineForm | None,
    ) -> HttpResponse | None:
        is_confirmed = "confirmed" in request.POST
        if is_confirmed and (form is None or form.is_valid()):
            self._do(request, queryset, verb, form.cleaned_data if form else {})
            return None
        chosen = queryset.filter(state=SeatApplication.State.WAITING)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "text": text,
            "verb": verb,
            "form": form,
            "applications": list(chosen.select_related("member__user", "organisation", "forum__body")[:NAMES_SHOWN]),
            "total": chosen.count(),
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        status = 422 if is_confirmed else 200
        return TemplateResponse(request, "admin/forums/seatapplication/decide.html", context, status=status)

    def _do(self, request: HttpRequest, queryset: QuerySet[Any], verb: str, given: dict[str, Any]) -> None:
        now, done = timezone.now(), 0
        for application in queryset.select_related("member").order_by("applied_at", "pk"):
            try:
                getattr(applying, verb)(application=application, by=request.user, now=now, **given)
                done += 1
            except ForumsError as error:
                messages.warning(request, f"{application.member}: {error}")
        if done:
            text = ngettext("%(count)d application is decided.", "%(count)d applications are decided.", done)
            messages.success(request, text % {"count": done})


@admin.register(Delegation)
class DelegationAdmin(_Looked, admin.ModelAdmin):
    """Who stands in for whom: the companies say so themselves."""

    list_display = ("stands_in", "for_whom", "forum", "event", "first_day", "last_day", "ended_at")
    list_display_links = None
    list_filter = (("event", admin.EmptyFieldListFilter), ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = (
        "place__member__user",
        "place__member__organisation",
        "place__body",
        "stand_in__member__user",
        "stand_in__member__organisation",
        "event",
    )
    list_per_page = 50
    search_fields = ("stand_in__member__family_name", "place__member__family_name", "place__body__name_ko")
    actions = None

    @admin.display(description=_("stand-in"))
    def stands_in(self, one: Delegation) -> str:
        return str(one.stand_in.member)

    @admin.display(description=_("for"))
    def for_whom(self, one: Delegation) -> str:
        return str(one.place.member)

    @admin.display(description=_("technology forum"))
    def forum(self, one: Delegation) -> str:
        return str(one.place.body)

    @admin.display(description=_("first day"), ordering="stand_in__starts_on")
    def first_day(self, one: Delegation) -> Any:
        return one.stand_in.starts_on

    @admin.display(description=_("last day"), ordering="stand_in__ends_on")
    def last_day(self, one: Delegation) -> Any:
        return one.stand_in.ends_on
