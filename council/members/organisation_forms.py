"""What contacts of an organisation type, and the filters of the list of organisations."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council import pictures
from council.members import services
from council.members.models import Industry, Member, Organisation, Region, Seat
from council.members.models.people import LANGUAGES
from council.members.validators import validate_one_line, validate_paragraphs
from council.page_forms import PageForm

SEPARATORS = re.compile(r"[\s,;<>]+")
MOST = 20
LONGEST = 254


class OrganisationFilterForm(PageForm, forms.Form):
    """The filters of the list. What is not understood is left out."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100, validators=[validate_one_line])
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("All regions"))
    industry = forms.ModelChoiceField(
        Industry.objects.all(), label=_("industry (KSIC)"), required=False, empty_label=_("All industries")
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds = [choice for choice in Organisation.Kind.choices if choice[0] != Organisation.Kind.AGENCY]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]  # type: ignore[attr-defined]
        self.fields["industry"].label = _("Industry")
        self.is_valid()

    @property
    def is_active(self) -> bool:
        """Whether anything is filtered."""
        return any(self.cleaned_data.values()) or bool(self.errors)

    def apply(self, organisations: "QuerySet[Organisation]") -> "QuerySet[Organisation]":
        """Those that match."""
        chosen = self.cleaned_data
        if chosen.get("q"):
            name = chosen["q"].strip()
            organisations = organisations.filter(Q(name_ko__icontains=name) | Q(name_en__icontains=name))
        for field in ("kind", "region", "industry"):
            if chosen.get(field):
                organisations = organisations.filter(**{field: chosen[field]})
        return organisations


class InviteColleaguesForm(PageForm, forms.Form):
    """Whom a contact invites, and with which words."""

    addresses = forms.CharField(
        label=_("E-mail addresses of colleagues"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_("One a line, or several with commas: up to 20 at once."),
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"),
        choices=LANGUAGES,
        help_text=_("People with a log-in get it in their own language."),
    )
    seat = forms.ModelChoiceField(
        Seat.objects.none(),
        label=_("Seat that the colleague takes"),
        required=False,
        empty_label=_("None"),
        help_text=_("For one address alone."),
    )
    note = forms.CharField(
        label=_("Personal words"),
        required=False,
        max_length=1000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, seats: "QuerySet[Seat]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"] = SeatField(
            seats, label=self.fields["seat"].label, required=False, empty_label=_("None"), help_text=_("For one address alone.")
        )
        self.order_fields(["addresses", "language", "seat", "note"])
        if not seats.exists():
            del self.fields["seat"]

    def clean_addresses(self) -> list[str]:
        """The addresses in small letters, none twice."""
        words = [word for word in SEPARATORS.split(self.cleaned_data["addresses"]) if word]
        found: dict[str, None] = {}
        for word in words:
            try:
                validate_email(word)
                if len(word) > LONGEST:
                    raise ValidationError("")
            except ValidationError:
                text = gettext("“%(text)s” is no e-mail address.") % {"text": word[:80]}
                raise ValidationError(text, code="address") from None
            found[word.lower()] = None
        if len(found) > MOST:
            raise ValidationError(gettext("These are more than %(most)d addresses; take them in parts.") % {"most": MOST})
        return list(found)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("seat") and len(cleaned.get("addresses", [])) > 1:
            self.add_error("seat", gettext("A seat goes to one person: invite one address, or leave the seat out."))
        return cleaned


class LogoField(forms.FileField):
    """A small picture, whole and harmless."""

    def __init__(self, **kwargs: Any) -> None:
        most = {"kilobytes": services.LOGO_MAX_BYTES // 1024, "side": services.LOGO_MAX_SIDE}
        words = format_lazy(_("PNG or JPEG, at most {kilobytes} kB and {side} pixels each way."), **most)
        super().__init__(max_length=250, help_text=words, **kwargs)
        self.widget.attrs["accept"] = ".png,.jpg,.jpeg"

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload:
            return upload
        try:
            services.read_logo(upload)
        except (services.LargeLogoError, pictures.HugePictureError):
            raise ValidationError(_("This picture is too large for a logo. Please make it smaller."), code="large") from None
        except pictures.BrokenPictureError:
            text = _("This is no whole PNG or JPEG picture. Please choose another file.")
            raise ValidationError(text, code="broken") from None
        return upload


class LogoForm(PageForm, forms.Form):
    """The logo that a contact puts up."""

    logo = LogoField(label=_("Picture"))


class SeatField(forms.ModelChoiceField):
    """Seats by the name of their body."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.body} · {obj.get_role_display()}"


class ColleagueField(forms.ModelChoiceField):
    """Colleagues by name and job title; who is no member yet is said so."""

    def label_from_instance(self, obj: Any) -> str:
        line = " · ".join(part for part in (obj.display_name(), obj.job_title) if part)
        if obj.state == Member.State.ACTIVE:
            return line
        return f"{line} ({obj.get_state_display()})"


class ColleagueForm(PageForm, forms.Form):
    """One colleague of the organisation."""

    def __init__(self, *args: Any, colleagues: "QuerySet[Member]", label: Any, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = _("Choose …") if required else _("Nobody for now")
        self.fields["colleague"] = ColleagueField(colleagues, label=label, required=required, empty_label=empty)
