"""Actions: given, and done."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from council import bilingual
from council.members.models import Member
from council.members.permissions import member_of
from forums.forms.meetings import ActionForm, DoneForm
from forums.group import places
from forums.models import ActionItem
from forums.permissions.group import is_desk
from forums.permissions.meetings import get_worked_meeting_or_404
from forums.services import meetings as services
from forums.services.errors import ForumsError
from forums.services.meetings.following import ACTED_ON
from forums.views.meetings.pages import FORM_METHODS, form_page


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def action_new(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Give somebody of the forum something to do: chair, secretary, desk. 404 for everybody else."""
    now = timezone.now()
    meeting = get_worked_meeting_or_404(request.user, slug, key, now)
    if meeting.state not in ACTED_ON:
        messages.info(request, _("Actions are added from the notice on, until the meeting is closed."))
        return redirect(meeting)
    owners = Member.objects.filter(pk__in=places(now).filter(body=meeting.forum_id).values("member")).select_related("user")
    data = request.POST if request.method == "POST" else None
    form = ActionForm(data, owners=owners, initial={"token": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_action(meeting=meeting, by=request.user, now=now, **form.cleaned_data)
        except ForumsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Its owner is told, and reminded before it is due."))
            return redirect(meeting)
    return form_page(request, meeting, form, title=_("Add an action"), button=_("Add"))


@never_cache
@login_required
@require_http_methods(FORM_METHODS)
def action_done(request: HttpRequest, slug: str, key: str, pk: int) -> HttpResponse:
    """Its owner, or the desk, says that it is done. 404 for everybody else. One's own stays one's own after leaving."""
    now = timezone.now()
    found = ActionItem.objects.filter(pk=pk, meeting__event__slug=key, meeting__forum__body__slug=slug)
    if not is_desk(request.user):
        found = found.filter(owner=member_of(request.user), owner__isnull=False)
    action = found.select_related("meeting__event__venue", "meeting__forum__body", "owner__user").first()
    if action is None:
        raise Http404
    form = DoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.finish_action(action=action, by=request.user, now=now, note=form.cleaned_data["note"])
        messages.success(request, _("Done. Thank you."))
        return redirect("portal:my") if not is_desk(request.user) else redirect(action.meeting)
    title, text = _("Is it done?"), bilingual.text(action, "title")
    return form_page(request, action.meeting, form, title=title, button=_("It is done"), text=text)
