"""Staff register people who asked by telephone, or a whole list of them."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AutocompleteSelectMultiple
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
from council.events.fields import AddressesField
from council.events.forms import answers_of, field_name, question_field
from council.events.models import Event, Registration
from council.events.permissions import visible_events
from council.members.models import Member

# More do not go into an address.
LISTED = 300


class RegisterPeopleForm(AddressFileForm):
    """Whom staff register: picked by name, or by the addresses of their log-ins. The answers are optional here: nobody answers
    for others what he does not know."""

    people = forms.ModelMultipleChoiceField(label=_("People"), queryset=Member.objects.none(), required=False)
    addresses = AddressesField(
        label=_("E-mail addresses"),
        max_length=200_000,
        required=False,
        help_text=_("Of people with a log-in, one a line. Who has none can be invited."),
    )

    def __init__(self, *args: Any, event: Event, admin_site: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.members: list[Member] = []
        self.order_fields(["people", "file", "addresses"])
        self.questions = list(event.questions.filter(retired=False))
        people: Any = self.fields["people"]
        people.queryset = Member.objects.select_related("user")
        people.widget = AutocompleteSelectMultiple(Registration._meta.get_field("member"), admin_site)
        people.widget.choices = people.choices
        for question in self.questions:
            field = question_field(question)
            field.required = False
            self.fields[field_name(question)] = field

    def clean_addresses(self) -> Addresses:
        """Who has no log-in is said line by line."""
        read: Addresses = self.cleaned_data["addresses"]
        found = Member.objects.filter(user__email__in=read.found).select_related("user")
        by_address = {member.user.email: member for member in found}
        for address, line in read.found.items():
            if address not in by_address:
                read.refuse(line, gettext("%(address)s has no log-in yet. Invite this address instead.") % {"address": address})
        if read.errors:
            raise forms.ValidationError(read.errors[:SHOWN_ERRORS])
        self.members += [by_address[address] for address in read.found]
        return read

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.members += [member for member in cleaned.get("people", []) if member not in self.members]
        if not self.members and not self.errors:
            raise forms.ValidationError(gettext("Choose people, or give their e-mail addresses."))
        return cleaned

    def answers(self) -> list[dict[str, Any]]:
        """Snapshots of what was answered, the same for each."""
        return answers_of(self.event, self.questions, self.cleaned_data)


def _shown(event: Event, done: list[Registration]) -> str:
    """What the list is filtered by: those who were registered just now, so that they can be taken back together."""
    chosen = {"event__exact": str(event.pk)}
    if _is_listed(done):
        chosen["pk__in"] = ",".join(str(one.pk) for one in done)
    return urlencode(chosen, safe=",")


def _is_listed(done: list[Registration]) -> bool:
    return 1 < len(done) <= LISTED


class OnBehalfPages(EventPages):
    """Mixin for `EventAdmin`: the page that registers others."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_register_people"
        view = self.admin_site.admin_view(self.register_people_view)
        return [path("<path:object_id>/register/", view, name=name), *super().get_urls()]

    def register_people_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The form, and then a line for each who could not be registered."""
        event = self.get_event_or_404(request, object_id)
        form = RegisterPeopleForm(
            request.POST if request.method == "POST" else None, request.FILES or None, event=event, admin_site=self.admin_site
        )
        context: dict[str, Any] = {"title": _("Register people"), "form": form, "media": self.media + form.media}
        if request.method != "POST" or not form.is_valid():
            return self.event_page(request, event, "register_people", context, status=422 if form.is_bound else 200)
        known = set(event.registrations.live().filter(member__in=form.members).values_list("member", flat=True))
        by: Any = request.user
        done: list[Registration] = []
        now = timezone.now()
        for member in form.members:
            if member.pk in known:
                self.message_user(request, _("%(person)s is registered already.") % {"person": member}, messages.INFO)
                continue
            try:
                done.append(services.register_member(event=event, member=member, now=now, answers=form.answers(), by=by))
            except services.EventError as error:
                self.message_user(request, f"{member}: {error}", messages.ERROR)
        self._say_done(request, event, done)
        return redirect(f"{reverse('admin:events_registration_changelist')}?{_shown(event, done)}")

    def _say_done(self, request: HttpRequest, event: Event, done: list[Registration]) -> None:
        seats = sum(one.state == Registration.State.CONFIRMED for one in done)
        waits = len(done) - seats
        if seats:
            text = ngettext("%(count)d person has a seat and is told.", "%(count)d people have a seat and are told.", seats)
            self.message_user(request, text % {"count": seats}, messages.SUCCESS)
        if waits:
            text = ngettext(
                "%(count)d person is on the waiting list and is told.",
                "%(count)d people are on the waiting list and are told.",
                waits,
            )
            self.message_user(request, text % {"count": waits}, messages.INFO)
        if _is_listed(done):
            text = gettext("The list shows these people alone. To take it back, tick them and choose “Cancel with a reason…”.")
            self.message_user(request, text, messages.INFO)
        # Only what the reader may know of: another programme's meetings are not told here.
        now = timezone.now()
        others = Registration.objects.live().filter(member__in=[one.member_id for one in done])
        others = others.filter(event__in=visible_events(request.user, now).values("pk"))
        for other in others.at_the_time_of(event)[:SHOWN_ERRORS] if done else []:
            warning = _("%(person)s is also registered for “%(title)s” at the same time.")
            self.message_user(request, warning % {"person": other.member, "title": other.event}, messages.WARNING)
