"""One's own data: consents, a copy of everything, erasure."""

import uuid
from typing import Any

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council.members import consents, services
from council.members.models import Consent, ErasureRequest, Member
from council.members.permissions import get_export_or_404
from council.members.privacy_forms import ErasureForm

# Whatever is in the file: opened in a browser it may do nothing at all.
SANDBOX: dict[str, Any] = {"sandbox": True, "default-src": [NONE], "frame-ancestors": [NONE]}
# The decorator is typed for views without arguments.
sandboxed: Any = csp(SANDBOX)


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _own_member(request: HttpRequest) -> Member:
    return services.ensure_member(request.user, language=_language())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: HttpRequest) -> HttpResponse:
    """What one agreed to, in which wording; giving and withdrawing what is one's choice; a copy of everything; erasure."""
    member = _own_member(request)
    if request.method == "POST":
        return _change_consent(request, member)
    given = list(member.consents.all())
    in_force = {consent.purpose: consent for consent in given if consent.withdrawn_at is None}
    rows = [
        {
            "wording": wording,
            "seen": _seen(in_force.get(wording.purpose)) or wording,
            "consent": in_force.get(wording.purpose),
            "items": _directory_items(in_force.get(wording.purpose)) if wording.purpose == consents.DIRECTORY else None,
            "entry": getattr(member, "directory_entry", None) if wording.purpose == consents.DIRECTORY else None,
            "may_give": not wording.depends_on or wording.depends_on in in_force,
        }
        for wording in consents.current_wordings()
    ]
    past = [
        {"consent": consent, "wording": consents.wording(consent.purpose, consent.version)}
        for consent in given
        if consent.withdrawn_at is not None
    ]
    context = {
        "member": member,
        "rows": rows,
        "past": past,
        "needs_required": services.needs_required_consent(member),
        "erasure": member.user.erasure_requests.first(),
        **_export_context(request),
    }
    return render(request, "members/privacy.html", context)


def _seen(consent: Consent | None) -> consents.Wording | None:
    """The wording that the person read; None where no consent is in force, or nobody knows any more."""
    return consents.wording(consent.purpose, consent.version) if consent is not None else None


def _directory_items(consent: Consent | None) -> list[tuple[str, Any, bool]]:
    """The fields of the directory, none ticked beforehand."""
    shown = consent.items if consent is not None else []
    return [(name, label, name in shown) for name, label in consents.DIRECTORY_ITEMS.items()]


def _change_consent(request: HttpRequest, member: Member) -> HttpResponse:
    purpose, action = request.POST.get("purpose", ""), request.POST.get("action", "")
    try:
        if action == "give":
            items = request.POST.getlist("items") if "choice" in request.POST else None
            services.give_consent(member=member, purpose=purpose, language=_language(), now=timezone.now(), items=items)
            messages.success(request, _("Your consent is recorded."))
        elif action == "withdraw":
            services.withdraw_consent(member=member, purpose=purpose, now=timezone.now())
            messages.success(request, _("Your consent is withdrawn."))
        else:
            raise Http404
    except KeyError:
        raise Http404 from None
    except services.ConsentRefusedError:
        messages.error(request, _("This consent cannot be changed by itself: see what it says below."))
    return redirect("members:privacy")


def _export_context(request: HttpRequest) -> dict[str, Any]:
    export = services.latest_export(request.user)
    return {"export": export, "export_can_be_taken": export is not None and export.can_be_taken(timezone.now())}


@login_required
@require_POST
def export_request(request: HttpRequest) -> HttpResponse:
    """Ask for a copy of everything. Twice is once."""
    services.request_export(user=_own_member(request).user, now=timezone.now())
    messages.success(request, _("Your copy is being made. You will get an e-mail when it is ready; you can leave this page."))
    return redirect("members:privacy")


@login_required
@require_safe
@never_cache
def export_progress(request: HttpRequest) -> HttpResponse:
    """How far the copy is: the part of the page that looks again by itself."""
    return render(request, "members/_export.html", _export_context(request))


@login_required
@require_safe
@never_cache
@sandboxed
def export_download(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The copy, for its owner alone, while it is kept."""
    export = get_export_or_404(request.user, key, timezone.now())
    try:
        content = default_storage.open(export.file, "rb")
    except OSError:
        raise Http404 from None
    name = f"exchange-council-{timezone.localdate(export.requested_at):%Y-%m-%d}.zip"
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest) -> HttpResponse:
    """What would be destroyed and what stays without one's name; asking for it."""
    member = _own_member(request)
    if member.user.erasure_requests.filter(state=ErasureRequest.State.REQUESTED).exists():
        return redirect("members:privacy")
    form = ErasureForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.request_erasure(user=member.user, wish=form.cleaned_data["wish"], now=timezone.now())
            except services.StaffLogInError:
                form.add_error(None, _("You are staff. Somebody else of the administration must end that first."))
            else:
                messages.success(request, _("Your request is with the secretariat. We have sent you an e-mail about it."))
                return redirect("members:privacy")
        status = 422
    rows = services.preview_erasure(member.user, is_own=True)
    context = {
        "form": form,
        **{what: [row for row in rows if row["becomes"] == what and row["count"]] for what in ("destroyed", "kept", "named")},
    }
    return render(request, "members/erasure.html", context, status=status)


@login_required
@require_POST
def erasure_withdraw(request: HttpRequest) -> HttpResponse:
    """Take the request back. Twice is once."""
    if services.withdraw_erasure(user=_own_member(request).user, now=timezone.now()) is not None:
        messages.success(request, _("Your request is taken back. Nothing was erased."))
    return redirect("members:privacy")
