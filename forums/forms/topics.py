"""What people write about topics."""

import uuid
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from council import bilingual
from council.library.content import ENDINGS, RefusedFileError, check_file
from council.library.novelty import FIELDS as NOVELTY
from council.library.novelty import NoveltyForm
from council.members.validators import validate_one_line, validate_paragraphs
from council.page_forms import PageForm
from forums.models import DigestSetting, Tag, Topic
from forums.models.topics import LANGUAGES, LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE
from forums.services.topics import NEVER
from forums.services.topics.attaching import MOST_FILES
from forums.services.topics.hints import risk_terms, risky_words

ALL = ("", _("All"))
BIG = forms.Textarea(attrs={"rows": 10})


def _tag_choices(tags: list[Tag], *, by: str) -> list[Any]:
    groups = []
    for kind, label in Tag.Kind.choices:
        mine = [(str(getattr(tag, by)), bilingual.text(tag, "name")) for tag in tags if tag.kind == kind]
        if mine:
            groups.append((label, mine))
    return groups


class TopicFilters(PageForm, forms.Form):
    """Which topics one looks for. What is not understood is left out."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    unanswered = forms.BooleanField(label=_("Questions without an accepted answer"), required=False)
    mine = forms.BooleanField(label=_("What I wrote in"), required=False)
    followed = forms.BooleanField(label=_("What I follow"), required=False)

    def __init__(self, data: Any, *, tags: list[Tag]) -> None:
        super().__init__(data)
        self.fields["tag"].choices = [ALL, *_tag_choices(tags, by="slug")]  # type: ignore[attr-defined]  # a ChoiceField
        self.is_valid()

    def value(self, name: str) -> Any:
        """What was given for `name`; empty or False where nothing, or nothing understood, was."""
        return self.cleaned_data.get(name) or ""

    @property
    def is_active(self) -> bool:
        return any(self.value(name) for name in self.fields)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything besides words is asked for."""
        return any(self.value(name) for name in self.fields if name != "q")


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, each of a kind that the library takes."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("Five files at most."))
        files = [super(FilesField, self).clean(one, initial) for one in given]
        for upload in files:
            try:
                check_file(upload)
            except RefusedFileError as error:
                raise forms.ValidationError(str(error)) from None
        return files


class _Looking(PageForm, forms.Form):
    """Words of the list of risky terms are shown once to who writes them; he looks at them, and sends again."""

    is_technical = forms.BooleanField(
        label=_("I have looked at these words again: my text is about technology alone."), required=False
    )
    # Those that were shown: others are shown, too.
    looked_at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_TEXT)
    # What the post says already.
    before: tuple[str, ...] = ()

    def look(self, *texts: str) -> None:
        """Ask about the risky words of `texts`, unless that was done, or there are none."""
        terms = risk_terms()
        known = {word.casefold() for word in risky_words(terms, *self.before)}
        found = [word for word in risky_words(terms, *texts) if word.casefold() not in known]
        shown = {word.casefold() for word in self.cleaned_data.get("looked_at", "").split("|")}
        if found and self.cleaned_data.get("is_technical") and {word.casefold() for word in found} <= shown:
            return
        self._forget(found)
        if not found:
            return
        self.add_error(
            "is_technical",
            gettext(
                "Look at these words again: %(words)s. Competitors do not talk about prices, costs, output, stock, customers "
                "and terms of sale. Change the text, or say that it is about technology alone."
            )
            % {"words": ", ".join(found)},
        )

    def _forget(self, found: list[str]) -> None:
        """As the form is shown next: with the words to look at, nothing ticked; without any, without the question."""
        data: Any = self.data
        self.data = data = data.copy()
        data.pop("is_technical", None)
        data["looked_at"] = "|".join(found)
        if not found:
            self.leave_out()

    def leave_out(self) -> None:
        """Nothing is to be looked at (yet)."""
        for name in ("is_technical", "looked_at"):
            self.fields.pop(name, None)


class _FilesPart(Fieldset):
    """Attachments with what is asked about them: folded up until somebody wants it, or something is to be mended there."""

    def __init__(self, form: forms.Form, names: list[str]) -> None:
        super().__init__(_("Attach files"), *names, template="forums/topics/_attach.html")
        given = form.data if form.is_bound else {}
        self.is_open = bool(form.files) or any(form.errors.get(name) or given.get(name) for name in names)


