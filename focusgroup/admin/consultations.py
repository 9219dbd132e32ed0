from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council.members.models import Member
from council.members.validators import validate_paragraphs
from focusgroup.admin.base import FocusGroupAdmin
from focusgroup.models import Advice, Consultation, Offer, WantedSkill
from focusgroup.services import consultations as services
from focusgroup.services.consultations import DayPast, Ranked
from focusgroup.services.errors import FocusGroupError

State = Consultation.State


class OfferForm(forms.Form):
    """To whom it is offered, and until when advice is wanted."""

    expert = forms.ChoiceField(
        label=_("Expert"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose an expert."),
            "invalid_choice": _("This person cannot be offered it: look at the reasons beside the names."),
        },
    )
    due_on = forms.DateField(label=_("Advice wanted by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any, *, ranked: list[Ranked], due_on: Any) -> None:
        super().__init__(data, initial={"due_on": due_on})
        self.experts = {str(one.expert.pk): one.expert for one in ranked if not one.barred}
        choices = [(key, str(expert)) for key, expert in self.experts.items()]
        self.fields["expert"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Member:
        """The expert."""
        return self.experts[self.cleaned_data["expert"]]


class ReasonForm(forms.Form):
    """Why something is taken back or closed."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, validators=[validate_paragraphs], widget=forms.Textarea(attrs={"rows": 3})
    )


class WantedSkillInline(FocusGroupAdmin, admin.TabularInline):
    model = WantedSkill
    extra = 0
    autocomplete_fields = ("skill",)


class OfferInline(FocusGroupAdmin, admin.TabularInline):
    """To whom it was offered, and what they answered: for looking at."""

    model = Offer
    extra = 0
    fields = readonly_fields = ("expert", "state", "offered_at", "answered_at", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("expert__user")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OverdueFilter(admin.SimpleListFilter):
    """What waits for the desk, and what is late."""

    title = _("to do")
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("desk", _("An expert is to be found")), ("late", _("Overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "desk":
            return queryset.filter(state__in=(State.SUBMITTED, State.TRIAGED, State.DECLINED))
        if self.value() == "late":
            return queryset.filter(state__in=Consultation.WITH_EXPERT, due_on__lt=timezone.localdate())
        return queryset


@admin.register(Consultation)
class ConsultationAdmin(FocusGroupAdmin, SimpleHistoryAdmin):
    """Questions that were sent: looked at, offered to an expert, closed. A draft is its writer's alone."""

    change_form_template = "admin/focusgroup/consultation/change_form.html"
    history_parts = ((Advice, "consultation"),)
    list_display = ("title", "state", "organisation", "due_on", "submitted_at")
    list_filter = (OverdueFilter, "state")
    list_select_related = ("organisation",)
    list_per_page = 50
    search_fields = ("title", "organisation__name_ko", "organisation__name_en")
    date_hierarchy = "submitted_at"
    ordering = ("-submitted_at", "-pk")
    actions = None
    fields = ("title", "question", "requester", "organisation", "state", "due_on", "organisations")
    readonly_fields = ("title", "question", "requester", "organisation", "state", "due_on")
    autocomplete_fields = ("organisations",)
    inlines = (WantedSkillInline, OfferInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).exclude(state=State.DRAFT)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        def own(tail: str, view: Any) -> Any:
            name = f"focusgroup_consultation_{tail}"
            return path(f"<path:object_id>/{tail}/", self.admin_site.admin_view(view), name=name)

        pages = {"triage": self.triage, "withdraw": self.withdraw, "close": self.close}
        return [*(own(tail, view) for tail, view in pages.items()), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """As Django's, with the links that lead on from the state that it is in."""
        found = self.get_object(request, object_id)
        may = {f"may_{verb}": found is not None and services.may(found, verb) for verb in ("withdraw", "close")}
        return super().change_view(request, object_id, form_url, {**may, **(extra_context or {})})

    def _found(self, request: HttpRequest, object_id: str) -> Consultation:
        found = self.get_object(request, object_id)
        if found is None or not self.has_change_permission(request, found):
            raise Http404
        return found

    def triage(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Who could advise, the fittest first and why; offering it."""
        found = self._found(request, object_id)
        now = timezone.now()
        ranked = services.rank_experts(found, now)
        form = OfferForm(request.POST if request.method == "POST" else None, ranked=ranked, due_on=found.due_on)
        if form.is_bound and form.is_valid() and self._offer(request, found, form, now):
            return redirect("admin:focusgroup_consultation_changelist")
        context = {
            "title": gettext("Find an expert"),
            "consultation": found,
            "ranked": [(one, str(one.expert.pk) == form.data.get("expert")) for one in ranked],
            "form": form,
            "may_offer": found.state in (State.SUBMITTED, State.TRIAGED, State.DECLINED),
            "skills": list(found.wanted_skills.select_related("skill")),
        }
        return self._page(request, "triage", context, refused=form.is_bound)

    def _offer(self, request: HttpRequest, found: Consultation, form: OfferForm, now: Any) -> bool:
        try:
            if found.state == State.SUBMITTED:
                services.triage(consultation=found, by=request.user, now=now)
            due_on = form.cleaned_data["due_on"]
            services.offer(consultation=found, expert=form.chosen(), due_on=due_on, by=request.user, now=now)
        except FocusGroupError as error:
            form.add_error("due_on" if isinstance(error, DayPast) else "expert", str(error))
            return False
        text = gettext("“%(title)s” is offered to %(expert)s, who is told.")
        messages.success(request, text % {"title": found, "expert": form.chosen()})
        return True

    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take it back from the expert."""
        return self._reason(request, object_id, services.withdraw_offer, gettext("Take it back from the expert"))

    def close(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Close it."""
        return self._reason(request, object_id, services.close, gettext("Close the consultation"))

    def _reason(self, request: HttpRequest, object_id: str, verb: Any, title: str) -> HttpResponse:
        found = self._found(request, object_id)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                verb(consultation=found, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
            except FocusGroupError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, gettext("Done. Those concerned are told."))
                return redirect("admin:focusgroup_consultation_change", found.pk)
        return self._page(request, "reason", {"title": title, "consultation": found, "form": form}, refused=form.is_bound)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any], *, refused: bool) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        template = f"admin/focusgroup/consultation/{name}.html"
        return TemplateResponse(request, template, whole, status=422 if refused else 200)


@admin.register(Advice)
class AdviceAdmin(FocusGroupAdmin, SimpleHistoryAdmin):
    """Advice with its rating and what came of it: for looking at."""

    list_display = ("consultation", "expert", "given_at", "rating", "outcome", "page")
    list_display_links = None
    list_filter = ("rating", "outcome")
    list_select_related = ("consultation", "expert__user", "expert__organisation")
    list_per_page = 50
    search_fields = ("consultation__title",)
    ordering = ("-given_at", "-pk")
    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("page"))
    def page(self, advice: Advice) -> str:
        url = reverse("focusgroup:consultation-detail", args=[advice.consultation.key])
        return format_html('<a href="{}">{}</a>', url, gettext("Look at it"))
