from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council.members.validators import validate_paragraphs
from council.page_forms import PageForm
from focusgroup.services.taskforces.explaining import Book


class TeamForm(PageForm, forms.Form):
    """The team that the lead accepts: the proposed one as it stands, or another, with a reason."""

    team = forms.TypedMultipleChoiceField(
        label=_("People of the team"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("One of these people is no candidate. Please look again."),
        },
    )
    reason = forms.CharField(
        label=_("Why another team"),
        required=False,
        max_length=2000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if you change the proposed team. The proposal and your choice are both kept."),
    )

    def __init__(self, data: Any, *, book: Book, proposed: list[int], lead: int | None) -> None:
        super().__init__(data, initial={"team": proposed})
        shown = [*proposed, *(key for key in book.offered() if key not in proposed)]
        team: Any = self.fields["team"]
        team.choices = [(key, self._label(book, key, lead)) for key in shown if key in book.members]

    def _label(self, book: Book, key: int, lead: int | None) -> str:
        member = book.members[key]
        facts = [str(member.organisation)] if member.organisation else []
        if member.kind:
            facts.append(str(member.get_kind_display()))
        if key == lead:
            facts.append(str(_("Lead")))
        return f"{member} ({', '.join(facts)}): {book.skills_of(key)}" if facts else f"{member}: {book.skills_of(key)}"
