"""Owners with their shares, contacts, the attorney, signatures."""

import re
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from council.library.content import RefusedFileError, check_file
from council.members.models import Member, Organisation
from council.members.validators import validate_one_line, validate_paragraphs
from council.page_forms import PageForm
from forums.forms.rights.base import lines
from forums.group import places
from forums.models import JointAct
from forums.models.rights import Act
from forums.services.rights.owners import KINDS, equal_parts

SHARE = re.compile(r"(\d{1,5})\s*/\s*(\d{1,5})")
PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*%")


def owning_companies(now: datetime, more: Sequence[int] = ()) -> QuerySet[Organisation]:
    """The companies and institutions that a case may be of: those that sit in a technology forum, and `more`."""
    seated = places(now).exclude(member__organisation=None).values("member__organisation")
    return Organisation.objects.filter(Q(pk__in=seated, kind__in=KINDS) | Q(pk__in=list(more))).order_by("name_ko", "pk")


def parse_share(text: str) -> Fraction | None:
    """“1/3” or “40 %” as a fraction; None for anything else."""
    tidied = text.strip()
    if found := SHARE.fullmatch(tidied):
        return Fraction(int(found[1]), int(found[2])) if int(found[2]) else None
    if found := PERCENT.fullmatch(tidied):
        return Fraction(found[1]) / 100
    return None


def share_text(share: Fraction) -> str:
    """A fraction as it is typed: “1/3”."""
    return f"{share.numerator}/{share.denominator}"


class OwnerRows(forms.Form):
    """Mixin for a form with rows of company and share. `parts` is what was entered, once the form is valid."""

    is_equal = forms.BooleanField(
        label=_("Nothing is agreed: equal shares"),
        required=False,
        help_text=_("By law the shares are equal where nothing is agreed. What is typed as share is left aside then."),
    )

    def add_rows(self, companies: "QuerySet[Organisation]", before: Sequence[tuple[Organisation, Fraction]], rows: int) -> None:
        """Add the fields of `rows` owners, those who own a part now first."""
        listed = list(companies)
        choices = [("", "–"), *((str(one.pk), str(one)) for one in listed)]
        self._companies = {str(one.pk): one for one in listed}
        self._rows = range(1, rows + 1)
        for number in self._rows:
            known = before[number - 1] if number <= len(before) else None
            words = {"number": number}
            self.fields[f"company_{number}"] = forms.ChoiceField(
                label=_("Co-owner %(number)d") % words,
                choices=choices,
                required=False,
                initial=str(known[0].pk) if known else "",
            )
            self.fields[f"share_{number}"] = forms.CharField(
                label=_("Share of co-owner %(number)d") % words,
                required=False,
                max_length=20,
                initial=share_text(known[1]) if known else "",
                help_text=_("As a fraction: 1/3. All of them add up to exactly 1.") if number == 1 else "",
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        is_equal = bool(data.get("is_equal"))
        found: list[tuple[Organisation, Fraction]] = []
        for number in self._rows:
            key, text = data.get(f"company_{number}") or "", data.get(f"share_{number}") or ""
            if not key:
                if text and not is_equal:
                    self.add_error(f"company_{number}", _("Choose whose share this is."))
                continue
            share = Fraction(1) if is_equal else parse_share(text)
            if share is None or share <= 0:
                self.add_error(f"share_{number}", _("Write the share as a fraction, for example 1/3, or 40 %."))
                continue
            found.append((self._companies[key], share))
        self.parts = found
        if is_equal and len(found) > 1:
            self.parts = list(equal_parts([company for company, _share in found]))
        return data


class OwnersForm(PageForm, OwnerRows):
    """Owners and shares of a case that is not filed. `seen` is what the reader saw."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        companies: "QuerySet[Organisation]",
        before: Sequence[tuple[Organisation, Fraction]],
        rows: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.add_rows(companies, before, rows)


class ContactForm(PageForm, forms.Form):
    """Who acts for a co-owner."""

    member = forms.ModelChoiceField(Member.objects.none(), label=_("Person"))

    def __init__(self, *args: Any, people: "QuerySet[Member]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset = people
        field.label_from_instance = lambda one: f"{one.display_name()} · {one.organisation}"


class AttorneyForm(PageForm, forms.Form):
    """The patent attorney of a case."""

    attorney = forms.ModelChoiceField(
        Member.objects.none(), label=_("Patent attorney"), required=False, empty_label=_("None yet")
    )

    def __init__(self, *args: Any, people: "QuerySet[Member]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["attorney"]
        field.queryset = people
        field.label_from_instance = lambda one: one.display_name()


class SignForm(PageForm, forms.Form):
    """A signature. `seen` is what is signed."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Signing for"), empty_label=None)
    agreed = forms.BooleanField(label=_("I sign for this company."))
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, companies: "QuerySet[Organisation]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = companies  # type: ignore[attr-defined]


class UploadForm(PageForm, forms.Form):
    """A form with a file, which is looked into."""

    upload = forms.FileField(label=capfirst(_("file")), max_length=250)

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        try:
            check_file(upload)
        except RefusedFileError as error:
            raise forms.ValidationError(str(error)) from None
        return upload


class PaperSignatureForm(UploadForm):
    """A signature on paper, entered by the IP desk."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Signed for"))
    name = forms.CharField(label=_("Signed by"), max_length=200, validators=[validate_one_line])

    field_order = ("organisation", "name", "upload")

    def __init__(self, *args: Any, companies: "QuerySet[Organisation]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = companies  # type: ignore[attr-defined]


class ActForm(PageForm, OwnerRows):
    """What co-owners are to do together. Shares count for an assignment alone."""

    act = forms.ChoiceField(
        label=_("What is to be done"),
        choices=list(JointAct._meta.get_field("act").choices or []),
        widget=forms.RadioSelect,
    )
    terms = forms.CharField(
        label=_("What exactly"),
        max_length=2000,
        widget=lines(),
        validators=[validate_paragraphs],
        help_text=_("To whom, which part, for how long, for what."),
    )

    def __init__(
        self,
        *args: Any,
        companies: "QuerySet[Organisation]",
        before: Sequence[tuple[Organisation, Fraction]],
        rows: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.add_rows(companies, before, rows)
        self.fields["company_1"].help_text = _("Of an assignment: who owns which share afterwards.")
        self.order_fields(["act", "terms"])

    @property
    def is_assignment(self) -> bool:
        """Whether owners change."""
        return bool(self.cleaned_data.get("act") == Act.ASSIGN)
