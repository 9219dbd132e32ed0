from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council.library.content import ENDINGS, RefusedFileError, check_file
from council.library.models import Document


class DocumentForm(forms.ModelForm):
    """A document with its file; without one where the document has a file already."""

    file = forms.FileField(label=_("file"), required=False, max_length=250)

    class Meta:
        model = Document
        fields = ("title_ko",)  # the administration names the rest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "agenda_item" in self.fields:
            items: Any = self.fields["agenda_item"]
            # Of the event that was saved or is being added to; nobody chooses among all agendas.
            event = str(self.data.get(self.add_prefix("event")) or self.instance.event_id or self.initial.get("event"))
            known = event.isascii() and event.isdecimal() and len(event) < 19
            items.queryset = items.queryset.filter(event=event) if known else items.queryset.none()
        if "file" in self.fields:
            self.fields["file"].required = self.instance.current_id is None
            self.fields["file"].help_text = _("Becomes the current version. Taken are: %(endings)s.") % {"endings": ENDINGS}
            self.fields["file"].widget.attrs["accept"] = ",".join(f".{ending}" for ending in ENDINGS.split(", "))

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if upload:
            try:
                check_file(upload)
            except RefusedFileError as error:
                raise forms.ValidationError(str(error)) from None
        return upload
