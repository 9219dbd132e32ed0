"""The queue of people who want to be erased: what would become of what, then one button, or a reason why not."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council.members import services
from council.members.admin.decisions import ReasonForm
from council.members.models import ErasureRequest
from council.staff.admin import SecretariatAdmin


class SureForm(forms.Form):
    """The box that stands before what cannot be undone."""

    sure = forms.BooleanField(label=_("I have checked that it is this person who asked, and that no law asks us to keep more."))


@admin.register(ErasureRequest)
class ErasureRequestAdmin(SecretariatAdmin, admin.ModelAdmin):
    change_form_template = "admin/members/erasurerequest/change_form.html"
    list_display = ("number", "person", "state", "requested_at", "is_asked_for", "decided_at", "decided_by")
    list_display_links = ("number", "person")
    list_filter = ("state", "is_asked_for")
    list_select_related = ("user__member", "decided_by__member")
    list_per_page = 50
    search_fields = ("user__email", "user__member__family_name", "user__member__family_name_en")
    actions = None
    fields = (
        "person",
        "state",
        "requested_at",
        "is_asked_for",
        "wish",
        "decided_at",
        "decided_by",
        "decision_reason",
        "result",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset: QuerySet[Any] = super().get_queryset(request)
        return queryset.select_related("user__member")

    @admin.display(description=_("number"), ordering="pk")
    def number(self, erasure: ErasureRequest) -> int:
        return erasure.pk

    @admin.display(description=_("person"))
    def person(self, erasure: ErasureRequest) -> str:
        return str(erasure.user.member) if erasure.user is not None else gettext("Erased person")

    @admin.display(description=_("what became of what"))
    def result(self, erasure: ErasureRequest) -> str:
        kept = sum(numbers.get("kept", 0) for numbers in erasure.outcome.values())
        destroyed = sum(numbers.get("destroyed", 0) for numbers in erasure.outcome.values())
        if erasure.state != ErasureRequest.State.DONE:
            return "–"
        return gettext("%(destroyed)d destroyed, %(kept)d kept without a name") % {"destroyed": destroyed, "kept": kept}

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # people ask for themselves

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # decided on a page of its own

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # that somebody was erased stays provable

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/erase/", wrap(self.erase_view), name="members_erasurerequest_erase"),
            path("<int:pk>/decline/", wrap(self.decline_view), name="members_erasurerequest_decline"),
            *super().get_urls(),
        ]

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What would become of what; the button that erases."""
        erasure = self._waiting(request, pk)
        if isinstance(erasure, HttpResponse):
            return erasure
        form = SureForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            by: Any = request.user
            try:
                services.erase_person(request=erasure, by=by, now=timezone.now())
            except services.ErasureStateError:
                messages.warning(request, gettext("Nothing was done: this request is decided or taken back by now."))
            except services.StaffLogInError:
                messages.error(request, gettext("This person is staff. A superuser takes those powers away first."))
            else:
                messages.success(request, gettext("The person is erased."))
            return redirect("admin:members_erasurerequest_changelist")
        assert erasure.user is not None  # noqa: S101 - `_waiting` has asked
        rows = [row for row in services.preview_erasure(erasure.user, is_own=False) if row["count"]]
        return self._page(request, erasure, form, title=gettext("Erase this person"), rows=rows)

    def decline_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decline, with the reason that the person is told."""
        erasure = self._waiting(request, pk)
        if isinstance(erasure, HttpResponse):
            return erasure
        form = ReasonForm(request.POST if request.method == "POST" else None, needs_reason=True)
        if request.method == "POST" and form.is_valid():
            by: Any = request.user
            try:
                services.decline_erasure(request=erasure, by=by, now=timezone.now(), reason=form.cleaned_data["reason"])
            except services.ErasureStateError:
                messages.warning(request, gettext("Nothing was done: this request is decided or taken back by now."))
            else:
                messages.success(request, gettext("The request is declined, and the person is told why."))
            return redirect("admin:members_erasurerequest_changelist")
        return self._page(request, erasure, form, title=gettext("Decline this request"), rows=None)

    def _waiting(self, request: HttpRequest, pk: int) -> ErasureRequest | HttpResponse:
        """The request, if it waits; else the way back. Raises `Http404` for who may not, and for an unknown one."""
        erasure: ErasureRequest | None = self.get_object(request, str(pk))
        if erasure is None or not self.has_view_permission(request, erasure):
            raise Http404
        if erasure.state != ErasureRequest.State.REQUESTED or erasure.user is None:
            messages.warning(request, gettext("Nothing was done: this request is decided or taken back by now."))
            return redirect("admin:members_erasurerequest_changelist")
        return erasure

    def _page(self, request: HttpRequest, erasure: ErasureRequest, form: Any, *, title: str, rows: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": title,
            "erasure": erasure,
            "form": form,
            "rows": rows,
            "back_url": reverse("admin:members_erasurerequest_change", args=[erasure.pk]),
        }
        return TemplateResponse(request, "admin/members/erasurerequest/decide.html", context)
