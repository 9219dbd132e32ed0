from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from council.events.admin.base import CleanLines
from focusgroup.admin.base import FocusGroupAdmin
from focusgroup.forms.clusters import ClusterAnalysisForm, HybridClusterForm
from focusgroup.models import Cluster, ClusterAnalysis, HybridCluster, IndustryStatistic, Milestone, StageMove
from focusgroup.services.clusters.analyses import attach_paper, delete_analysis, set_published
from focusgroup.services.clusters.hybrids import begin, change_stage
from focusgroup.services.errors import FocusGroupError
from focusgroup.tables import StatisticTable


@admin.register(Cluster)
class ClusterAdmin(CleanLines, FocusGroupAdmin, SimpleHistoryAdmin):
    list_display = ("name_ko", "name_en", "codes", "places", "hybrids_count", "seats_count")
    list_display_links = ("name_ko", "name_en")
    list_filter = ("industries", "regions")
    list_per_page = 50
    search_fields = ("name_ko", "name_en", "slug")
    autocomplete_fields = ("industries", "regions")
    prepopulated_fields = {"slug": ("name_en",)}
    fields = (("name_ko", "name_en"), "slug", "industries", "regions", ("description_ko", "description_en"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cluster]:
        clusters: QuerySet[Cluster] = super().get_queryset(request)
        counts = {"hybrids_number": Count("hybrids", distinct=True), "seats_number": Count("seats", distinct=True)}
        return clusters.prefetch_related("industries", "regions").annotate(**counts)

    @admin.display(description=_("industries (KSIC)"))
    def codes(self, obj: Cluster) -> str:
        return ", ".join(industry.code for industry in obj.industries.all())

    @admin.display(description=_("cities and counties"))
    def places(self, obj: Cluster) -> str:
        return ", ".join(str(region) for region in obj.regions.all())

    @admin.display(description=_("hybrid clusters"), ordering="hybrids_number")
    def hybrids_count(self, obj: Any) -> int:
        return int(obj.hybrids_number)

    @admin.display(description=_("seats"), ordering="seats_number")
    def seats_count(self, obj: Any) -> int:
        return int(obj.seats_number)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A cluster that is a parent is kept: a hybrid cluster has two or more."""
        deleted, counts, perms, protected = super().get_deleted_objects(objs, request)
        hybrids = HybridCluster.objects.filter(parents__in=objs).distinct()
        return deleted, counts, perms, [*protected, *(f"{capitalised(hybrid)}: {hybrid}" for hybrid in hybrids)]


def capitalised(obj: Model) -> str:
    """What kind of thing `obj` is."""
    return str(obj._meta.verbose_name).capitalize()


class MilestoneInline(CleanLines, FocusGroupAdmin, admin.StackedInline):
    model = Milestone
    fields = (("title_ko", "title_en"), ("due_on", "achieved_on", "owner"))
    autocomplete_fields = ("owner",)
    extra = 0
    # It is read on the page of the hybrid cluster.
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Milestone]:
        milestones: QuerySet[Milestone] = super().get_queryset(request)
        return milestones.select_related("owner__user")


class StageMoveInline(FocusGroupAdmin, admin.TabularInline):
    """How it came to its stage; nobody changes what was."""

    model = StageMove
    fields = readonly_fields = ("at", "before", "after", "by", "reason")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[StageMove]:
        moves: QuerySet[StageMove] = super().get_queryset(request)
        return moves.select_related("by")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class LateFilter(admin.SimpleListFilter):
    """Hybrid clusters with milestones that are late."""

    title = _("milestones")
    parameter_name = "milestones"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("late", _("Some are late"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "late":
            return queryset
        late = Milestone.objects.filter(achieved_on=None, due_on__lt=timezone.localdate())
        return queryset.filter(pk__in=late.values("hybrid"))


@admin.register(HybridCluster)
class HybridClusterAdmin(CleanLines, FocusGroupAdmin, SimpleHistoryAdmin):
    form = HybridClusterForm
    list_display = ("name_ko", "name_en", "stage", "parent_names", "owner", "milestones_open", "milestones_late")
    list_display_links = ("name_ko", "name_en")
    list_filter = ("stage", LateFilter, "parents")
    list_select_related = ("owner__user",)
    list_per_page = 50
    search_fields = ("name_ko", "name_en", "slug")
    autocomplete_fields = ("parents", "owner")
    prepopulated_fields = {"slug": ("name_en",)}
    history_parts = ((Milestone, "hybrid"),)
    fields = (
        ("name_ko", "name_en"),
        "slug",
        "parents",
        "owner",
        ("stage", "reason"),
        ("description_ko", "description_en"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[HybridCluster]:
        hybrids: QuerySet[HybridCluster] = super().get_queryset(request)
        still = Q(milestones__achieved_on=None, milestones__pk__isnull=False)
        late = still & Q(milestones__due_on__lt=timezone.localdate())
        counts = {
            "open_number": Count("milestones", filter=still, distinct=True),
            "late_number": Count("milestones", filter=late, distinct=True),
        }
        return hybrids.prefetch_related("parents").annotate(**counts)

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        return (MilestoneInline, StageMoveInline) if obj is not None else (MilestoneInline,)

    def save_model(self, request: HttpRequest, obj: HybridCluster, form: Any, change: bool) -> None:
        """A change of the stage goes through the service, which keeps who, when and why."""
        now, stage = timezone.now(), obj.stage
        if not change:
            super().save_model(request, obj, form, change)
            begin(hybrid=obj, by=request.user, now=now)
            return
        obj.stage = form.initial["stage"]
        super().save_model(request, obj, form, change)
        if stage != obj.stage:
            try:
                change_stage(hybrid=obj, stage=stage, reason=form.cleaned_data["reason"], by=request.user, now=now)
            except FocusGroupError as error:
                messages.error(request, str(error))

    @admin.display(description=_("parent clusters"))
    def parent_names(self, obj: HybridCluster) -> str:
        return " × ".join(str(parent) for parent in obj.parents.all())

    @admin.display(description=_("open milestones"), ordering="open_number")
    def milestones_open(self, obj: Any) -> int:
        return int(obj.open_number)

    @admin.display(description=_("late milestones"), ordering="late_number")
    def milestones_late(self, obj: Any) -> int:
        return int(obj.late_number)


@admin.register(IndustryStatistic)
class IndustryStatisticAdmin(CleanLines, FocusGroupAdmin, SimpleHistoryAdmin):
    import_table = StatisticTable
    list_display = ("year", "where", "what", "employment", "establishments", "source")
    list_display_links = ("year", "where", "what")
    list_filter = ("year", "industry", "region")
    list_select_related = ("region", "industry")
    list_per_page = 100
    show_full_result_count = False
    search_fields = ("region__name_ko", "region__name_en", "region__code", "industry__code", "industry__name_ko", "source")
    autocomplete_fields = ("region", "industry")
    fields = (("region", "industry", "year"), ("employment", "establishments"), "source")

    @admin.display(description=_("region"), ordering="region__name_ko")
    def where(self, obj: IndustryStatistic) -> str:
        return str(obj.where)

    @admin.display(description=_("industry (KSIC)"), ordering="industry__code")
    def what(self, obj: IndustryStatistic) -> str:
        # The code alone: names of industries are long, and the list is.
        return obj.industry.code if obj.industry else str(obj.what)


@admin.register(ClusterAnalysis)
class ClusterAnalysisAdmin(CleanLines, FocusGroupAdmin, SimpleHistoryAdmin):
    form = ClusterAnalysisForm
    list_display = ("title_ko", "title_en", "level", "technique", "year", "cluster_names", "is_published", "has_paper")
    list_display_links = ("title_ko", "title_en")
    list_filter = ("is_published", "level", "technique", "clusters", "year")
    list_select_related = ("paper",)
    list_per_page = 50
    search_fields = ("title_ko", "title_en", "finding_ko", "finding_en", "source")
    autocomplete_fields = ("clusters",)
    prepopulated_fields = {"slug": ("title_en",)}
    readonly_fields = ("paper_link",)
    actions = ("publish_selected", "withdraw_selected")
    fieldsets = (
        (None, {"fields": (("title_ko", "title_en"), "slug", "clusters", ("level", "technique", "year"), "is_published")}),
        (_("What was found"), {"fields": (("finding_ko", "finding_en"), ("limits_ko", "limits_en"), "source")}),
        (_("Paper"), {"fields": ("paper_link", "paper_file")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClusterAnalysis]:
        analyses: QuerySet[ClusterAnalysis] = super().get_queryset(request)
        return analyses.prefetch_related("clusters")

    def save_model(self, request: HttpRequest, obj: ClusterAnalysis, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        upload = form.cleaned_data.get("paper_file")
        if upload:
            attach_paper(analysis=obj, upload=upload, by=request.user, now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: ClusterAnalysis) -> None:
        delete_analysis(analysis=obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ClusterAnalysis]) -> None:
        for analysis in queryset.select_related("paper"):
            delete_analysis(analysis=analysis, by=request.user)

    @admin.action(description=_("Publish the selected analyses"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[ClusterAnalysis]) -> None:
        self._set_published(request, queryset, published=True)

    @admin.action(description=_("Keep the selected analyses for the Focus Group"), permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet[ClusterAnalysis]) -> None:
        self._set_published(request, queryset, published=False)

    def _set_published(self, request: HttpRequest, queryset: QuerySet[ClusterAnalysis], *, published: bool) -> None:
        changed = set_published(analyses=queryset, published=published, by=request.user)
        text = ngettext("%(count)d analysis was changed.", "%(count)d analyses were changed.", changed)
        self.message_user(request, text % {"count": changed})

    @admin.display(description=_("clusters"))
    def cluster_names(self, obj: ClusterAnalysis) -> str:
        return ", ".join(str(cluster) for cluster in obj.clusters.all())

    @admin.display(description=_("paper"), boolean=True)
    def has_paper(self, obj: ClusterAnalysis) -> bool:
        return obj.paper_id is not None

    @admin.display(description=_("paper"))
    def paper_link(self, obj: ClusterAnalysis) -> str:
        if obj.paper is None:
            return "–"
        return format_html('<a href="{}">{}</a>', obj.paper.get_absolute_url(), obj.paper)
