from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council.library import marking, scanner
from council.library.content import ENDINGS, RefusedFileError, check_file
from council.library.models import Agreement, Document
from council.library.novelty import NoveltyForm


def _scanner_text() -> str:
    if scanner.is_configured():
        return gettext("Readers get it as soon as the virus scanner has found nothing in it.")
    return gettext("There is no virus scanner: a file is looked at for what it is, not for viruses.")


# What makes a document open to more people, or to others.
AUDIENCE = {"file", "is_published", "classification", "agreement", "excluded_organisations", "body", "event", "agenda_item"}


class DocumentForm(NoveltyForm, forms.ModelForm):
    """A document with its file; without one where the document has a file already. Who publishes a file, or opens it to others,
    says whether it shows an invention that nobody has filed yet."""

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
            help_text = _("Becomes the current version. Taken are: %(endings)s.") % {"endings": ENDINGS}
            self.fields["file"].help_text = f"{help_text} {_scanner_text()}"
            self.fields["file"].widget.attrs["accept"] = ",".join(f".{ending}" for ending in ENDINGS.split(", "))

    def clean(self) -> Any:
        cleaned: Any = super().clean()
        is_public = cleaned.get("classification") == Document.Classification.PUBLIC
        if is_public and cleaned.get("excluded_organisations"):
            self.add_error("excluded_organisations", gettext("What everybody may open can be kept from nobody."))
        upload, version = cleaned.get("file"), self.instance.current
        marks = cleaned.get("is_marked") or cleaned.get("agreement")
        if marks and not is_public and upload:
            self._check_markable(upload)
        elif marks and not is_public and version is not None and version.is_pdf and not self.instance.marks_copies:
            self._check_markable(version.file)
        # Whom a programme's own thing is for, the programme decides.
        for_owner = cleaned.get("classification") == Document.Classification.OWNER
        if cleaned.get("is_published") and not for_owner and AUDIENCE & set(self.changed_data):
            self.check_novelty(is_open=cleaned.get("agreement") is None)
        return cleaned

    def _check_markable(self, file: Any) -> None:
        """A PDF of which no copy with a name can be made could be given to nobody: say so before it is kept."""
        file.seek(0)
        content = file.read()
        file.seek(0)
        try:
            if content.startswith(b"%PDF"):
                marking.check_markable(content)
        except marking.CannotMarkError as error:
            self.add_error("file", str(error))

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
