"""What would say who offers a technology: names, addresses, numbers and marks in the teaser. The machine finds what is sure;
staff look at the rest, brands among it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from council.members.models import Member, Organisation
from council.members.services.cores import FORMS_HERE
from symposia.models import TechOffer

LANGUAGES = ("ko", "en")
# Addresses of mail and the web; marks of brands; numbers of rights (a country, then digits); whatever has as many digits
# as a telephone, a business or an application number.
PATTERNS = (
    re.compile(r"\S+@\S+\.\S+"),
    re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|kr|io|co)\b", re.IGNORECASE),
    re.compile(r"\S*[®™]"),
    re.compile(r"\b(?:KR|US|EP|WO|JP|CN|DE|PCT)[ /-]?[A-Z]{0,2}\d[\d,./-]{4,}", re.IGNORECASE),
    # A telephone number is written with spaces or points, too.
    re.compile(r"(?:\+82[ .-]?\(?0?|\b\(?0)\d{1,2}[ .)-]{1,2}\d{3,4}[ .-]\d{4}\b"),
    re.compile(r"\+?\d[\d-]{5,}\d"),
)
YEARS = re.compile(r"(?:19|20)\d\d-(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d")
# What a record says of a name beside it, and nobody writes along: 솔내대학교 (산학협력단).
ASIDE = re.compile(r"\([^()]*\)")
FEWEST_DIGITS = 7
# A name of one syllable, or of two letters, stands in many a word.
SHORTEST = {True: 2, False: 4}


@dataclass(frozen=True)
class Finding:
    """`word`, which stands in the teaser's `field` (“summary_en”)."""

    field: str
    word: str

    @property
    def label(self) -> Any:
        """What the field is called."""
        return getattr(TechOffer._meta.get_field(self.field), "verbose_name", self.field)


def find_names(offer: TechOffer) -> list[Finding]:
    """What stands in the teaser of `offer` (with its owner and the owner's organisation) and would say whose it is."""
    names = list(_names(offer.owner, offer.owner.organisation)) + list(_names(None, offer.organisation))
    found = []
    for name in TechOffer.TEASER:
        for language in LANGUAGES:
            field = f"{name}_{language}"
            text = getattr(offer, field)
            words = list(dict.fromkeys(_found(text, names)))
            found += [Finding(field, word) for word in words if not any(word in other for other in words if other != word)]
    return found


def _found(text: str, names: list[str]) -> Iterator[str]:
    folded = _core(text)
    for name in names:
        if _name_core(name) in folded:
            yield name
    for pattern in PATTERNS:
        for match in pattern.findall(text):
            digits = sum(letter.isdigit() for letter in match)
            if pattern is PATTERNS[-1] and (digits < FEWEST_DIGITS or YEARS.fullmatch(match)):
                continue
            yield match.rstrip(".,")


def _names(member: Member | None, organisation: Organisation | None) -> Iterator[str]:
    """What names a person and an organisation, in both languages and orders."""
    if member is not None:
        family, given = member.family_name_en, member.given_name_en
        found = [f"{member.family_name}{member.given_name}" if member.family_name and member.given_name else ""]
        found += [f"{family} {given}", f"{given} {family}"] if family and given else []
        found.append(member.organisation_name)
        yield from (name for name in found if _says_who(name))
    if organisation is not None:
        numbers = [organisation.business_number] if organisation.business_number else []
        site = re.sub(r"^https?://(www\.)?|/.*$", "", organisation.website)
        found = [organisation.name_ko, organisation.name_en, *numbers, site]
        yield from (name for name in found if _says_who(name))


def _says_who(name: str) -> bool:
    return _is_long(_core(name))


def _is_long(core: str) -> bool:
    return len(core) >= SHORTEST[not core.isascii()]


def _name_core(name: str) -> str:
    # One that is nothing without what stands beside it is looked for as a whole.
    bare = _core(ASIDE.sub("", name))
    return bare if _is_long(bare) else _core(name)


def _core(text: str) -> str:
    return FORMS_HERE.sub("", text.lower())
