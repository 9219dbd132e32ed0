"""The photo of a member: to see for whom the person agreed to, to put up and take away for the person."""

import logging
import uuid

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
from council.members.logo_views import sandboxed
from council.members.permissions import get_active_member_or_404, get_photo_or_404
from council.members.photo_forms import PhotoForm
from council.pictures import content_type_of

logger = logging.getLogger(__name__)


@login_required
@require_safe
@cache_control(private=True, max_age=31_536_000, immutable=True)
@sandboxed
def photo(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The photo of a member; another one has another address."""
    name = get_photo_or_404(request.user, key, timezone.now()).file.name or ""
    try:
        return send_stored(name, called=name.rsplit("/", 1)[-1], content_type=content_type_of(name), to_save=False)
    except OSError:
        logger.error("The photo %s is missing.", name)
        raise Http404 from None


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """A member puts up the own photo, another one, or takes it away."""
    now = timezone.now()
    member = get_active_member_or_404(request.user, now)
    if request.method == "POST" and request.POST.get("action") == "remove":
        services.remove_photo(member=member)
        messages.success(request, _("Your photo is gone."))
        return redirect("members:profile")
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if request.method == "POST" and form.is_valid():
        services.set_photo(member=member, upload=form.cleaned_data["photo"], now=now)
        if services.shows_photo(member):
            messages.success(request, _("Members see your photo now."))
        else:
            messages.success(request, _("Your photo is kept. Nobody is shown it before you agree to that in the directory."))
        return redirect("members:photo-edit")
    context = {"member": member, "form": form, "is_shown": services.shows_photo(member)}
    return render(request, "members/photo.html", context, status=422 if form.errors else 200)
