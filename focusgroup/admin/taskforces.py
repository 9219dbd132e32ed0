from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council.members.models import Body
from council.members.validators import validate_one_line
from focusgroup.admin.base import FocusGroupAdmin
from focusgroup.group import SLUG
from focusgroup.models import Composition, RoleNeed, SkillNeed, TaskForce, Unavailability
from focusgroup.services import taskforces
from focusgroup.services.errors import FocusGroupError, ReasonMissing
from focusgroup.services.taskforces import EndNotLater


class TaskForceForm(forms.ModelForm):
    """A task force; a new one brings its body with it, or takes one that is there."""

    known_body = forms.ModelChoiceField(
        label=_("body that is there already"),
        queryset=Body.objects.none(),
        required=False,
        help_text=_("Or name a new one below."),
    )
    name_ko = forms.CharField(label=_("name (Korean)"), max_length=200, required=False, validators=[validate_one_line])
    name_en = forms.CharField(label=_("name (English)"), max_length=200, required=False, validators=[validate_one_line])
    slug = forms.SlugField(label=_("address"), max_length=50, required=False)

    class Meta:
        model = TaskForce
        fields = ("mandate_ko",)  # the administration names the rest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            # Its body is there, with its names and its address.
            for name in ("known_body", "name_ko", "name_en", "slug"):
                self.fields.pop(name, None)
        if "known_body" in self.fields:
            free = Body.objects.filter(programme=SLUG, kind=Body.Kind.TASK_FORCE, task_force=None)
            self.fields["known_body"].queryset = free  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "known_body" in self.fields and not cleaned.get("known_body"):
            for name in ("name_ko", "name_en", "slug"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Choose a body, or give a new one its names and address."))
            if cleaned.get("slug") and Body.objects.filter(slug=cleaned["slug"]).exists():
                self.add_error("slug", _("Another body has this address."))
        return cleaned

    def body(self) -> Body:
        """The body of a new task force; not saved where it is new."""
        known: Body | None = self.cleaned_data.get("known_body")
        names = {name: self.cleaned_data[name] for name in ("name_ko", "name_en", "slug")}
        return known or Body(programme=SLUG, kind=Body.Kind.TASK_FORCE, **names)


class StepForm(forms.Form):
    """An extension or an early end."""

    ends_on = forms.DateField(label=_("New last day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Decision"), max_length=500, validators=[validate_one_line])


class SkillNeedInline(FocusGroupAdmin, admin.TabularInline):
    model = SkillNeed
    extra = 0
    autocomplete_fields = ("skill",)


class RoleNeedInline(FocusGroupAdmin, admin.TabularInline):
    model = RoleNeed
    extra = 0


class UnavailabilityInline(FocusGroupAdmin, admin.TabularInline):
    model = Unavailability
    extra = 0
    autocomplete_fields = ("member",)


class StandingFilter(admin.SimpleListFilter):
    """By the state that holds today."""

    title = _("state")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(TaskForce.State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today, state = timezone.localdate(), self.value()
        if state == TaskForce.State.DISSOLVED:
            return queryset.filter(pk__in=TaskForce.objects.dissolved(today).values("pk"))
        if state in TaskForce.State.values:
            return queryset.filter(state=state, ends_on__gte=today)
        return queryset


@admin.register(TaskForce)
class TaskForceAdmin(FocusGroupAdmin, SimpleHistoryAdmin):
    """Task forces: made with their needs, composed, extended, dissolved. None is deleted: its record stays."""

    form = TaskForceForm
    change_form_template = "admin/focusgroup/taskforce/change_form.html"
    list_display = ("name", "standing", "lead", "starts_on", "ends_on", "needs_count")
    list_filter = (StandingFilter,)
    list_select_related = ("body", "lead__user", "lead__organisation")
    list_per_page = 50
    search_fields = ("body__name_ko", "body__name_en", "body__slug")
    autocomplete_fields = ("lead", "organisations")
    inlines = (SkillNeedInline, RoleNeedInline, UnavailabilityInline)
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(number_of_needs=Count("skill_needs"))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        rest = (("mandate_ko", "mandate_en"), "lead", "starts_on", "ends_on", "size", "organisations")
        if obj is None:
            new = {"fields": ("known_body", ("name_ko", "name_en"), "slug")}
            return [(_("Body"), new), (None, {"fields": rest})]
        return [(None, {"fields": ("body_link", "standing", *rest)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # A decision extends it, and nothing else moves its end.
        return ("body_link", "standing", "ends_on") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("name_en",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            lead = obj.lead
            # Who leads it is the service's to change, which tells him and gives him the chair's place.
            obj.lead_id = form.initial.get("lead")
            super().save_model(request, obj, form, change)
            try:
                taskforces.change_lead(task_force=obj, lead=lead, by=request.user, now=timezone.now())
            except FocusGroupError as error:
                messages.error(request, str(error))
        else:
            taskforces.form_task_force(task_force=obj, body=form.body(), by=request.user, now=timezone.now())

    @admin.display(description=_("task force"), ordering="body__name_ko")
    def name(self, obj: TaskForce) -> str:
        return str(obj)

    @admin.display(description=_("body"))
    def body_link(self, obj: TaskForce) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:members_body_change", args=[obj.pk]), obj.body)

    @admin.display(description=_("state"), ordering="state")
    def standing(self, obj: TaskForce) -> Any:
        return obj.standing(timezone.localdate()).label

    @admin.display(description=_("skills needed"), ordering="number_of_needs")
    def needs_count(self, obj: Any) -> int:
        return int(obj.number_of_needs)

    def get_urls(self) -> list[Any]:
        def own(tail: str, view: Any) -> Any:
            return path(f"<path:object_id>/{tail}/", self.admin_site.admin_view(view), name=f"focusgroup_taskforce_{tail}")

        return [own("compose", self.compose), own("extend", self.extend), own("dissolve", self.dissolve), *super().get_urls()]

    def _found(self, request: HttpRequest, object_id: str) -> TaskForce:
        found = self.get_object(request, object_id)
        if found is None or not self.has_change_permission(request, found):
            raise Http404
        return found

    def compose(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Have a team proposed, and look at it."""
        found = self._found(request, object_id)
        if request.method != "POST":
            return redirect("admin:focusgroup_taskforce_change", found.pk)
        try:
            return redirect(taskforces.compose(task_force=found, by=request.user, now=timezone.now()))
        except FocusGroupError as error:
            messages.error(request, str(error))
            return redirect("admin:focusgroup_taskforce_change", found.pk)

    def extend(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let it go on: until when, and which decision says so."""
        return self._step(request, object_id, "extend", gettext("Extend"))

    def dissolve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End it before its time, with a reason."""
        return self._step(request, object_id, "dissolve", gettext("Dissolve"))

    def _step(self, request: HttpRequest, object_id: str, verb: str, title: str) -> HttpResponse:
        found = self._found(request, object_id)
        form = StepForm(request.POST if request.method == "POST" else None)
        if verb == "dissolve":
            del form.fields["ends_on"]
            form.fields["reason"].label = gettext("Reason")
        if form.is_bound and form.is_valid() and self._do(request, found, verb, form):
            return redirect("admin:focusgroup_taskforce_change", found.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "task_force": found,
            "form": form,
            "verb": verb,
        }
        return TemplateResponse(request, "admin/focusgroup/taskforce/step.html", context, status=422 if form.is_bound else 200)

    def _do(self, request: HttpRequest, found: TaskForce, verb: str, form: StepForm) -> bool:
        given: dict[str, Any] = {"task_force": found, "by": request.user, "now": timezone.now()}
        text = form.cleaned_data["reason"]
        try:
            if verb == "extend":
                taskforces.extend_task_force(ends_on=form.cleaned_data["ends_on"], decision=text, **given)
                self.message_user(request, gettext("It goes on. Its people are told."), messages.SUCCESS)
            else:
                taskforces.dissolve_task_force(reason=text, **given)
                self.message_user(request, gettext("It is dissolved. Its people are told."), messages.SUCCESS)
        except EndNotLater as error:
            form.add_error("ends_on", str(error))
        except ReasonMissing as error:
            form.add_error("reason", str(error))
        except FocusGroupError as error:
            form.add_error(None, str(error))
        return not form.errors


@admin.register(Composition)
class CompositionAdmin(FocusGroupAdmin, admin.ModelAdmin):
    """What was proposed and what the lead made of it: for looking at alone."""

    list_display = ("task_force", "number", "made_at", "made_by", "outcome", "page")
    list_display_links = None
    list_select_related = ("task_force__body", "made_by")
    list_filter = (("accepted_at", admin.EmptyFieldListFilter),)
    search_fields = ("task_force__body__name_ko", "task_force__body__name_en")
    ordering = ("-made_at", "-pk")
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("given")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("what the lead made of it"))
    def outcome(self, composition: Composition) -> Any:
        if composition.accepted is None:
            return gettext("Waits for the lead")
        return gettext("Another team chosen") if composition.is_overridden else gettext("Team accepted")

    @admin.display(description=_("page"))
    def page(self, composition: Composition) -> str:
        return format_html('<a href="{}">{}</a>', composition.get_absolute_url(), gettext("Look at it"))
