"""What people write about topics."""

import uuid
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from council import bilingual
from council.library.content import ENDINGS, RefusedFileError, check_file
from council.members.validators import validate_one_line, validate_paragraphs
from forums.models import DigestSetting, Tag, Topic
from forums.models.topics import LANGUAGES, LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE
from forums.services.topics import NEVER
from forums.services.topics.attaching import MOST_FILES

ALL = ("", _("All"))
BIG = forms.Textarea(attrs={"rows": 10})


class Plain(forms.Form):
    """A form whose tag and token stand in the template."""

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


def _tag_choices(tags: list[Tag], *, by: str) -> list[Any]:
    groups = []
    for kind, label in Tag.Kind.choices:
        mine = [(str(getattr(tag, by)), bilingual.text(tag, "name")) for tag in tags if tag.kind == kind]
        if mine:
            groups.append((label, mine))
    return groups


class TopicFilters(Plain):
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


class PostForm(Plain):
    """A text in Markdown, in one language, with files."""

    text = forms.CharField(label=_("Your text"), max_length=LONGEST_TEXT, validators=[validate_paragraphs], widget=BIG)
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGES, widget=forms.RadioSelect)
    attachments = FilesField(label=_("Attachments"), required=False, max_length=250)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _(
            "Markdown: **bold**, - lists, > quotations, tables, `code`. "
            "Write what you tried, with material, machine and figures."
        )
        self.fields["attachments"].help_text = _("Up to five. Taken are: %(endings)s.") % {"endings": ENDINGS}
        self.fields["language"].initial = "ko" if (get_language() or "en").startswith("ko") else "en"
        self.fields["token"].initial = uuid.uuid4

    def values(self) -> dict[str, Any]:
        """What the services are given."""
        values = dict(self.cleaned_data)
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
    field_order: tuple[str, ...] = ("kind", "title", "text", "language", "tags", "attachments", "token")

    def __init__(self, *args: Any, tags: list[Tag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].queryset = Tag.objects.all()  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        self.fields["tags"].choices = _tag_choices(tags, by="pk")  # type: ignore[attr-defined]
        self.fields["title"].help_text = _("One line that others would search for.")


class _Editing(Plain):
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
    field_order: tuple[str, ...] = ("text", "language", "removed", "attachments", "version")


class TopicEditForm(TopicForm, _Editing):
    field_order: tuple[str, ...] = ("kind", "title", "text", "language", "tags", "removed", "attachments", "version")


class ReasonForm(Plain):
    """Why."""

    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST_REASON, validators=[validate_paragraphs], widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, required: bool = True, help_text: Any = "") -> None:
        super().__init__(data)
        self.fields["reason"].required = required
        self.fields["reason"].help_text = help_text


class TagForm(Plain):
    """A tag for the list."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Tag.Kind.choices)
    name_ko = forms.CharField(label=_("Name (Korean)"), max_length=60, validators=[validate_one_line])
    name_en = forms.CharField(label=_("Name (English)"), max_length=60, validators=[validate_one_line])


class FollowForm(Plain):
    """What somebody follows, and how often he is told."""

    forum = forms.BooleanField(label=_("Follow everything in this forum"), required=False)
    frequency = forms.ChoiceField(
        label=_("E-mail about what is new in what I follow"),
        choices=[*DigestSetting.Frequency.choices, (NEVER, _("Never"))],
        widget=forms.RadioSelect,
        help_text=_("In the morning at eight, of all forums together. Nothing is sent where nothing is new."),
    )
