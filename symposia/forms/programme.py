"""What desk and chairs write into a plan, and speakers beside their talks."""

from datetime import datetime, tzinfo
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from council.events.models import Speaker
from council.library.content import ENDINGS, RefusedFileError, check_file
from council.library.models import DocumentVersion
from council.library.novelty import NoveltyForm
from council.members.validators import validate_one_line, validate_paragraphs
from council.page_forms import PageForm
from symposia.models import Proceedings, Room, Session, Symposium, Talk, TalkFile, Track
from symposia.models.programme.plan import DEFAULT_MINUTES, LONGEST_TALK
from symposia.services.programme.files import Access

MOMENT = "%Y-%m-%dT%H:%M"
MOMENTS = [MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
# Moments outside of these years are nobody's plan, and more than a clock can be put forward.
FIRST_YEAR, LAST_YEAR = 2000, 2100
WORDS = ("title_ko", "title_en", "abstract_ko", "abstract_en")


def _line(label: Any, length: int, *, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=capfirst(label), required=False, max_length=length, validators=[validate_one_line], help_text=help_text
    )


def _text(label: Any, *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=capfirst(label),
        required=False,
        max_length=8000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PlaceTimeField(forms.DateTimeField):
    """A moment on the clock of the symposium's place (`zone`, set by the form), wherever the server and the reader are."""

    zone: tzinfo | None = None

    def to_python(self, value: Any) -> Any:
        with timezone.override(self.zone):
            found = super().to_python(value)
        if found is not None and not FIRST_YEAR < found.year < LAST_YEAR:
            raise forms.ValidationError(_("This is too far from the symposium."))
        return found


def _moment(label: Any, *, required: bool = True, help_text: Any = "") -> PlaceTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 300}, format=MOMENT)
    return PlaceTimeField(label=capfirst(label), required=required, widget=widget, input_formats=MOMENTS, help_text=help_text)


def _set_zone(form: forms.BaseForm, symposium: Symposium) -> None:
    for field in form.fields.values():
        if isinstance(field, PlaceTimeField):
            field.zone = symposium.event.zone


