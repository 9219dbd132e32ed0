"""Addresses that staff give by a file instead of pasting them."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council.members.models import User
from council.staff.importing import MOST_BYTES, UnreadableTableError, read_table

# What the column is called, besides the label of a log-in's address.
HEADINGS = {"email", "e-mail", "mail", "이메일", "전자우편", "메일"}


class AddressFileForm(forms.Form):
    """Mixin for a form with `addresses`: a CSV or XLSX file whose addresses join those that are typed, to be read with them."""

    file = forms.FileField(
        label=_("File (CSV or XLSX)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_("Its first row names the columns; of these, the one called “E-mail” is read."),
    )

    def clean_file(self) -> None:
        """The file's addresses go where the others stand: so they are checked, shown and sent again with them.

        (Fields are cleaned in their order, and this one is the first.)"""
        upload = self.cleaned_data["file"]
        if upload is None:
            return
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB: bring it in in parts."))
        try:
            found = addresses_in(read_table(upload.name or "", upload.read()))
        except UnreadableTableError as error:
            raise forms.ValidationError(str(error)) from error
        data: Any = QueryDict(mutable=True)
        data.update(self.data)
        data["addresses"] = "\n".join(filter(None, [self.data.get("addresses", "").strip(), *found]))
        self.data = data


def addresses_in(rows: list[list[str]]) -> list[str]:
    """What stands in the column of addresses, row by row. Raises `UnreadableTableError` where there is none."""
    names = set(HEADINGS)
    for language in ("ko", "en"):
        with translation.override(language):
            names.add(str(User._meta.get_field("email").verbose_name).casefold())
    column = next((place for place, text in enumerate(rows[0]) if text.strip().casefold() in names), None)
    if column is None:
        raise UnreadableTableError(gettext("No column of the file is called “E-mail”."))
    return [row[column] for row in rows[1:] if len(row) > column and row[column]]
