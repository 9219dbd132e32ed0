from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from council import programmes
from council.messaging import services
from council.messaging.forms import PreferencesForm
from council.messaging.links import read_unsubscribe_token
from council.messaging.models import Preference
from council.messaging.services.preferences import optional_kinds


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """What I am told of, kind by kind."""
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial={"wanted": _wanted(request)})
    if request.method == "POST" and form.is_valid():
        services.set_preferences(user=request.user, wanted=form.cleaned_data["wanted"], now=timezone.now())
        messages.success(request, _("Saved. This is what you will be told of."))
        return redirect("messaging:preferences")
    essential = [kind for kind in programmes.message_kinds.all() if kind.essential and kind.listed]
    return render(request, "messaging/preferences.html", {"form": form, "essential": essential})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Switch one kind off (or on again) from a mail, without logging in. A mail program posts here by itself (RFC 8058), so a
    POST needs neither cookie nor form token and is answered without a redirect; the signed address is the permission."""
    user, kind = _bearer(token)
    if user is None or kind is None:
        return render(request, "messaging/unsubscribe_invalid.html", status=404)
    if request.method == "POST":
        if "undo" in request.POST:
            services.switch_on(user=user, kind=kind.slug)
        else:
            services.switch_off(user=user, kind=kind.slug, now=timezone.now())
    context = {
        "kind": kind,
        "address": user.email,
        "switched_off": services.is_switched_off(user, kind.slug),
        "done": request.method == "POST",
    }
    return render(request, "messaging/unsubscribe.html", context)


def _wanted(request: HttpRequest) -> list[str]:
    switched_off = set(Preference.objects.filter(user=request.user.pk).values_list("kind", flat=True))
    return [kind.slug for kind in optional_kinds() if kind.slug not in switched_off]


def _bearer(token: str):
    """The log-in and the optional kind that a token stands for; None for either that is not there (any more)."""
    read = read_unsubscribe_token(token)
    if read is None:
        return None, None
    user_id, slug = read
    kind = programmes.message_kinds.find(slug)
    user = get_user_model().objects.filter(pk=user_id).first()
    return user, kind if kind is not None and not kind.essential else None
