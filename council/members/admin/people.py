"""Members: the queue of applications, and what becomes of a membership. States change by the services alone."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council.members import consents, directory, services
from council.members.admin import decisions, life, queue, support
from council.members.admin.merging import PEOPLE, MergesMixin
from council.members.models import Consent, Member, Membership, MemberSkill
from council.members.permissions import can_be_seen_as, can_see_as
from council.members.staff_search import StaffSearch, people_with
from council.members.tables import PersonTable
from council.staff.admin import CoordinatorsMayPick, SecretariatAdmin


class _ReadOnlyInline(SecretariatAdmin, admin.TabularInline):
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ConsentInline(_ReadOnlyInline):
    model = Consent
    fields = ("purpose_title", "version", "language", "given_at", "withdrawn_at")
    readonly_fields = ("purpose_title",)

    @admin.display(description=_("purpose"))
    def purpose_title(self, consent: Consent) -> str:
        wording = consents.wording(consent.purpose, consent.version)
        return wording.title if wording else consent.purpose


class MemberMembershipInline(_ReadOnlyInline):
    """The person's places; they are changed on the body's page."""

    model = Membership
    fields = ("body", "role", "state", "starts_on", "ends_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("body", "member")


class MemberSkillInline(SecretariatAdmin, admin.TabularInline):
    model = MemberSkill
    autocomplete_fields = ("skill",)
    extra = 0


class MemberForm(forms.ModelForm):
    """A member; the photo is the person's own to put up."""

    no_photo = forms.BooleanField(label=_("take the photo away"), required=False)


class WrittenOrganisationFilter(admin.SimpleListFilter):
    """Members who wrote an organisation that is not linked yet."""

    title = _("organisation to be linked")
    parameter_name = "written_organisation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Yes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.with_written_organisation() if self.value() == "1" else queryset  # type: ignore[attr-defined]


