from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council.events.models import AgendaItem
from council.library import scanner
from council.library.content import ENDINGS, RefusedFileError, check_file
from council.library.models import Agreement, Document


def _scanner_text() -> str:
    if scanner.is_configured():
        return gettext("Readers get it as soon as the virus scanner has found nothing in it.")
    return gettext("There is no virus scanner: a file is looked at for what it is, not for viruses.")


def _is_key(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 19


class DocumentForm(forms.ModelForm):
    """A document with its file; without one where the document has a file already."""

    file = forms.FileField(label=_("file"), required=False, max_length=250)

    class Meta:
        model = Document
        fields = ("title_ko",)  # the administration names the rest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].required = self.instance.current_id is None
            help_text = _("Becomes the current version. Taken are: %(endings)s.") % {"endings": ENDINGS}
            self.fields["file"].help_text = f"{help_text} {_scanner_text()}"
            self.fields["file"].widget.attrs["accept"] = ",".join(f".{ending}" for ending in ENDINGS.split(", "))

        if "agenda_item" in self.fields:
            # Those of the event that is chosen, sent or not.
            event = self.data.get("event") if self.is_bound else self.initial.get("event")
            chosen = str(event or self.instance.event_id or "")
            items = AgendaItem.objects.filter(event=int(chosen)) if _is_key(chosen) else AgendaItem.objects.none()
            field: Any = self.fields["agenda_item"]
            field.queryset = items.order_by("starts_at", "pk")
            field.help_text = _("To choose one, choose the event and save first.")

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if upload:
            try:
                check_file(upload)
            except RefusedFileError as error:
                raise forms.ValidationError(str(error)) from None
        return upload


class AgreementForm(forms.ModelForm):
    """An agreement with the words of its current version; other words are published as the next one."""

    text_ko = forms.CharField(label=_("text (Korean)"), widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField"}))
    text_en = forms.CharField(label=_("text (English)"), widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField"}))

    class Meta:
        model = Agreement
        fields = ("title_ko",)  # the administration names the rest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = self.instance.current
        for name in ("text_ko", "text_en"):
            if name in self.fields:
                self.fields[name].help_text = _("Markdown. Other words are a new version: everybody is asked again.")
                if current is not None:
                    self.initial.setdefault(name, getattr(current, name))

    def clean_text_ko(self) -> str:
        return self.cleaned_data["text_ko"].replace("\r\n", "\n")

    def clean_text_en(self) -> str:
        return self.cleaned_data["text_en"].replace("\r\n", "\n")


class AcceptanceForm(forms.Form):
    """“I have read it and accept it”, of the version that was shown."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    accept = forms.BooleanField(
        label=_("I have read the agreement and accept it."),
        error_messages={"required": _("Tick this to accept the agreement. Without it the document stays closed.")},
    )
