"""The certificate of attendance, whether it is true, one's own attendance, the code of one's seat."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from council import bilingual
from council.events import attendance_report as report
from council.events import documents, services
from council.events.checkin_forms import VerifyForm
from council.events.masking import masked
from council.events.models import Certificate, Event, Registration
from council.events.permissions import get_own_attended_or_404, get_own_registration_or_404
from council.members.permissions import member_of

PAGE_SIZE = 25


@never_cache
@login_required
@require_safe
def certificate_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The reader's own certificate in the language of the page."""
    registration = get_own_attended_or_404(request.user, slug)
    try:
        certificate = services.issue_certificate(registration=registration, now=timezone.now())
    except services.EventError as error:
        context = {"event": registration.event, "error": error, "needs_name": isinstance(error, services.NameMissingError)}
        return render(request, "events/certificate_refused.html", context, status=409)
    certificate.registration = registration
    language = "ko" if (get_language() or "en").startswith("ko") else "en"
    response = HttpResponse(documents.certificate_pdf(certificate, language), content_type="application/pdf")
    name = f"{registration.event.slug}-certificate.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response


@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Asks for the code of a certificate."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        certificate = services.find_certificate(form.cleaned_data["code"])
        if certificate is not None:
            return redirect("events:verify-code", certificate.code)
        form.add_error("code", _("There is no certificate with this code. Compare it letter by letter."))
    return render(request, "events/verify.html", {"form": form}, status=404 if form.errors else 200)


@never_cache
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the certificate with this code is true, for anybody: whoever has the code was shown the certificate, though the
    event be closed. The name is half hidden unless its holder shows it."""
    certificate = services.find_certificate(code)
    if certificate is None:
        form = VerifyForm({"code": code[:60]})
        form.is_valid()
        form.add_error("code", _("There is no certificate with this code. Compare it letter by letter."))
        return render(request, "events/verify.html", {"form": form}, status=404)
    name = bilingual.text(certificate, "name")
    context: dict[str, Any] = {
        "certificate": certificate,
        "event": certificate.registration.event,
        "valid": services.is_valid(certificate),
        "name": name if certificate.shows_name else masked(name),
        "days": services.days_attended(certificate.registration),
        "written": services.written(certificate.code),
    }
    return render(request, "events/verify_result.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_attendance(request: HttpRequest) -> HttpResponse:
    """Where the reader has been, and the certificates; whether they show the full name."""
    member = member_of(request.user)
    if member is None:
        raise Http404
    if request.method == "POST":
        key = request.POST.get("certificate", "")
        own = Certificate.objects.filter(registration__member=member)
        certificate = own.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
        if certificate is None:
            raise Http404
        shows = request.POST.get("shows_name") == "1"
        services.show_name(certificate=certificate, shows=shows, by=request.user)  # type: ignore[arg-type]
        shown, hidden = _("Whoever verifies it now sees your full name."), _("Whoever verifies it now sees a masked name.")
        messages.success(request, shown if shows else hidden)
        return redirect("events:my-attendance")
    now = timezone.now()
    page = Paginator(report.of_person(member, now).filter(event__starts_at__lte=now), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": report.person_rows(page.object_list, now),
        "totals": report.person_totals(member, now),
        "now": now,
    }
    return render(request, "events/my_attendance.html", context)


@never_cache
@login_required
@require_safe
def seat_code(request: HttpRequest, slug: str) -> HttpResponse:
    """The code of the reader's seat, large, to show at the door."""
    registration = get_own_registration_or_404(request.user, slug)
    if registration.state != Registration.State.CONFIRMED or registration.event.state == Event.State.CANCELLED:
        raise Http404
    return render(request, "events/seat_code.html", {"registration": registration, "event": registration.event})