class PostForm(_Looking, NoveltyForm):
    """A text in Markdown, in one language, with files. Who attaches some says whether they show an invention that nobody has
    filed yet: who sits in a forum has promised no secrecy by that. Who knows of such an invention says so of his words, too."""

    text = forms.CharField(label=_("Your text"), max_length=LONGEST_TEXT, validators=[validate_paragraphs], widget=BIG)
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGES, widget=forms.RadioSelect)
    attachments = FilesField(label=_("Attachments"), required=False, max_length=250)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order: tuple[str, ...] = ("text", "is_technical", "language", "attachments", *NOVELTY, "looked_at", "token")
    forbidden = _(
        "It is not shown here like this. File first, or ask the secretariat to put the file among the forum’s documents "
        "under a confidentiality agreement."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _(
            "Markdown: **bold**, - lists, > quotations, tables, `code`. "
            "Write what you tried, with material, machine and figures."
        )
        self.fields["attachments"].help_text = _("Up to five. Taken are: %(endings)s.") % {"endings": ENDINGS}
        self.fields["language"].initial = "ko" if (get_language() or "en").startswith("ko") else "en"
        self.fields["token"].initial = uuid.uuid4
        self.fields["novelty"].label = _("Does a file show an invention that nobody has filed yet?")
        if not self.is_bound:
            self.leave_out()

    def ask(self, user: Any, now: datetime) -> None:
        super().ask(user, now)
        # Who knows of none is asked about files alone: not every question is an occasion to answer one.
        warning = _("Whoever reads it has promised no secrecy: describe no invention that nobody has filed yet.")
        self.fields["text"].help_text = format_lazy("{} {}", self.fields["text"].help_text, warning)
        if self.knows_any:
            self.fields["novelty"].label = _("Does your text or a file show an invention that nobody has filed yet?")

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        asked = [name for name in NOVELTY if name in self.fields]
        of_files = [name for name in ("attachments", *([] if self.knows_any else asked)) if name in self.fields]
        others = [name for name in self.fields if name not in (*of_files, *asked)]
        helper.layout = Layout(*others, _FilesPart(self, of_files), *(asked if self.knows_any else []))
        return helper

    def _says_something_new(self) -> bool:
        said = {str(self.cleaned_data.get(name) or "").strip() for name in ("title", "text")} - {""}
        return bool(said - {one.strip() for one in self.before})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        # An answer is one, whatever it was given for.
        if cleaned.get("attachments") or cleaned.get("novelty") or (self.knows_any and self._says_something_new()):
            self.check_novelty(is_open=True)
        self.look(str(cleaned.get("title") or ""), str(cleaned.get("text") or ""))
        if self.errors:
            self._say_files_are_gone()
        return cleaned

    def refuse(self, error: Exception) -> None:
        """Say why it was not taken."""
        self.add_error(None, str(error))
        self._say_files_are_gone()

    def _say_files_are_gone(self) -> None:
        if any(self.files.values()) and "attachments" not in self.errors:
            self.add_error("attachments", gettext("Choose the files again: a browser does not keep them."))

    def values(self) -> dict[str, Any]:
        """What the services are given."""
        aside = {*NOVELTY, "is_technical", "looked_at"}
        values = {name: value for name, value in self.cleaned_data.items() if name not in aside}
        values["files"] = values.pop("attachments")
        return values

    @property
    def said(self) -> str:
        """The text as it was sent, for a preview; whatever else is wrong with the form."""
        return str(self["text"].value() or "")[:LONGEST_TEXT]

    @property
    def said_language(self) -> str:
        found = self["language"].value()
        return found if found in ("ko", "en") else "en"


class TopicForm(PostForm):
    """A topic with its first post."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Topic.Kind.choices, widget=forms.RadioSelect, initial="question")
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, validators=[validate_one_line])
    tags = forms.ModelMultipleChoiceField(
        label=_("Tags"), queryset=Tag.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order: tuple[str, ...] = (
        "kind",
        "title",
        "text",
        "is_technical",
        "language",
        "tags",
        "attachments",
        *NOVELTY,
        "looked_at",
        "token",
    )

    def __init__(self, *args: Any, tags: list[Tag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].queryset = Tag.objects.all()  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        self.fields["tags"].choices = _tag_choices(tags, by="pk")  # type: ignore[attr-defined]
        self.fields["title"].help_text = _("One line that others would search for.")


class _Editing(PageForm, forms.Form):
    """What an edit of a post needs besides."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    removed = forms.MultipleChoiceField(label=_("Attachments to remove"), required=False, widget=forms.CheckboxSelectMultiple)

    def offer_files(self, files: list[Any]) -> None:
        """Let the attachments that there are be chosen for removal."""
        if files:
            self.fields["removed"].choices = [(str(one.key), str(one)) for one in files]  # type: ignore[attr-defined]
        else:
            del self.fields["removed"]


class PostEditForm(PostForm, _Editing):
    field_order = ("text", "is_technical", "language", "removed", "attachments", *NOVELTY, "looked_at", "version")


class TopicEditForm(TopicForm, _Editing):
    field_order = (
        *("kind", "title", "text", "is_technical", "language", "tags", "removed", "attachments"),
        *(*NOVELTY, "looked_at", "version"),
    )


class ReasonForm(PageForm, forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST_REASON, validators=[validate_paragraphs], widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, required: bool = True, help_text: Any = "") -> None:
        super().__init__(data)
        self.fields["reason"].required = required
        self.fields["reason"].help_text = help_text


class TagForm(PageForm, forms.Form):
    """A tag for the list."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Tag.Kind.choices)
    name_ko = forms.CharField(label=_("Name (Korean)"), max_length=60, validators=[validate_one_line])
    name_en = forms.CharField(label=_("Name (English)"), max_length=60, validators=[validate_one_line])


class FollowForm(PageForm, forms.Form):
    """What somebody follows, and how often he is told."""

    forum = forms.BooleanField(label=_("Follow everything in this forum"), required=False)
    frequency = forms.ChoiceField(
        label=_("E-mail about what is new in what I follow"),
        choices=[*DigestSetting.Frequency.choices, (NEVER, _("Never"))],
        widget=forms.RadioSelect,
        help_text=_("In the morning at eight, of all forums together. Nothing is sent where nothing is new."),
    )
