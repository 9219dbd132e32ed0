"""When one takes on no new work of the Focus Group: one's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from council.members.permissions import get_active_member_or_404
from focusgroup.forms.absences import AbsenceForm
from focusgroup.models import Absence
from focusgroup.services import absences
from focusgroup.services.errors import FocusGroupError


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absence_list(request: HttpRequest) -> HttpResponse:
    """The reader's absences that are not over; one more."""
    now = timezone.now()
    member = get_active_member_or_404(request.user, now)
    form = AbsenceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            absences.state_absence(member=member, now=now, **form.cleaned_data)
        except FocusGroupError as error:
            form.add_error("ends_on", str(error))
        else:
            messages.success(request, _("Noted. You are not asked for new work on these days."))
            return redirect("focusgroup:absence-list")
    rows = Absence.objects.filter(member=member, ends_on__gte=timezone.localdate(now))
    context = {"form": form, "rows": rows}
    return render(request, "focusgroup/absences.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def absence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own absence back. Again, or somebody else's, changes nothing."""
    absences.remove_absence(member=get_active_member_or_404(request.user, timezone.now()), pk=pk)
    messages.success(request, _("Removed. You can be asked again on these days."))
    return redirect("focusgroup:absence-list")
