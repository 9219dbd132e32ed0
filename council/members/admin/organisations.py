from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery, URLField
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council.members import services
from council.members.admin.merging import ORGANISATIONS, MergesMixin
from council.members.models import ColleagueInvitation, Contact, Industry, Member, Organisation, Region, Seat, Skill
from council.members.more_tables import IndustryTable, RegionTable, SkillTable
from council.members.organisation_forms import LogoField
from council.members.staff_search import StaffSearch, organisations_with
from council.members.tables import OrganisationTable
from council.staff.admin import CoordinatorsMayPick, SecretariatAdmin

# Counted for the rows of the page alone.
PEOPLE = Coalesce(
    Subquery(
        Member.objects.filter(organisation=OuterRef("pk"))
        .order_by()
        .values("organisation")
        .annotate(number=Count("pk"))
        .values("number")
    ),
    0,
)


class ContactForm(forms.ModelForm):
    """Somebody of the organisation, with members' access."""

    class Meta:
        model = Contact
        fields = ["member"]

    def clean_member(self) -> Member:
        member: Member = self.cleaned_data["member"]
        organisation = self.instance.organisation
        if self.instance.pk is None and (member.organisation_id != organisation.pk or not member.has_access(timezone.now())):
            raise forms.ValidationError(_("A contact is a member of this organisation, with members’ access."))
        return member


class ContactInline(SecretariatAdmin, admin.TabularInline):
    """Who acts for the organisation. To end an office, tick its row; the record stays."""

    model = Contact
    form = ContactForm
    fields = ("member", "since")
    readonly_fields = ("since",)
    autocomplete_fields = ("member",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).in_office().select_related("member__user", "organisation")  # type: ignore[attr-defined]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OrganisationForm(forms.ModelForm):
    """An organisation, with another logo or none."""

    new_logo = LogoField(label=_("new logo"), required=False)
    no_logo = forms.BooleanField(label=_("take the logo away"), required=False)


class SeatsInline(SecretariatAdmin, admin.TabularInline):
    """The seats of the organisation; they are given on the page of the body."""

    model = Seat
    fields = ("body", "role", "starts_on", "ends_on")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("organisation", "body")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ContactFilter(admin.SimpleListFilter):
    """Organisations that have seats and nobody who says who takes them."""

    title = _("contact")
    parameter_name = "contact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("missing", _("Seats, and nobody to assign them"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "missing":
            return queryset
        return queryset.filter(pk__in=Organisation.objects.without_contact(timezone.now()).values("pk"))


@admin.register(Organisation)
class OrganisationAdmin(MergesMixin, StaffSearch, CoordinatorsMayPick, SecretariatAdmin, SimpleHistoryAdmin):
    form = OrganisationForm
    merges = ORGANISATIONS
    change_form_template = "admin/members/organisation/change_form.html"
    change_list_template = "admin/members/organisation/change_list.html"
    actions = ("merge_selected",)
    rows_with = staticmethod(organisations_with)
    history_parts = ((Seat, "organisation"),)
    import_table = OrganisationTable
    list_display = ("name_ko", "name_en", "kind", "industry", "region", "business_number", "people_count")
    list_display_links = ("name_ko", "name_en")
    list_filter = ("kind", "size", "region", ContactFilter, "is_listed")
    list_select_related = ("industry", "region")
    list_per_page = 50
    search_fields = ("name_ko", "name_en", "business_number")
    autocomplete_fields = ("industry", "region")
    readonly_fields = ("logo_shown",)
    inlines = (ContactInline, SeatsInline)

    def get_urls(self) -> list[URLPattern]:
        return [*self.merge_urls(), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("new_logo"):
            services.set_logo(organisation=obj, upload=form.cleaned_data["new_logo"], by=request.user)
        elif form.cleaned_data.get("no_logo"):
            services.remove_logo(organisation=obj, by=request.user)

    @admin.display(description=_("logo"))
    def logo_shown(self, obj: Organisation) -> str:
        if not obj.logo:
            return "–"
        return format_html(
            '<img class="thumbnail" src="{}" alt="{}">', obj.logo_url, gettext("Logo of %(name)s") % {"name": obj}
        )

    @admin.action(description=_("Make the two selected records one …"), permissions=["change"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        return super().merge_selected(request, queryset)

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        return self.inlines if obj is not None else ()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is not Contact:
            super().save_formset(request, form, formset, change)
            return
        now = timezone.now()
        formset.save(commit=False)
        for contact in formset.deleted_objects:
            services.end_contact(contact=contact, now=now)
        for contact in formset.new_objects:
            services.appoint_contact(organisation=contact.organisation, member=contact.member, by=request.user, now=now)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        queryset: QuerySet[Organisation] = super().get_queryset(request)
        return queryset.annotate(people_count=PEOPLE)

    # (Not to sort by: it would count everybody.)
    @admin.display(description=_("people"))
    def people_count(self, organisation: Any) -> int:
        return int(organisation.people_count)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # An organisation with people is merged or kept, never deleted under them.
        may = super().has_delete_permission(request, obj)
        return may and not (isinstance(obj, Organisation) and obj.people.exists())


@admin.register(ColleagueInvitation)
class ColleagueInvitationAdmin(SecretariatAdmin, admin.ModelAdmin):
    """Letters of organisations to colleagues, to be read; a contact sends them, or staff revoke them."""

    list_display = ("address", "organisation", "seat", "sent_at", "letters", "accepted_at", "revoked_at")
    list_filter = (("accepted_at", admin.EmptyFieldListFilter), ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("organisation", "seat__body", "seat__organisation")
    list_per_page = 50
    search_fields = ("address", "organisation__name_ko", "organisation__name_en")
    date_hierarchy = "sent_at"
    actions = ("revoke_selected",)
    fields = (
        "organisation",
        "address",
        "language",
        "seat",
        "note",
        "invited_by",
        "letters",
        "sent_at",
        "accepted_at",
        "accepted_by",
        "revoked_at",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.action(description=_("Revoke the selected invitations"), permissions=["change"])
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        now, revoked = timezone.now(), 0
        for invitation in queryset.filter(accepted_at=None, revoked_at=None):
            try:
                services.revoke_colleague_invitation(invitation=invitation, now=now)
                revoked += 1
            except services.InvitationGoneError:
                continue  # taken up at this moment
        text = ngettext("%(count)d invitation is revoked.", "%(count)d invitations are revoked.", revoked)
        self.message_user(request, text % {"count": revoked})


@admin.register(Industry)
class IndustryAdmin(CoordinatorsMayPick, SecretariatAdmin, admin.ModelAdmin):
    import_table = IndustryTable
    list_display = ("code", "revision", "name_ko", "name_en")
    search_fields = ("code", "name_ko", "name_en")


@admin.register(Region)
class RegionAdmin(CoordinatorsMayPick, SecretariatAdmin, admin.ModelAdmin):
    import_table = RegionTable
    list_display = ("code", "name_ko", "name_en")
    search_fields = ("code", "name_ko", "name_en")


@admin.register(Skill)
class SkillAdmin(CoordinatorsMayPick, SecretariatAdmin, admin.ModelAdmin):
    import_table = SkillTable
    list_display = ("name_ko", "name_en")
    search_fields = ("name_ko", "name_en")
