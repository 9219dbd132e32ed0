from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from focusgroup.admin.base import FocusGroupAdmin
from focusgroup.admin.docket_forms import ActionForm, ProjectForm
from focusgroup.admin.docket_steps import take_step
from focusgroup.docket_panels import waiting_for_the_desk
from focusgroup.docket_steps import steps_for
from focusgroup.models import Action, Decision, Evidence, Opportunity, Project, Proposal
from focusgroup.services import docket
from focusgroup.services.docket.following import ACTED_ON
from focusgroup.services.errors import FocusGroupError

State = Proposal.State
TEXTS = (
    "kind",
    "title_ko",
    "title_en",
    "problem_ko",
    "problem_en",
    "plan_ko",
    "plan_en",
    "clusters",
    "budget_krw",
    "authority_ko",
    "authority_en",
    "author",
)


# Django asks for the scheme that is meant where none is written.
SECURE: Any = {URLField: {"assume_scheme": "https"}}


class EvidenceInline(FocusGroupAdmin, admin.TabularInline):
    """What the proposal rests on: the author writes it."""

    model = Evidence
    fields = ("label_ko", "label_en", "text", "url")
    formfield_overrides = SECURE
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ActionInline(FocusGroupAdmin, admin.TabularInline):
    model = Action
    fields = ("title_ko", "title_en", "owner", "due_on", "done_at", "note")
    readonly_fields = ("done_at",)
    autocomplete_fields = ("owner",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("owner__user", "proposal")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and (obj is None or obj.state in ACTED_ON)


class WaitingFilter(admin.SimpleListFilter):
    """What the secretariat moves on."""

    title = _("next step")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("The secretariat’s"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(pk__in=waiting_for_the_desk().values("pk")) if self.value() == "1" else queryset


@admin.register(Proposal)
class ProposalAdmin(FocusGroupAdmin, SimpleHistoryAdmin):
    """The desk's view of a proposal: its steps stand above, its texts are the author's. A draft is its author's alone."""

    change_form_template = "admin/focusgroup/proposal/change_form.html"
    list_display = ("ref_shown", "title_shown", "kind", "state", "author", "submitted_at", "state_at")
    list_display_links = ("ref_shown", "title_shown")
    list_filter = (WaitingFilter, "state", "kind", "year", "clusters")
    list_select_related = ("author__user",)
    search_fields = ("number", "title_ko", "title_en", "problem_ko", "problem_en")
    date_hierarchy = "submitted_at"
    list_per_page = 50
    autocomplete_fields = ("organisations", "owner")
    inlines = (EvidenceInline, ActionInline)
    history_parts = ((Action, "proposal"), (Project, "proposal"))
    actions = ("screen_selected",)
    readonly_fields = (*TEXTS, "number", "state", "state_at", "submitted_at", "reply_due_on")
    fieldsets = (
        (None, {"fields": (("number", "state"), ("submitted_at", "state_at"), "kind", ("title_ko", "title_en"))}),
        (_("Content"), {"fields": (("problem_ko", "problem_en"), ("plan_ko", "plan_en"), "clusters", "budget_krw")}),
        (_("People and organisations"), {"fields": ("author", "owner", "organisations")}),
        (_("Authority addressed"), {"fields": (("authority_ko", "authority_en"), "reply_due_on")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).exclude(number=None)

    def get_urls(self) -> list[URLPattern]:
        own = path("<int:pk>/step/<slug:slug>/", self.admin_site.admin_view(self.step_view), name="focusgroup_proposal_step")
        return [own, *super().get_urls()]

    def step_view(self, request: HttpRequest, pk: int, slug: str) -> HttpResponse:
        """One step with one proposal."""
        return take_step(self, request, pk, slug)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Proposals are begun by those who sit in the group.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Numbers have no gaps; a draft is its author's.
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Whom it concerns is settled with the decision.
        is_decided = obj is not None and obj.state not in Proposal.UNDECIDED
        return (*self.readonly_fields, "organisations") if is_decided else self.readonly_fields

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        found = self.get_object(request, object_id)
        context = {"steps": steps_for(found) if found is not None else [], **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Actions go the way of the services, which tell their owners."""
        if formset.model is not Action:
            return super().save_formset(request, form, formset, change)
        formset.save(commit=False)
        for action in formset.deleted_objects:
            action.delete()
        calls: list[tuple[Action, Any, dict[str, Any]]]
        calls = [(action, docket.change_action, {"action": action}) for action, _fields in formset.changed_objects]
        for action in formset.new_objects:
            words = {"title_ko": action.title_ko, "title_en": action.title_en, "due_on": action.due_on}
            calls.append((action, docket.add_action, {"proposal": form.instance, "owner": action.owner, **words}))
        for action, service, values in calls:
            try:
                service(by=request.user, now=timezone.now(), **values)
            except FocusGroupError as error:
                messages.error(request, f"{action}: {error}")
        return None

    @admin.action(description=_("Begin the screening"))
    def screen_selected(self, request: HttpRequest, queryset: QuerySet[Proposal]) -> None:
        done, refused = 0, 0
        for proposal in queryset:
            try:
                docket.begin_screening(proposal=proposal, by=request.user, now=timezone.now())
                done += 1
            except FocusGroupError:
                refused += 1
        if done:
            text = ngettext("%(number)s proposal is being screened.", "%(number)s proposals are being screened.", done)
            messages.success(request, text % {"number": done})
        if refused:
            text = ngettext("%(number)s was not submitted, and stays.", "%(number)s were not submitted, and stay.", refused)
            messages.warning(request, text % {"number": refused})

    @admin.display(description=_("number"), ordering="number")
    def ref_shown(self, obj: Proposal) -> str:
        return obj.number or str(_("Draft"))

    @admin.display(description=_("title"), ordering="title_ko")
    def title_shown(self, obj: Proposal) -> str:
        return str(obj).removeprefix(f"{obj.number} ")


@admin.register(Opportunity)
class OpportunityAdmin(FocusGroupAdmin, SimpleHistoryAdmin):
    list_display = ("__str__", "kind", "state", "noticed_at", "closes_on", "proposal", "word")
    list_filter = ("state", "kind", "clusters")
    list_select_related = ("proposal",)
    search_fields = ("title_ko", "title_en", "text_ko", "text_en")
    autocomplete_fields = ("organisation",)
    filter_horizontal = ("clusters",)
    formfield_overrides = SECURE
    readonly_fields = ("state", "word", "settled_at", "proposal", "page")
    fieldsets = (
        (None, {"fields": ("kind", ("title_ko", "title_en"), ("text_ko", "text_en"), "url", "closes_on")}),
        (_("Whose"), {"fields": ("organisation", "clusters")}),
        (_("What became of it"), {"fields": ("state", "word", "settled_at", "proposal", "page")}),
    )

    def save_model(self, request: HttpRequest, obj: Opportunity, form: Any, change: bool) -> None:
        if not change:
            obj.noticed_at = timezone.now()
            obj.noticed_by = request.user  # type: ignore[assignment]  # staff have a log-in
        super().save_model(request, obj, form, change)

    @admin.display(description=_("Settle it"))
    def page(self, obj: Opportunity) -> str:
        if obj.pk is None:
            return "–"
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), _("Take up, park or drop it on its page"))


class ReadOnly(FocusGroupAdmin):
    """What is looked at here and made elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Decision)
class DecisionAdmin(ReadOnly, admin.ModelAdmin):
    """What the chair recorded: to read, never to change."""

    list_display = (
        "__str__",
        "title_shown",
        "outcome",
        "decided_at",
        "in_favour",
        "against",
        "abstained",
        "recused",
        "document",
    )
    list_filter = ("outcome", "decided_at")
    list_select_related = ("proposal",)
    search_fields = ("proposal__number", "proposal__title_ko", "proposal__title_en", "text_ko", "text_en")
    exclude = ("sitting",)

    @admin.display(description=_("proposal"))
    def title_shown(self, obj: Decision) -> str:
        return str(obj.proposal)

    @admin.display(description=_("PDF"))
    def document(self, obj: Decision) -> str:
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), _("PDF"))


@admin.register(Action)
class ActionAdmin(FocusGroupAdmin, SimpleHistoryAdmin):
    form = ActionForm
    list_display = ("__str__", "proposal", "owner", "due_on", "done_at")
    list_filter = (("done_at", admin.EmptyFieldListFilter), "due_on")
    list_select_related = ("proposal", "owner__user")
    search_fields = ("title_ko", "title_en", "proposal__number", "owner__family_name", "owner__family_name_en")
    autocomplete_fields = ("owner",)
    fields = ("proposal", ("title_ko", "title_en"), "owner", "due_on", "done_at", "note")
    readonly_fields = ("proposal", "done_at")
    actions = ("finish_selected",)

    def save_model(self, request: HttpRequest, obj: Action, form: Any, change: bool) -> None:
        docket.change_action(action=obj, by=request.user, now=timezone.now())

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # On the page of the proposal.
        return False

    @admin.action(description=_("They are done"))
    def finish_selected(self, request: HttpRequest, queryset: QuerySet[Action]) -> None:
        number = 0
        for action in queryset:
            docket.finish_action(action=action, by=request.user, now=timezone.now())
            number += 1
        text = ngettext("%(number)s action is done.", "%(number)s actions are done.", number)
        messages.success(request, text % {"number": number})


@admin.register(Project)
class ProjectAdmin(FocusGroupAdmin, SimpleHistoryAdmin):
    """What proposals became. The decision is that which adopted the proposal."""

    form = ProjectForm
    list_display = ("__str__", "proposal", "lead", "funding_shown", "status", "starts_on", "ends_on")
    list_filter = ("status", "proposal__clusters")
    list_select_related = ("proposal", "lead")
    search_fields = ("name_ko", "name_en", "proposal__number", "lead__name_ko", "lead__name_en")
    autocomplete_fields = ("proposal", "lead")
    readonly_fields = ("decision_shown",)
    fieldsets = (
        (None, {"fields": ("proposal", "decision_shown", ("name_ko", "name_en"), ("funding_ko", "funding_en"), "lead")}),
        (_("How it goes"), {"fields": ("status", ("starts_on", "ends_on"), "funds_krw", ("outcome_ko", "outcome_en"))}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "proposal") if obj is not None else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Project, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            docket.add_project(project=obj, by=request.user, now=timezone.now())

    @admin.display(description=_("funding programme"))
    def funding_shown(self, obj: Project) -> str:
        return obj.funding_ko or obj.funding_en or "–"

    @admin.display(description=_("decision"))
    def decision_shown(self, obj: Project) -> str:
        if obj.pk is None:
            return str(_("The decision that adopted the proposal"))
        url = reverse("admin:focusgroup_decision_change", args=[obj.decision_id])
        return format_html('<a href="{}">{}</a>', url, obj.decision)
