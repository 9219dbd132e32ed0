"""What the screens share: lines without line breaks, finding a person, asking before acting."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.events.fields import LineField
from council.events.text import one_line
from council.members.models import Member
from council.staff import coordinated_programmes, is_secretariat

LOOKUP_LIMIT = 20


class CleanLines:
    """Mixin: text of one line loses control characters and line breaks, whatever was pasted."""

    def formfield_for_dbfield(self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if type(db_field) is models.CharField and not db_field.choices and "form_class" not in kwargs:
            kwargs["form_class"] = LineField
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class AnyCoordinatorAdmin:
    """Mixin for what all programmes share (venues, speakers): their staff add and change it, the secretariat removes it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(coordinated_programmes(request.user))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(coordinated_programmes(request.user))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(coordinated_programmes(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(coordinated_programmes(request.user))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_secretariat(request.user)


class MemberSelect(AutocompleteSelect):
    """Finds a person by name or exact e-mail address. Coordinators use it without seeing the list of members."""

    def get_url(self) -> str:
        return reverse("admin:events_event_member_lookup")


def member_field(db_field: Any, admin_site: admin.AdminSite) -> forms.ModelChoiceField[Any]:
    """A form field that finds a member."""
    field: forms.ModelChoiceField[Any] = db_field.formfield(
        widget=MemberSelect(db_field, admin_site), queryset=Member.objects.select_related("user", "organisation")
    )
    field.label_from_instance = member_label  # type: ignore[method-assign]
    return field


def member_label(member: Any) -> str:
    """A person as staff tell people apart: name and organisation."""
    organisation = str(member.organisation or member.organisation_name or "")
    return f"{member} · {organisation}" if organisation else str(member)


def member_lookup(request: HttpRequest) -> HttpResponse:
    """The people whose name has the given words, or whose address is the given one: a few, and nobody for less than two
    characters (one for Hangul)."""
    if not coordinated_programmes(request.user):
        raise PermissionDenied
    term = one_line(request.GET.get("term", ""))[:100]
    found: list[Member] = []
    if len(term) > 1 or (term and term > "ㄱ"):
        people = Member.objects.select_related("user", "organisation").filter(Q(user__email__iexact=term) | names_with(term))
        found = list(people.order_by("family_name", "given_name", "pk")[:LOOKUP_LIMIT])
    results = [{"id": str(member.pk), "text": member_label(member)} for member in found]
    return JsonResponse({"results": results, "pagination": {"more": False}})


def names_with(term: str) -> Q:
    """Every word of `term` is in one of the names; a Hangul name may be written as one word."""
    condition = Q()
    for word in term.split():
        parts = Q(family_name_en__icontains=word) | Q(given_name_en__icontains=word)
        parts |= Q(family_name__startswith=word[0], given_name__startswith=word[1:]) | Q(given_name__icontains=word)
        condition &= parts | Q(family_name=word)
    return condition


class ReasonForm(forms.Form):
    """A reason that the people concerned are told."""

    reason = LineField(label=_("Reason, told to the people concerned"), max_length=500, required=False)


def confirm(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    queryset: QuerySet[Any],
    *,
    action: str,
    title: Any,
    text: Any,
    button: Any,
    with_reason: bool = True,
) -> TemplateResponse | dict[str, str]:
    """Ask before an action that cannot be undone: the page that asks, or, once answered, what was answered."""
    form = ReasonForm(request.POST if "confirmed" in request.POST else None)
    if form.is_bound and form.is_valid():
        return {"reason": form.cleaned_data["reason"]}
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "text": text,
        "button": button,
        "action": action,
        "form": form if with_reason else None,
        "objects": list(queryset[:100]),
        "selected": [str(pk) for pk in queryset.values_list("pk", flat=True)],
        "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        "opts": model_admin.model._meta,
    }
    return TemplateResponse(request, "admin/events/confirm.html", context)
