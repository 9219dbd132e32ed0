"""Minutes: written, compared, approved."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forums.forms.meetings import ApproveForm, MinutesForm
from forums.models import Meeting
from forums.permissions.meetings import get_inner_meeting_or_404, get_worked_meeting_or_404, presides
from forums.services import meetings as services
from forums.services.errors import ForumsError
from forums.services.meetings.errors import LaterRevision, SomebodySaved
from forums.services.meetings.minutes import WRITABLE
from forums.views.meetings.pages import FORM_METHODS, form_page, shared

# What minutes say beside who was there, which is printed with them.
HEADINGS = {"text_ko": "## 논의\n\n## 결정\n", "text_en": "## Discussed\n\n## Agreed\n"}


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def minutes_edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Write the minutes: chair, secretary, desk. Each saving is a revision. 404 for everybody else."""
    now = timezone.now()
    meeting = get_worked_meeting_or_404(request.user, slug, key, now)
    if meeting.state not in WRITABLE:
        messages.info(request, _("The minutes are not written now."))
        return redirect(meeting)
    last = meeting.revisions.order_by("number").last()
    initial: dict[str, Any] = {"base": 0, **HEADINGS}
    if last is not None:
        initial = {"base": last.number, "text_ko": last.text_ko, "text_en": last.text_en}
    form = MinutesForm(request.POST if request.method == "POST" else None, initial=initial)
    newer = None
    if request.method == "POST" and form.is_valid():
        try:
            services.write_minutes(meeting=meeting, by=request.user, now=now, **form.cleaned_data)
        except SomebodySaved as error:
            form.add_error(None, str(error))
            # Sent once more it follows what is there now, which stands beside it to compare.
            newer = meeting.revisions.order_by("number").last()
            if newer is not None:
                sent: Any = request.POST.copy()
                sent["base"] = str(newer.number)
                form.data = sent
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The minutes are saved."))
            return redirect(meeting)
    title = _("Write the minutes")
    text = _("Without names of who said what. Everything that is saved is kept as a revision.")
    return form_page(request, meeting, form, title=title, button=_("Save"), text=text, newer=newer)


@never_cache
@login_required
@require_safe
def minutes_revision(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """One revision, and what it says otherwise than the one before: for insiders. 404 for everybody else."""
    now = timezone.now()
    meeting = get_inner_meeting_or_404(request.user, slug, key, now)
    found = {one.number: one for one in meeting.revisions.select_related("by__member__user")}
    revision = found.get(number)
    if revision is None:
        raise Http404
    before = found.get(number - 1)
    context = {
        **shared(meeting.forum),
        "meeting": meeting,
        "revision": revision,
        "before": before,
        "is_approved": meeting.approved_id == revision.pk,
        "differences": [(code, lines) for code in ("ko", "en") if (lines := services.compare(before, revision, code))],
    }
    return render(request, "forums/meetings/revision.html", context)


def _latest(meeting: Meeting) -> int:
    last = meeting.revisions.order_by("number").last()
    return last.number if last is not None else 0


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def minutes_approve(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The chair records that the minutes were approved. 404 for who does not chair the forum."""
    now = timezone.now()
    meeting = get_worked_meeting_or_404(request.user, slug, key, now)
    if not presides(request.user, meeting, now):
        raise Http404
    if meeting.state != Meeting.State.MINUTES_DRAFT:
        messages.info(request, _("This has changed since you looked at it. Please look again."))
        return redirect(meeting)
    meetings = services.approving_meetings(meeting, now)
    form = ApproveForm(
        request.POST if request.method == "POST" else None,
        meetings=meetings,
        initial={"revision": _latest(meeting), "approved_in": meetings.first()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.approve_minutes(meeting=meeting, by=request.user, now=now, **form.cleaned_data)
        except LaterRevision as error:
            messages.error(request, str(error))
            return redirect(meeting)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The minutes are approved, and not changed any more."))
            return redirect(meeting)
    return form_page(
        request,
        meeting,
        form,
        title=_("Record that the minutes are approved"),
        button=_("Record the approval"),
        text=_("The revision that is approved is not changed any more, nor is who was there."),
    )