class RenewalFilter(admin.SimpleListFilter):
    """Members whose membership ends, is over, or was renewed."""

    title = _("renewal")
    parameter_name = "renewal"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("due", _("Can renew now")), ("grace", _("Over, in the days of grace")), ("done", _("Renewed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now, members = timezone.now(), Member.objects
        if self.value() == "done":
            return queryset.exclude(renewed_at=None)
        chosen = {"due": members.to_renew, "grace": members.in_grace}.get(self.value() or "")
        return queryset.filter(pk__in=chosen(now).values("pk")) if chosen else queryset


class NewsFilter(admin.SimpleListFilter):
    """Members who agreed to advertising by e-mail: nobody else is sent any."""

    title = _("news by e-mail (advertising)")
    parameter_name = "news"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(consents.NEWS, _("Agreed")), (consents.NIGHT, _("Agreed, at night (21:00 to 08:00) too"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in (consents.NEWS, consents.NIGHT):
            return queryset
        given = Consent.objects.filter(member=OuterRef("pk"), purpose=self.value(), withdrawn_at=None)
        # The consent holds as long as one is a member.
        return queryset.filter(Exists(given), state=Member.State.ACTIVE)


@admin.register(Member)
class MemberAdmin(MergesMixin, StaffSearch, CoordinatorsMayPick, SecretariatAdmin, SimpleHistoryAdmin):
    form = MemberForm
    merges = PEOPLE
    rows_with = staticmethod(people_with)
    change_form_template = "admin/members/member/change_form.html"
    change_list_template = "admin/members/member/change_list.html"
    history_parts = ((Membership, "member"),)
    import_table = PersonTable
    list_display = ("name", "state", "kind", "organisation_shown", "job_title", "applied_at", "valid_until", "email")
    list_filter = ("state", "kind", RenewalFilter, NewsFilter, WrittenOrganisationFilter, "organisation__kind", "language")
    list_per_page = 50
    search_fields = (
        "family_name",
        "given_name",
        "family_name_en",
        "given_name_en",
        "user__email",
        "organisation__name_ko",
        "organisation__name_en",
        "organisation_name",
    )
    search_help_text = _("Name in Hangul or romanised, e-mail address, organisation")
    autocomplete_fields = ("organisation",)
    inlines = (ConsentInline, MemberMembershipInline, MemberSkillInline)
    actions = ("approve_selected", "decline_selected", "renew_selected", "merge_selected")
    readonly_fields = (
        "log_in",
        "photo_shown",
        "state",
        "applied_at",
        "decided_at",
        "decided_by",
        "decision_reason",
        "renewed_at",
        "organisation_name",
        "organisation_number",
        "motivation",
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "log_in",
                    ("family_name", "given_name"),
                    ("family_name_en", "given_name_en"),
                    "kind",
                    "phone",
                    "language",
                    ("photo_shown", "no_photo"),
                )
            },
        ),
        (
            _("Organisation"),
            {"fields": ("organisation", "organisation_name", "organisation_number", "job_title", "grade")},
        ),
        (
            _("Membership"),
            {
                "fields": (
                    "state",
                    "motivation",
                    "applied_at",
                    "decided_at",
                    "decided_by",
                    "decision_reason",
                    "valid_until",
                    "renewed_at",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset: QuerySet[Any] = super().get_queryset(request)
        return queryset.select_related("user", "organisation")

    @admin.display(description=_("name"), ordering="family_name")
    def name(self, member: Member) -> str:
        return member.display_name()

    @admin.display(description=_("e-mail address"), ordering="user__email")
    def email(self, member: Member) -> str:
        return member.user.email

    # (Not to sort by: it would read every organisation. The search finds them.)
    @admin.display(description=_("organisation"))
    def organisation_shown(self, member: Member) -> str:
        return str(member.organisation) if member.organisation else member.organisation_name

    @admin.display(description=_("log-in"))
    def log_in(self, member: Member) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:members_user_change", args=[member.user_id]), member.user.email
        )

    @admin.display(description=_("photo"))
    def photo_shown(self, member: Member) -> str:
        url = directory.photo_url(member)
        if not url:
            return "–"
        return format_html('<img class="thumbnail" src="{}" alt="{}">', url, gettext("Photo of %(name)s") % {"name": member})

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # a member comes from signing up

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # a person is erased as a whole, from the log-in

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if "organisation" in form.changed_data and obj.organisation is not None:
            # Linked by staff: what the person wrote has served.
            obj.organisation_name = obj.organisation_number = ""
        if "organisation" in form.changed_data:
            # Offices and seats of the former one end with it.
            services.leave_organisation(member=obj, by=request.user, now=timezone.now())
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("no_photo"):
            services.remove_photo(member=obj)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            *self.merge_urls(),
            path("applications/", wrap(self.applications_view), name="members_member_applications"),
            path("<int:pk>/application/", wrap(self.application_view), name="members_member_application"),
            path("<int:pk>/life/", wrap(self.life_view), name="members_member_life"),
            path("<int:pk>/see-as/", wrap(self.see_as_view), name="members_member_see_as"),
            path("<int:pk>/decide/<slug:verb>/", wrap(self.decide_view), name="members_member_decide"),
            *super().get_urls(),
        ]

    def applications_view(self, request: HttpRequest) -> Any:
        """The queue of applications, each with the facts side by side."""
        return queue.queue_page(self, request)

    def application_view(self, request: HttpRequest, pk: int) -> Any:
        """One application of the queue, and its decision."""
        return queue.queue_decision(self, request, pk)

    def life_view(self, request: HttpRequest, pk: int) -> Any:
        """Everything that happened in a member's life here."""
        return life.life_page(self, request, pk)

    def may_import(self, request: HttpRequest) -> bool:
        """People come as drafts, which nobody adds by hand."""
        return self.has_change_permission(request)

    def see_as_view(self, request: HttpRequest, pk: int) -> Any:
        """The page that asks why one wants to see the portal as this person."""
        return support.see_as_page(self, request, pk)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        member = self.get_object(request, object_id)
        context = {
            "verbs": decisions.verbs_for(member) if member else [],
            "can_see_as": member is not None and can_see_as(request.user) and can_be_seen_as(member),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def decide_view(self, request: HttpRequest, pk: int, verb: str) -> Any:
        """The page that confirms one decision about one person."""
        return decisions.decide_one(self, request, pk, verb)

    @admin.action(description=_("Approve the selected applications …"), permissions=["change"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        return decisions.decide_many(self, request, queryset, "approve")

    @admin.action(description=_("Decline the selected applications …"), permissions=["change"])
    def decline_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        return decisions.decide_many(self, request, queryset, "decline")

    @admin.action(description=_("Renew the selected memberships …"), permissions=["change"])
    def renew_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        return decisions.decide_many(self, request, queryset, "renew")

    @admin.action(description=_("Make the two selected records one …"), permissions=["change"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        return super().merge_selected(request, queryset)
