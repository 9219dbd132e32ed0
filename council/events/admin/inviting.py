"""Staff invite many people at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from council.events import services
from council.events.addresses import SHOWN_ERRORS, Addresses
from council.events.admin.address_files import AddressFileForm
from council.events.admin.pages import EventPages
from council.events.fields import AddressesField, ParagraphsField
from council.events.models import Event
from council.members.models.people import LANGUAGES


class InviteForm(AddressFileForm):
    """Whom staff invite, and with which words."""

    addresses = AddressesField(
        label=_("E-mail addresses"),
        max_length=200_000,
        help_text=_("One a line, with names or without; a column of a spreadsheet will do."),
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"),
        choices=LANGUAGES,
        help_text=_("People with a log-in get it in their own language."),
    )
    note_ko = ParagraphsField(label=_("Personal words (Korean)"), max_length=2000, required=False)
    note_en = ParagraphsField(label=_("Personal words (English)"), max_length=2000, required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        for name in ("note_ko", "note_en"):
            self.fields[name].widget.attrs = {"rows": 4, "cols": 60}

    def clean_addresses(self) -> Addresses:
        """Whom no letter can reach, or who could not register, is said line by line."""
        read: Addresses = self.cleaned_data["addresses"]
        found = services.find_invitees(event=self.event, addresses=list(read.found))
        for address in found.suppressed:
            read.refuse(read.found[address], gettext("mail to %(address)s is stopped, it came back.") % {"address": address})
        for address in found.barred:
            read.refuse(read.found[address], gettext("%(address)s has a log-in that cannot register.") % {"address": address})
        if read.errors:
            raise forms.ValidationError(read.errors[:SHOWN_ERRORS])
        return read


class InvitingPages(EventPages):
    """Mixin for `EventAdmin`: the page that invites."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_invite"
        view = self.admin_site.admin_view(self.invite_view)
        return [path("<path:object_id>/invite/", view, name=name), *super().get_urls()]

    def invite_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Addresses first, then who they are and what they get, then the letters."""
        event = self.get_event_or_404(request, object_id)
        now = timezone.now()
        form = InviteForm(
            request.POST if request.method == "POST" else None, request.FILES or None, event=event, initial={"language": "ko"}
        )
        obstacle = None
        try:
            services.check_invitable(event, now)
        except services.EventError as error:
            obstacle = error
        context: dict[str, Any] = {"title": _("Invite by e-mail"), "form": form, "obstacle": obstacle}
        if request.method != "POST" or obstacle is not None or not form.is_valid():
            return self.event_page(request, event, "invite", context, status=422 if form.is_bound and not obstacle else 200)
        addresses = list(form.cleaned_data["addresses"].found)
        found = services.find_invitees(event=event, addresses=addresses)
        if "send" not in request.POST or "change" in request.POST:
            shown = "change" not in request.POST
            return self.event_page(request, event, "invite", context | {"found": found if shown else None})
        by: Any = request.user
        words = {name: form.cleaned_data[name] for name in ("language", "note_ko", "note_en")}
        sent = services.invite(event=event, addresses=addresses, by=by, now=now, **words)
        text = ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", len(sent))
        self.message_user(request, text % {"count": len(sent)}, messages.SUCCESS if sent else messages.WARNING)
        return redirect(reverse("admin:events_invitation_changelist") + f"?event__exact={event.pk}")
