from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from council.members.services import support
from council.members.support import SESSION_KEY


@login_required
@require_POST
def support_end(request: HttpRequest) -> HttpResponse:
    """End seeing the portal as somebody else, and go back to that person's page in the administration."""
    visit: support.Visit | None = getattr(request, "support", None)
    if visit is None:
        user: Any = request.user
        if not user.is_staff:
            raise Http404
        # Ended already: a second click, or another window.
        return redirect("admin:index")
    support.end_visit(visit=visit, now=timezone.now())
    del request.session[SESSION_KEY]
    messages.success(request, _("You are yourself again."))
    return redirect("admin:members_member_change", visit.member.pk)
