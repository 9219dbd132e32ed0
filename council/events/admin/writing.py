"""Staff write to the registrants of an event, by state."""

import uuid
from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from council import when
from council.events.admin.pages import EventPages
from council.events.fields import LineField, ParagraphsField
from council.events.models import Announcement, Event, Registration
from council.events.services import writing

AREA = {"rows": 8, "cols": 60}


class WriteForm(forms.Form):
    """To whom, and what. Whole in Korean or in English, better in both."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    states = forms.MultipleChoiceField(label=_("To whom"), widget=forms.CheckboxSelectMultiple)
    subject_ko = LineField(label=_("Subject (Korean)"), max_length=200, required=False)
    text_ko = ParagraphsField(label=_("Text (Korean)"), max_length=10000, required=False, widget=forms.Textarea(attrs=AREA))
    subject_en = LineField(label=_("Subject (English)"), max_length=200, required=False)
    text_en = ParagraphsField(label=_("Text (English)"), max_length=10000, required=False, widget=forms.Textarea(attrs=AREA))

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counted = Counter(writing.recipients(event, Registration.State.values).values_list("state", flat=True))
        states: Any = self.fields["states"]
        states.choices = [
            (state.value, f"{state.label} ({counted[state.value]})") for state in Registration.State if counted[state.value]
        ]
        for name in ("subject_ko", "subject_en"):
            self.fields[name].widget.attrs["class"] = "vTextField"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for language in ("ko", "en"):
            subject, text = f"subject_{language}", f"text_{language}"
            if cleaned.get(subject) and not cleaned.get(text) and text not in self.errors:
                self.add_error(text, _("There is a subject, so give the text, too."))
            if cleaned.get(text) and not cleaned.get(subject) and subject not in self.errors:
                self.add_error(subject, _("There is a text, so give the subject, too."))
        if not self.errors and not cleaned.get("text_ko") and not cleaned.get("text_en"):
            self.add_error("text_ko", _("Write the message in Korean or English, better in both."))
        return cleaned


class WritingPages(EventPages):
    """Mixin for `EventAdmin`: the page that writes, with what was written before."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_write"
        return [path("<path:object_id>/write/", self.admin_site.admin_view(self.write_view), name=name), *super().get_urls()]

    def write_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The words first, then who gets them and how they read, then the mails."""
        event = self.get_event_or_404(request, object_id)
        form = WriteForm(request.POST if request.method == "POST" else None, event=event, initial={"token": uuid.uuid4()})
        context: dict[str, Any] = {"title": _("Write to registrants"), "form": form, "sent": self._sent(event)}
        if request.method != "POST" or not form.is_valid():
            return self.event_page(request, event, "write", context, status=422 if form.is_bound else 200)
        if "send" not in request.POST:
            shown = None if "change" in request.POST else self._preview(event, form.cleaned_data)
            return self.event_page(request, event, "write", context | {"preview": shown})
        by: Any = request.user
        announcement, is_new = writing.write_to_registrants(event=event, by=by, now=timezone.now(), **form.cleaned_data)
        count = announcement.recipients
        if is_new:
            text = ngettext(
                "The message is on its way to %(count)d person.", "The message is on its way to %(count)d people.", count
            )
            self.message_user(request, text % {"count": count}, messages.SUCCESS)
            self.log_change(request, event, gettext("Wrote to registrants: %(subject)s") % {"subject": str(announcement)})
        else:
            self.message_user(request, _("This message was sent already; nobody gets it twice."), messages.INFO)
        return redirect(request.path)

    def _preview(self, event: Event, data: dict[str, Any]) -> dict[str, Any]:
        found = list(writing.recipients(event, data["states"]))
        words = {name: data[name] for name in ("subject_ko", "subject_en", "text_ko", "text_en")}
        draft = Announcement(event=event, **words)
        readers = Counter(one.member.language for one in found)
        letters = []
        for language, label in (("ko", _("Korean")), ("en", _("English"))):
            subject, text = writing.words_for(draft, language)
            written = "ko" if (subject, text) == (draft.subject_ko, draft.text_ko) else "en"
            letters.append(
                {"label": label, "subject": subject, "text": text, "count": readers[language], "language": written}
                | {"is_other": written != language}
            )
        return {"count": len(found), "letters": letters, "people": [str(one.member) for one in found[:50]]}

    def _sent(self, event: Event) -> list[dict[str, Any]]:
        labels = dict(Registration.State.choices)
        found = event.announcements.select_related("sent_by")
        return [
            {
                "announcement": one,
                "at": when.moment(one.sent_at),
                "states": ", ".join(str(labels.get(state, state)) for state in one.states),
            }
            for one in found
        ]