class TitleNeeded(forms.Form):
    """A title in one language at least."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("title_ko") and not cleaned.get("title_en") and not {"title_ko", "title_en"} & set(self.errors):
            self.add_error("title_ko", _("Give it a title in Korean or in English."))
        return cleaned


class SessionForm(PageForm, TitleNeeded):
    """A session of a plan: what, where and when. Times are those of the symposium's place."""

    kind = forms.ChoiceField(label=capfirst(_("kind")), choices=Session.Kind.choices)
    title_ko = _line(_("title (Korean)"), 200)
    title_en = _line(_("title (English)"), 200)
    room = forms.ModelChoiceField(
        label=capfirst(_("room")),
        queryset=Room.objects.none(),
        required=False,
        empty_label=_("No room: wherever people are"),
    )
    starts_at = _moment(_("begins"))
    ends_at = _moment(_("ends"))
    track = forms.ModelChoiceField(
        label=capfirst(_("track")), queryset=Track.objects.none(), required=False, empty_label=_("No track")
    )
    abstract_ko = _text(_("about (Korean)"))
    abstract_en = _text(_("about (English)"))
    needs_registration = forms.BooleanField(
        label=_("People sign up for it"),
        required=False,
        help_text=_("Those with a seat at the symposium choose it; everything else is for everybody."),
    )
    capacity = forms.IntegerField(
        label=capfirst(_("places")), required=False, min_value=1, max_value=100_000, help_text=_("Empty: no limit.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(
        self,
        data: Any = None,
        *,
        symposium: Symposium,
        session: Session | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        if session is not None:
            names = ("kind", "track", "needs_registration", "capacity", "starts_at", "ends_at", *WORDS)
            initial = {name: getattr(session, name) for name in names} | {"room": session.room_id, "seen": session.revision}
        super().__init__(data, initial={name: _wall(value, symposium) for name, value in (initial or {}).items()})
        for name, rows in (("room", symposium.rooms.all()), ("track", symposium.tracks.all())):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField's
        _set_zone(self, symposium)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begins, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("It must end after it begins."))
        if cleaned.get("capacity") and not cleaned.get("needs_registration"):
            self.add_error("capacity", _("Places are counted only where people sign up."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def _wall(value: Any, symposium: Symposium) -> Any:
    """A moment as the clock of the symposium's place shows it, for a field that has no zone."""
    return value.astimezone(symposium.event.zone).replace(tzinfo=None) if isinstance(value, datetime) else value


class TalkForm(PageForm, NoveltyForm, TitleNeeded):
    """A talk of a plan. A guest whom nobody has entered yet is named below. Its abstract is published with the programme:
    whoever writes another abstract says whether it shows an invention that nobody has filed yet."""

    forbidden = _("It does not come into the programme like this. File first.")

    title_ko = _line(_("title (Korean)"), 200)
    title_en = _line(_("title (English)"), 200)
    abstract_ko = _text(_("abstract (Korean)"), rows=5)
    abstract_en = _text(_("abstract (English)"), rows=5)
    keywords = _line(_("keywords"), 300, help_text=_("Separated by commas."))
    minutes = forms.IntegerField(label=capfirst(_("minutes")), min_value=5, max_value=LONGEST_TALK, initial=DEFAULT_MINUTES)
    starts_at = _moment(_("begins"), required=False)
    presenters = forms.ModelMultipleChoiceField(
        label=_("Present it"),
        queryset=Speaker.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    others = forms.ModelMultipleChoiceField(
        label=_("Further authors"),
        queryset=Speaker.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )
    guest_ko = _line(_("another person who presents it: name (Korean)"), 100)
    guest_en = _line(_("name (English)"), 100)
    guest_from_ko = _line(_("affiliation (Korean)"), 200)
    guest_from_en = _line(_("affiliation (English)"), 200)
    in_proceedings = forms.BooleanField(label=_("It goes into the proceedings"), required=False, initial=True)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    field_order = ("title_ko", "title_en", "abstract_ko", "abstract_en", "novelty", "novelty_invention", "novelty_shown_on")

    def __init__(self, data: Any = None, *, symposium: Symposium, speakers: Any, talk: Talk | None = None) -> None:
        initial: dict[str, Any] = {}
        if talk is not None:
            names = (*WORDS, "keywords", "minutes", "in_proceedings", "starts_at")
            initial = {name: _wall(getattr(talk, name), symposium) for name in names} | {"seen": talk.revision}
            people = list(talk.authors.all())
            initial["presenters"] = [one.speaker_id for one in people if one.presents]
            initial["others"] = [one.speaker_id for one in people if not one.presents]
        super().__init__(data, initial=initial)
        for name in ("presenters", "others"):
            self.fields[name].queryset = speakers  # type: ignore[attr-defined]  # a ModelChoiceField's
        if talk is None or talk.session_id is None:
            del self.fields["starts_at"]
        _set_zone(self, symposium)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (cleaned.get("guest_from_ko") or cleaned.get("guest_from_en")) and not self.guest:
            self.add_error("guest_ko", _("Give the name in Korean or in English."))
        if any(cleaned.get(name) and name in self.changed_data for name in ("abstract_ko", "abstract_en")):
            self.check_novelty(is_open=True)
        return cleaned

    @property
    def guest(self) -> dict[str, str]:
        """The names of a guest who is to be entered; empty where none is named."""
        data = self.cleaned_data
        ko, en = data.get("guest_ko", ""), data.get("guest_en", "")
        if not ko and not en:
            return {}
        return {
            "name_ko": ko or en,
            "name_en": en,
            "affiliation_ko": data.get("guest_from_ko", ""),
            "affiliation_en": data.get("guest_from_en", ""),
        }

    @property
    def values(self) -> dict[str, Any]:
        """What the services take beside the people."""
        names = (*WORDS, "keywords", "minutes", "in_proceedings", "starts_at")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class PublishForm(PageForm, forms.Form):
    note = _line(_("what is new"), 300, help_text=_("One sentence for those who are told. It may stay empty."))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


# The paper of a talk, without choosing a file.
HANDED_IN = "handed-in"


class FileForm(PageForm, NoveltyForm, forms.Form):
    """Slides or the paper of a talk; where there is one, the PDF that was `handed_in` to the call. Whoever gives it says
    whether it shows an invention that is not filed: those with a place at a symposium have promised nothing either."""

    forbidden = _("It is not published like this. File first.")

    kind = forms.ChoiceField(label=capfirst(_("what it is")), choices=TalkFile.Kind.choices)
    file = forms.FileField(label=capfirst(_("file")), max_length=250)
    access = forms.ChoiceField(
        label=capfirst(_("open to")), choices=Access.choices, initial=Access.PARTICIPANTS, widget=forms.RadioSelect
    )
    field_order = ("kind", "file", "access")

    def __init__(self, data: Any = None, files: Any = None, *, handed_in: DocumentVersion | None = None) -> None:
        super().__init__(data, files)
        field: Any = self.fields["file"]
        field.help_text = _("Taken are: %(endings)s.") % {"endings": ENDINGS}
        if handed_in is not None:
            kinds: Any = self.fields["kind"]
            name = _("Paper: the PDF that was handed in (%(name)s)") % {"name": handed_in.name}
            kinds.choices = [*TalkFile.Kind.choices, (HANDED_IN, name)]
            kinds.help_text = _("For the PDF that was handed in choose no file: it is used as it is.")
            field.required = False

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        try:
            check_file(upload)
        except RefusedFileError as error:
            raise forms.ValidationError(str(error)) from None
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_handed_in, has_file = cleaned.get("kind") == HANDED_IN, bool(cleaned.get("file"))
        if is_handed_in and has_file:
            self.add_error("file", _("Choose no file here, or say above that it is the slides or the paper."))
        elif not is_handed_in and not has_file and not {"kind", "file"} & set(self.errors):
            self.add_error("file", _("Choose the file."))
        self.check_novelty(is_open=True)
        return cleaned


class ProceedingsForm(PageForm, forms.ModelForm):
    """What stands before the papers."""

    class Meta:
        model = Proceedings
        fields = ("editors_ko", "editors_en", "preface_ko", "preface_en", "isbn")
