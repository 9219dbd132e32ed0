"""Badges to hang around one's neck, and signs at the doors of rooms: what stands on them, in the language of their reader."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import segno
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.events import seat_codes
from council.events.models import AgendaItem, Registration
from council.events.shown_agenda import shown_agenda
from council.events.text import one_line
from council.members.models import Member
from symposia.models import Participation, Symposium
from symposia.services.days.live import rooms_of_day

# Badges of one file: eight a sheet, so that a file is made within seconds.
A_FILE = 96
ROLE_COLOURS = {
    "researcher": "#14477a",
    "company": "#0b6452",
    "ceo": "#9c3d0e",
    "investor": "#5a3a9c",
    "provider": "#744600",
    "government": "#424f5a",
    "speaker": "#9d1f1b",
    "organiser": "#17212b",
}
ON_DUTY = ("speaker", "organiser")


def with_badge(symposium: Symposium, role: str = "") -> QuerySet[Registration]:
    """Those with a seat at `symposium`, who come as `role` where one is named, by name."""
    seated = Registration.objects.filter(event=symposium.pk, state=Registration.State.CONFIRMED)
    if role in ON_DUTY:
        seated = seated.filter(role=role)
    elif role:
        seated = seated.filter(participation__role=role).exclude(role__in=ON_DUTY)
    people = seated.select_related("event", "member__user", "member__organisation", "participation")
    return people.order_by("member__family_name", "member__given_name", "member__family_name_en", "pk")


def files(count: int) -> list[tuple[int, int]]:
    """The first and the last of each file that `count` badges fill."""
    return [(first, min(first + A_FILE - 1, count)) for first in range(1, count + 1, A_FILE)]


def role_of(registration: Registration) -> tuple[str, str]:
    """As what somebody comes, and its name: what staff said (speaker, organiser), else what he said, else what he is."""
    if registration.role in ON_DUTY:
        return registration.role, str(registration.get_role_display())
    said: Participation | None = getattr(registration, "participation", None)
    if said is not None:
        return said.role, str(said.get_role_display())
    return "", str(registration.member.get_kind_display()) if registration.member.kind else ""


def badges_data(symposium: Symposium, people: Sequence[Registration], language: str) -> dict[str, Any]:
    """Everything that the badges of `people` (of `with_badge`) say in `language`, ready to be set."""
    with translation.override(language):
        title = one_line(bilingual.text(symposium.event, "title"))
        return {
            "language": language,
            "heading": _("Badges"),
            "title": title,
            "when": when.span(symposium.event.starts_at, symposium.event.ends_at, symposium.event.time_zone, all_day=True),
            "issuer": _("Gyeongbuk Exchange Council"),
            "badges": [_badge(one, language) for one in people],
        }


def _badge(registration: Registration, language: str) -> dict[str, str]:
    member: Member = registration.member
    other = "en" if language == "ko" else "ko"
    names = (member.display_name(language), member.display_name(other))
    organisation = member.organisation
    affiliation = bilingual.text(organisation, "name", language) if organisation else member.organisation_name
    role, label = role_of(registration)
    said: Participation | None = getattr(registration, "participation", None)
    days = " · ".join(when.day(day, year=False) for day in said.days) if said else ""
    return {
        "name": one_line(names[0]),
        "other": one_line(names[1]) if names[1] != names[0] else "",
        "organisation": one_line(affiliation),
        "role": label,
        "colour": ROLE_COLOURS.get(role, "#424f5a"),
        "days": days,
        "code": seat_codes.short_code(registration.code),
        "qr": _qr(seat_codes.address(registration)),
        "qr_alt": _("QR code of this seat: %(code)s") % {"code": seat_codes.short_code(registration.code)},
    }


def _qr(text: str) -> str:
    drawn = segno.make(text, error="m", micro=False, mask=3, boost_error=False).svg_inline(border=0, scale=4)
    # The namespace that a picture of its own needs.
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def signs_data(symposium: Symposium, user: Any, now: datetime, language: str) -> dict[str, Any]:
    """What stands on the signs: a sheet a room and day, with what takes place there. Three queries."""
    items = shown_agenda(user, now, leaves=True).filter(event=symposium.pk, is_cancelled=False)
    agenda = list(items.prefetch_related("speakers").order_by("starts_at", "ends_at", "pk"))
    with translation.override(language):
        sheets = []
        for label, room, days in rooms_of_day(symposium, agenda, list(symposium.rooms.all())):
            for day in symposium.dates:
                if room is None and day not in days:
                    continue
                sheets.append(
                    {
                        "room": bilingual.text(room, "name") if room else label,
                        "other": (room.name_en if language == "ko" else room.name_ko) if room else "",
                        "place": bilingual.text(room, "place") if room else "",
                        "day": when.day(day),
                        "items": [_line(item, symposium, language) for item in days.get(day, ())],
                    }
                )
        return {
            "language": language,
            "heading": _("Room signs"),
            "title": one_line(bilingual.text(symposium.event, "title")),
            "issuer": _("Gyeongbuk Exchange Council"),
            "nothing": _("Nothing is planned here on this day."),
            "sheets": sheets,
        }


def _line(item: AgendaItem, symposium: Symposium, language: str) -> dict[str, str]:
    other = "en" if language == "ko" else "ko"
    title = one_line(bilingual.text(item, "title", language))
    second = one_line(bilingual.text(item, "title", other))
    named: Iterable[Any] = () if item.is_nameless else item.speakers.all()  # type: ignore[attr-defined]
    return {
        "clock": when.clock(item.starts_at, item.ends_at, symposium.event.time_zone),
        "title": title,
        "other": second if second != title else "",
        "speakers": ", ".join(bilingual.text(one, "name", language) for one in named),
    }
