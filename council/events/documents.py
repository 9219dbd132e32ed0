"""Certificates as PDF, set by typst with an embedded Korean font (PDF/UA: it can be read aloud)."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock

import manimgx_fonts_cjk
import segno
import typst
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.events.models import Certificate
from council.events.services import certificates
from council.events.services.telling import place_text
from council.events.text import one_line
from council.messaging.links import absolute_url

TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"


# Threads of the web server share the compiler, which takes one document at a time.
_ONE_AT_A_TIME = Lock()


@cache
def _compiler() -> typst.Compiler:
    """One for the process: it keeps the fonts."""
    fonts = Path(manimgx_fonts_cjk.__file__).parent
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(fonts)], ignore_system_fonts=True)


def certificate_data(certificate: Certificate, days: list[date], language: str) -> dict[str, object]:
    """Everything that a certificate says in `language`, ready to be set."""
    registration = certificate.registration
    event = registration.event
    with translation.override(language):
        place = place_text(event) or str(event.get_format_display())
        facts = [
            (_("Event"), one_line(bilingual.text(event, "title"))),
            (_("When"), when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day)),
            (_("Days attended"), ", ".join(when.day(day) for day in days)),
            (_("Where"), place),
        ]
        return {
            "language": language,
            "heading": _("Certificate of attendance"),
            "event": one_line(bilingual.text(event, "title")),
            "name": bilingual.text(certificate, "name"),
            "organisation": bilingual.text(certificate, "organisation"),
            "statement": _("This is to certify that the person named above attended the following event."),
            "facts": facts,
            "issued": when.day(timezone.localdate(certificate.issued_at)),
            "issuer": _("Gyeongbuk Exchange Council"),
            "number_label": _("No."),
            "code_label": _("Verification code"),
            "code": certificates.written(certificate.code),
            "verify_text": _("Anybody can verify this certificate here:"),
            "verify_url": verify_url(certificate, language),
            "qr_alt": _("QR code of the address where this certificate is verified"),
        }


def verify_url(certificate: Certificate, language: str) -> str:
    """Where whoever holds the certificate in hand can see whether it is true."""
    return absolute_url("events:verify-code", language, certificate.code)


def certificate_pdf(certificate: Certificate, language: str) -> bytes:
    """The certificate (with its registration, event and venue) as PDF in `language`."""
    data = certificate_data(certificate, certificates.days_attended(certificate.registration), language)
    qr = segno.make(str(data["verify_url"]), error="m", micro=False).svg_inline(border=0, scale=4)
    # The namespace that a picture of its own needs.
    qr = qr.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    with _ONE_AT_A_TIME:
        made = _compiler().compile(
            sys_inputs={"data": json.dumps(data, ensure_ascii=False), "qr": qr},
            pdf_standards=["ua-1"],
            timestamp=int(certificate.issued_at.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError(f"A certificate is one document, not {len(made or [])} in {settings.SITE_URL}.")
    return made
