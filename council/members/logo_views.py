"""The logo of an organisation: to see for members, to put up and take away for its contacts."""

import logging
import uuid
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from council.files import send_stored
from council.members import services
from council.members.organisation_forms import LogoForm
from council.members.permissions import get_contacts_organisation_or_404, get_logo_or_404
from council.pictures import content_type_of

logger = logging.getLogger(__name__)
# Opened by itself a picture may do nothing; the decorator is typed for views without arguments.
sandboxed: Any = csp({"sandbox": True, "default-src": [NONE], "img-src": [SELF], "frame-ancestors": [NONE]})


@login_required
@require_safe
@cache_control(private=True, max_age=31_536_000, immutable=True)
@sandboxed
def logo(request: HttpRequest, key: uuid.UUID, stem: str) -> HttpResponseBase:
    """The logo of an organisation; another one has another address."""
    name = get_logo_or_404(request.user, key, stem, timezone.now()).logo.name or ""
    try:
        return send_stored(name, called=name.rsplit("/", 1)[-1], content_type=content_type_of(name), to_save=False)
    except OSError:
        logger.error("The logo %s is missing.", name)
        raise Http404 from None


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A contact puts up the logo of the organisation, another one, or takes it away."""
    organisation = get_contacts_organisation_or_404(request.user, key, timezone.now())
    if request.method == "POST" and request.POST.get("action") == "remove":
        services.remove_logo(organisation=organisation, by=request.user)
        messages.success(request, _("The logo is gone."))
        return redirect("members:organisation-manage", organisation.key)
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    if request.method == "POST" and form.is_valid():
        services.set_logo(organisation=organisation, upload=form.cleaned_data["logo"], by=request.user)
        messages.success(request, _("Members see the logo now."))
        return redirect("members:organisation-manage", organisation.key)
    context = {"organisation": organisation, "form": form}
    return render(request, "members/organisation_logo.html", context, status=422 if form.errors else 200)
