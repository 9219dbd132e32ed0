"""What the team and agencies type in the invitation pipeline."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from council.members.models import Industry, Member, Organisation, Region
from council.members.validators import validate_paragraphs
from council.page_forms import PageForm
from focusgroup.models import (
    AgencyEngagement,
    Cluster,
    DataItem,
    InvestmentFacts,
    InvitationPlan,
    InvitationProposal,
    InvitationResult,
    InvitationTarget,
    Touch,
)
from focusgroup.models.invitations import Stage, Standing
from focusgroup.models.invitations.countries import COUNTRIES
from focusgroup.services.invitations.moves import WITH_REASON, Verb


def day_input() -> forms.DateInput:
    """A day, picked or typed."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class TargetFilterForm(forms.Form):
    """The filters of the list. What is not understood is left out."""

    q = forms.CharField(label=_("Name or field"), required=False, max_length=100)
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("All stages")), *Stage.choices])
    standing = forms.ChoiceField(label=_("Standing"), required=False, choices=[("", _("All")), *Standing.choices])
    origin = forms.ChoiceField(label=_("Origin"), required=False, choices=[("", _("All")), *InvitationTarget.Origin.choices])
    country = forms.ChoiceField(label=_("Country"), required=False, choices=[("", _("All")), *COUNTRIES])
    cluster = forms.ModelChoiceField(Cluster.objects.all(), label=_("Cluster"), required=False, empty_label=_("All"))
    owner = forms.ModelChoiceField(Member.objects.none(), label=_("Owner"), required=False, empty_label=_("All"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        owners = Member.objects.filter(owned_targets__isnull=False).select_related("user").distinct()
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def is_active(self) -> bool:
        """Whether anything is filtered."""
        return any(self.cleaned_data.values()) or bool(self.errors)

    def apply(self, targets: "QuerySet[InvitationTarget]") -> "QuerySet[InvitationTarget]":
        """Those that match."""
        chosen = self.cleaned_data
        words = (chosen.get("q") or "").replace("\x00", "").strip()
        if words:
            columns = ("name_ko", "name_en", "field_ko", "field_en")
            targets = targets.filter(Q(*((f"{column}__icontains", words) for column in columns), _connector=Q.OR))
        for field, column in (("stage", "stage"), ("standing", "standing"), ("origin", "origin"), ("country", "hq_country")):
            if chosen.get(field):
                targets = targets.filter(**{column: chosen[field]})
        if chosen.get("cluster"):
            targets = targets.filter(clusters=chosen["cluster"])
        if chosen.get("owner"):
            targets = targets.filter(owner=chosen["owner"])
        return targets


class TargetForm(PageForm, forms.ModelForm):
    """A target; its stage is moved elsewhere."""

    class Meta:
        model = InvitationTarget
        fields = [
            "name_en",
            "name_ko",
            "kind",
            "origin",
            "hq_country",
            "field_en",
            "field_ko",
            "brief_en",
            "brief_ko",
            "clusters",
            "owner",
            "next_action",
            "next_action_on",
        ]
        widgets = {
            "brief_ko": forms.Textarea(attrs={"rows": 4}),
            "brief_en": forms.Textarea(attrs={"rows": 4}),
            "clusters": forms.CheckboxSelectMultiple,
            "next_action_on": day_input(),
        }

    def __init__(self, *args: Any, owners: "QuerySet[Member]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["owner"].empty_label = _("Nobody yet")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        action, day = data.get("next_action"), data.get("next_action_on")
        if action and day is None and "next_action_on" not in self.errors:
            self.add_error("next_action_on", _("Say by when."))
        if day is not None and not action and "next_action" not in self.errors:
            self.add_error("next_action", _("Say what is to be done by then."))
        return data


class MoveForm(PageForm, forms.Form):
    """What becomes of a target, and why. `stage` and `standing` are what the reader saw."""

    verb = forms.ChoiceField(label=_("What becomes of it"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[validate_paragraphs],
        help_text=_("Needed to move back, put on hold and give up."),
    )
    stage = forms.CharField(widget=forms.HiddenInput)
    standing = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, verbs: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = verbs  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("verb") in WITH_REASON and not (data.get("reason") or "").strip():
            self.add_error("reason", _("Please say why."))
        return data

    @property
    def seen(self) -> tuple[str, str]:
        """Stage and standing as the reader saw them."""
        return self.cleaned_data["stage"], self.cleaned_data["standing"]

    @property
    def chosen(self) -> Verb:
        return Verb(self.cleaned_data["verb"])


class LandingForm(PageForm, forms.ModelForm):
    """The organisation that a target becomes: a new one, or one that is there already."""

    known = forms.ModelChoiceField(
        Organisation.objects.exclude(kind=Organisation.Kind.AGENCY),
        label=_("It is an organisation here already"),
        required=False,
        empty_label=_("No, make a new one"),
    )
    reason = forms.CharField(label=_("Note"), required=False, max_length=1000, validators=[validate_paragraphs])

    class Meta:
        model = Organisation
        fields = ["name_ko", "name_en", "kind", "industry", "region", "business_number"]

    def __init__(self, *args: Any, target: InvitationTarget, **kwargs: Any) -> None:
        kinds = Organisation.Kind
        kind = kinds.INSTITUTE if target.kind == InvitationTarget.Kind.RESEARCH_CENTRE else kinds.COMPANY
        begun = {"name_ko": target.name_ko or target.name_en, "name_en": target.name_en, "kind": kind}
        kwargs["initial"] = begun
        super().__init__(*args, **kwargs)
        self.order_fields(["known", *self.Meta.fields, "reason"])
        self.fields["industry"].queryset = Industry.objects.all()  # type: ignore[attr-defined]
        self.fields["region"].queryset = Region.objects.all()  # type: ignore[attr-defined]
        choices = [choice for choice in kinds.choices if choice[0] != kinds.AGENCY]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    @property
    def organisation(self) -> Organisation:
        """The chosen one, or the new one, not saved yet."""
        known: Organisation | None = self.cleaned_data["known"]
        return known if known is not None else self.instance


class TouchForm(PageForm, forms.ModelForm):
    """Something that passed with a target."""

    class Meta:
        model = Touch
        fields = ["on", "kind", "note"]
        widgets = {"on": day_input(), "note": forms.Textarea(attrs={"rows": 3})}


class FactsForm(PageForm, forms.ModelForm):
    class Meta:
        model = InvestmentFacts
        fields = [
            "investment_krw",
            "voting_percent",
            "researchers",
            "hq_in_province",
            "average_sales_krw",
            "regular_staff",
        ]


class ResultForm(PageForm, forms.ModelForm):
    class Meta:
        model = InvitationResult
        fields = ["as_of", "capital_krw", "jobs", "rd_staff", "local_suppliers", "source"]
        widgets = {"as_of": day_input()}


class PlanForm(PageForm, forms.ModelForm):
    class Meta:
        model = InvitationPlan
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}


class DataItemForm(PageForm, forms.ModelForm):
    url = forms.URLField(label=_("Address on the web"), required=False, assume_scheme="https", max_length=200)

    class Meta:
        model = DataItem
        fields = ["title", "source", "dated_on", "licence", "url", "note"]
        widgets = {"dated_on": day_input(), "note": forms.Textarea(attrs={"rows": 3})}


class ProposalForm(PageForm, forms.ModelForm):
    class Meta:
        model = InvitationProposal
        fields = ["language", "title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 16})}


class DispatchForm(PageForm, forms.Form):
    """Which version goes to whom."""

    proposal = forms.ModelChoiceField(InvitationProposal.objects.none(), label=_("Version of the proposal"))
    engagement = forms.ModelChoiceField(AgencyEngagement.objects.none(), label=_("Agency"))

    def __init__(self, *args: Any, target: InvitationTarget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposal, engagement = self.fields["proposal"], self.fields["engagement"]
        proposal.queryset = target.proposals.all()  # type: ignore[attr-defined]
        proposal.label_from_instance = _version_name  # type: ignore[attr-defined]
        engagement.queryset = target.engagements.select_related("agency")  # type: ignore[attr-defined]
        engagement.label_from_instance = engagement_name  # type: ignore[attr-defined]


def _version_name(version: InvitationProposal) -> str:
    state = _("approved") if version.approved_at else _("draft")
    return f"{version.number} · {version.title} ({version.get_language_display()}, {state})"


def engagement_name(engagement: AgencyEngagement) -> str:
    """What an engagement is called before the team: the agency and its days."""
    return f"{engagement.agency} · {engagement.starts_on} – {engagement.ends_on}"


class EngagementForm(PageForm, forms.ModelForm):
    class Meta:
        model = AgencyEngagement
        fields = [
            "agency",
            "contact",
            "targets",
            "scope",
            "deliverables",
            "starts_on",
            "ends_on",
            "agreement",
            "nda_from",
            "nda_until",
        ]
        widgets = {
            "targets": forms.CheckboxSelectMultiple,
            "scope": forms.Textarea(attrs={"rows": 3}),
            "deliverables": forms.Textarea(attrs={"rows": 3}),
            "starts_on": day_input(),
            "ends_on": day_input(),
            "nda_from": day_input(),
            "nda_until": day_input(),
        }

    def __init__(self, *args: Any, programme: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Organisation.objects.filter(kind=Organisation.Kind.AGENCY)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        contacts = Member.objects.filter(organisation__in=agencies, user__is_active=True)
        self.fields["contact"].queryset = contacts.select_related("user", "organisation")  # type: ignore[attr-defined]
        self.fields["targets"].label_from_instance = lambda target: target.name  # type: ignore[attr-defined]
        agreement: Any = self.fields["agreement"]
        agreement.queryset = agreement.queryset.filter(programme=programme).exclude(current=None)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        agency, contact = data.get("agency"), data.get("contact")
        if agency and contact and contact.organisation_id != agency.pk:
            self.add_error("contact", _("The contact must belong to the agency."))
        return data


class ReasonForm(PageForm, forms.Form):
    """Why something ends."""

    reason = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), validators=[validate_paragraphs]
    )
