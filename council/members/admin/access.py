"""Who of staff looked at whose data, and the page on which somebody looks through a month of it."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council.members.access_log import shows
from council.members.models import AccessReview, Member, PersonalDataAccess
from council.members.services import access
from council.members.staff_search import StaffSearch, accesses_with
from council.members.validators import validate_paragraphs
from council.staff.admin import SecretariatAdmin

# How many names one row of the log spells out.
NAMES_SHOWN = 50


class ReviewForm(forms.Form):
    """What was found."""

    note = forms.CharField(
        label=_("What you found, and what you did about it"),
        max_length=2000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )


class WhoseFilter(admin.SimpleListFilter):
    """The access to one person's data, led to from the person's page."""

    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        given = request.GET.get("whose", "")
        member = Member.objects.select_related("user").filter(pk=given).first() if _is_key(given) else None
        if member is None:
            return []
        shows(request, member)
        return [(given, str(member))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        # The records that became this one were looked at, too.
        return queryset.filter(subjects__overlap=access.records_of(int(value))) if _is_key(value) else queryset


def _is_key(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 18


@admin.register(PersonalDataAccess)
class PersonalDataAccessAdmin(StaffSearch, SecretariatAdmin, admin.ModelAdmin):
    rows_with = staticmethod(accesses_with)
    change_list_template = "admin/members/personaldataaccess/change_list.html"
    list_display = ("at", "actor_shown", "ip", "page", "action", "is_file", "how_many")
    list_filter = (WhoseFilter, "is_file", "at")
    list_select_related = ("actor",)
    list_per_page = 50
    search_fields = ("actor__email", "page", "path")
    actions = None
    fields = ("at", "actor_shown", "ip", "page", "path", "action", "is_file", "whose")
    readonly_fields = fields

    @admin.display(description=_("who"), ordering="actor__email")
    def actor_shown(self, row: PersonalDataAccess) -> str:
        return str(row.actor) if row.actor else gettext("log-in %(number)s, deleted") % {"number": row.actor_id}

    @admin.display(description=_("people"))
    def how_many(self, row: PersonalDataAccess) -> int:
        return len(row.subjects)

    @admin.display(description=_("whose"))
    def whose(self, row: PersonalDataAccess) -> str:
        found = access.people_of(row.subjects[:NAMES_SHOWN])
        members = found.select_related("user").order_by("pk")
        names = format_html_join(
            ", ", '<a href="{}">{}</a>', ((reverse("admin:members_member_change", args=[one.pk]), one) for one in members)
        )
        more = len(row.subjects) - NAMES_SHOWN
        return format_html("{}{}", names, f" … +{more}" if more > 0 else "") if row.subjects else "–"

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # the database would refuse it, too

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("months/", wrap(self.months_view), name="members_personaldataaccess_months"),
            path("months/<int:year>/<int:month>/", wrap(self.month_view), name="members_personaldataaccess_month"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        row = self.get_object(request, object_id)
        if row is not None:
            shows(request, list(access.people_of(row.subjects[:NAMES_SHOWN])))
        return super().change_view(request, object_id, form_url, extra_context)

    def months_view(self, request: HttpRequest) -> HttpResponse:
        """The months that wait for somebody to look through them, and those that were."""
        self._check(request)
        now = timezone.now()
        context = {
            "title": gettext("Access to personal data, month by month"),
            "current": access.month_of(now),
            "waiting": access.months_to_review(now),
            "reviews": AccessReview.objects.select_related("reviewed_by")[:24],
        }
        return self._page(request, "months", context)

    def month_view(self, request: HttpRequest, year: int, month: int) -> HttpResponse:
        """One month: who saw how much; the note of who looked through it."""
        self._check(request)
        try:
            first = date(year, month, 1)
        except ValueError:
            raise Http404 from None
        now = timezone.now()
        review = AccessReview.objects.select_related("reviewed_by").filter(month=first).first()
        may_review = review is None and first < access.month_of(now)
        form = ReviewForm(request.POST if request.method == "POST" else None) if may_review else None
        if form is not None and request.method == "POST" and form.is_valid():
            by: Any = request.user
            access.review_month(month=first, by=by, note=form.cleaned_data["note"], now=now)
            messages.success(request, gettext("This month is reviewed."))
            return redirect("admin:members_personaldataaccess_months")
        context = {
            "title": gettext("Access to personal data in %(month)s") % {"month": f"{first:%Y-%m}"},
            "month": first,
            "rows": access.summarise_month(first),
            "review": review,
            "form": form,
            "hours": access.OFFICE_HOURS,
        }
        return self._page(request, "month", context)

    def _check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise Http404

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.model._meta, **context}
        return TemplateResponse(request, f"admin/members/personaldataaccess/{template}.html", shared)
