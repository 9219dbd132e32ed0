"""Moving a meeting on, regrets, and the log of stopped talks."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from council.events.services import EventError
from forums.forms.meetings import MOMENT, StoppedForm, WordForm
from forums.models import Meeting
from forums.permissions.meetings import get_meeting_or_404, get_run_meeting_or_404
from forums.services import meetings as services
from forums.services.errors import ForumsError
from forums.services.meetings.machine import MOVES
from forums.views.meetings.pages import FORM_METHODS, form_page

# What is done here by a word alone: its service, what it is called, what follows.
STEPS: dict[str, tuple[Any, Any, Any]] = {
    "submit": (
        services.submit_agenda,
        gettext_lazy("Submit the agenda"),
        gettext_lazy("Each item is now cleared by the person named for it: chair or secretariat, never by whoever wrote it."),
    ),
    "notice": (
        services.send_notice,
        gettext_lazy("Send the notice"),
        gettext_lazy("Those who sit in the forum get a letter with the agenda, once, and see the agenda from now on."),
    ),
    "hold": (
        services.record_held,
        gettext_lazy("Record that it was held"),
        gettext_lazy("The enrolled seats are counted as they were on that day. Then the minutes are written."),
    ),
    "hold-unnoticed": (
        services.record_held,
        gettext_lazy("Record that it was held without a notice"),
        gettext_lazy("No notice was sent. Say why it was held all the same; that stays on record."),
    ),
    "close": (
        services.close_meeting,
        gettext_lazy("Close the meeting"),
        gettext_lazy("What is still to be done is carried over to the next meeting."),
    ),
}


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def meeting_step(request: HttpRequest, slug: str, key: str, verb: str) -> HttpResponse:
    """One step, asked for and then done: chair and desk. 404 for everybody else, and for a step that there is not."""
    now = timezone.now()
    meeting = get_run_meeting_or_404(request.user, slug, key, now)
    if verb not in STEPS:
        raise Http404
    service, title, text = STEPS[verb]
    if meeting.state not in MOVES[verb].before:
        messages.info(request, _("This has changed since you looked at it. Please look again."))
        return redirect(meeting)
    form = WordForm(request.POST if request.method == "POST" else None, required=MOVES[verb].needs_reason)
    if request.method == "POST" and form.is_valid():
        try:
            service(meeting=meeting, by=request.user, now=now, reason=form.cleaned_data["reason"])
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": title})
            return redirect(meeting)
    return form_page(request, meeting, form, title=title, button=title, text=text)


@never_cache
@login_required
@require_POST
def meeting_regrets(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Regrets in one click; again is harmless."""
    now = timezone.now()
    meeting = get_meeting_or_404(request.user, slug, key, now)
    try:
        services.send_regrets(meeting=meeting, by=request.user, now=now)
    except (EventError, ForumsError) as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("Your regrets are noted. You can register again on the event’s page."))
    return redirect(meeting)


def _at(meeting: Meeting, now: datetime) -> str:
    """Now, or the end of what is over, as the field has it."""
    return timezone.localtime(min(now, meeting.event.ends_at)).strftime(MOMENT)


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def meeting_stopped(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Note that a talk was stopped: chair and desk. 404 for everybody else."""
    now = timezone.now()
    meeting = get_run_meeting_or_404(request.user, slug, key, now)
    form = StoppedForm(
        request.POST if request.method == "POST" else None, event=meeting.event, initial={"at": _at(meeting, now)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.log_stopped(meeting=meeting, by=request.user, now=now, **form.cleaned_data)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Noted."))
            return redirect(meeting)
    return form_page(
        request,
        meeting,
        form,
        title=_("Talk was stopped"),
        button=_("Note it"),
        text=_("Note when, at which item and what it came to. What was said is not written down."),
    )
