"""The novelty guard: before something is published, its author says whether it shows an invention that nobody has filed yet.
What does is not published, but to those who accepted a confidentiality agreement. Which inventions there are, and what follows
from an answer, the programmes know (`programmes.novelty_guards`); where none does, nobody is asked."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council import programmes
from council.programmes import NoveltyAnswer, NoveltyDeclaration

CHOICES = (
    (NoveltyAnswer.NO, _("No")),
    (NoveltyAnswer.YES, _("Yes")),
    (NoveltyAnswer.SHOWN, _("Yes, but it has been shown in public before")),
)
# An invention that no programme knows of yet, or not this author.
ANOTHER = "another"
FIELDS = ("novelty", "novelty_invention", "novelty_shown_on")


class NoveltyForm(forms.Form):
    """Mixin for a form by which something is published. The view or screen says whose answer it is (`ask`); the form says
    whether it is published at all, and whether to readers without an agreement, too (`check_novelty`)."""

    knows_any = False
    # Said where an unfiled invention would be shown to readers without an agreement.
    forbidden: Any = _(
        "It is not published like this. File first, or choose a confidentiality agreement, "
        "so that only those open it who accepted that."
    )
    today: date | None = None
    novelty = forms.ChoiceField(
        label=_("Does it show an invention that nobody has filed yet?"),
        choices=CHOICES,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("What is published before it is filed can cost the right."),
    )
    novelty_invention = forms.ChoiceField(label=_("Which one?"), required=False)
    novelty_shown_on = forms.DateField(
        label=_("Shown in public for the first time on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @property
    def apart(self) -> dict[str, Any]:
        """What was entered apart from the answers: what the services of the thing itself take."""
        return {name: value for name, value in self.cleaned_data.items() if name not in FIELDS}

    def ask_nothing(self) -> None:
        """Take the questions out: nothing is published with this form."""
        for name in FIELDS:
            self.fields.pop(name, None)

    def ask(self, user: Any, now: datetime) -> None:
        """Ask `user`, with the inventions that he may know of; take the questions out where no programme asks them."""
        guards = programmes.novelty_guards.all()
        if not guards:
            self.ask_nothing()
            return
        known = [one for guard in guards for one in guard.inventions(user, now)]
        others = [(ANOTHER, _("Another one, which is not listed here"))] if known else []
        self.fields["novelty_invention"].choices = [("", "–"), *known, *others]  # type: ignore[attr-defined]  # a ChoiceField's
        # Who knows of none is not asked which; nor does he learn that there are some.
        self.knows_any = bool(known)
        if not known:
            self.fields["novelty_invention"].widget = forms.HiddenInput()
        self.today = timezone.localdate(now)

    def check_novelty(self, *, is_open: bool) -> None:
        """Call it from `clean` where something is published; `is_open`: to readers without an agreement, too. Adds an error
        beside the question where it is not answered, or the answer forbids it."""
        if self.today is None:
            return
        data = self.cleaned_data
        answer = data.get("novelty") or ""
        if not answer:
            self.add_error("novelty", gettext("Say whether it shows an invention that nobody has filed yet."))
        elif answer == NoveltyAnswer.YES and is_open:
            self.add_error("novelty", str(self.forbidden))
        elif answer == NoveltyAnswer.SHOWN:
            shown_on = data.get("novelty_shown_on")
            if shown_on is None and "novelty_shown_on" not in self.errors:
                when = gettext("Say when: the time in which it can still be filed runs from that day.")
                self.add_error("novelty_shown_on", when)
            elif shown_on is not None and shown_on > self.today:
                self.add_error("novelty_shown_on", gettext("This day has not come yet."))
        names_one = data.get("novelty_invention") or "novelty_invention" in self.errors
        if answer in (NoveltyAnswer.YES, NoveltyAnswer.SHOWN) and self.knows_any and not names_one:
            self.add_error("novelty_invention", gettext("Say which one."))

    def declare(self, *, kind: str, key: str, by: Any, now: datetime, label: str = "", url: str = "") -> None:
        """Tell the programmes what was answered of the thing `kind` `key` (called `label`, found at `url`), in the transaction
        that publishes it."""
        data = self.cleaned_data
        if not data.get("novelty"):
            return
        named = data.get("novelty_invention") or ""
        made = NoveltyDeclaration(
            kind=kind,
            key=key,
            answer=NoveltyAnswer(data["novelty"]),
            label=label,
            url=url,
            invention="" if data["novelty"] == NoveltyAnswer.NO or named == ANOTHER else named,
            shown_on=data.get("novelty_shown_on") if data["novelty"] == NoveltyAnswer.SHOWN else None,
        )
        for guard in programmes.novelty_guards.all():
            guard.declared(made, by, now)
