"""Certificates as PDF, set by typst with an embedded Korean font (PDF/UA: it can be read aloud)."""

import json
from datetime import date
from pathlib import Path

import segno
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.events.models import Certificate
from council.events.services import certificates
from council.events.services.telling import place_text
from council.events.text import one_line
from council.messaging.links import absolute_url
from council.papers import Paper

PAPER = Paper(Path(__file__).parent / "typst" / "certificate.typ")


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
    return PAPER.pdf(int(certificate.issued_at.timestamp()), data=json.dumps(data, ensure_ascii=False), qr=qr)
