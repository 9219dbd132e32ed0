"""Finding people in the directory: by Hangul, romanised name, initial consonants, organisation, skill.

The indexes are of all one- and two-letter parts of the texts (migration `directory`): PostgreSQL's own of three letters do not
find Korean words of two syllables. What the parts find is compared with the text itself."""

import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Prefetch, QuerySet, TextField, Value
from django.db.models.functions import NullIf

from council.members.consents import PHOTO
from council.members.models import DirectoryEntry, Member, MemberSkill, Organisation, Photo, Skill

# How many a page shows, and how many pages there are of one search: who looks for more says more.
PAGE_SIZE = 24
PAGES = 10
WORDS = 5
LENGTH = 100
LONGEST_PART = 2
# How many organisations or skills a word may stand for: beyond that it says nothing.
NAMES_FOUND = 1000


class _MemberText(Func):
    function = "council_member_text"
    output_field = TextField()


class OneText(Func):
    """Two names as one text to be searched."""

    function = "council_names_text"
    output_field = TextField()


class Grams(Func):
    function = "council_grams"
    output_field = ArrayField(TextField())


PERSON = _MemberText("family_name", "given_name", "family_name_en", "given_name_en")
NAMES = OneText("name_ko", "name_en")


def words_of(query: str) -> list[str]:
    """The words of a search as they are compared: composed Hangul, small letters, no hyphens, at most `WORDS` of them."""
    plain = unicodedata.normalize("NFC", query[:LENGTH]).replace("\x00", "").replace("-", "").lower()
    return plain.split()[:WORDS]


def grams_of(word: str) -> list[str]:
    """The parts of a word that the indexes know: its pairs of letters, or the one letter that it is."""
    return [word] if len(word) == 1 else sorted({word[at : at + LONGEST_PART] for at in range(len(word) - 1)})


def search(query: str, *, kind: str, skill: int | None, now: datetime) -> QuerySet[DirectoryEntry]:
    """The visible entries in which every word of `query` occurs, of people of this kind and with this skill, where given.

    A field that a person does not show does not find the person, either."""
    entries = DirectoryEntry.objects.visible(now)
    for word in words_of(query):
        entries = entries.filter(member__in=_with(word))
    if kind:
        entries = entries.filter(member__kind=kind, consent__items__contains=["kind"])
    if skill is not None:
        entries = entries.filter(member__skill_levels__skill=skill, consent__items__contains=["skills"])
    return entries


def in_order(entries: QuerySet[DirectoryEntry], language: str) -> QuerySet[DirectoryEntry]:
    """`entries` by name in the reader's language, those without one in it last, with all that a list shows."""
    suffix = "" if language == "ko" else "_en"
    family = NullIf(F(f"member__family_name{suffix}"), Value(""))
    skills = MemberSkill.objects.select_related("skill").order_by("-level", "pk")
    return (
        entries.select_related("consent", "member__user", "member__organisation", "member__photo")
        .prefetch_related(Prefetch("member__skill_levels", skills))
        .order_by(family.asc(), f"member__given_name{suffix}", "member_id")
    )


def people_of(organisation: Organisation, now: datetime) -> QuerySet[DirectoryEntry]:
    """The visible entries of an organisation's people who show that they belong to it."""
    entries = DirectoryEntry.objects.visible(now)
    return entries.filter(member__organisation=organisation, consent__items__contains=["organisation"])


def shown(entry: DirectoryEntry) -> dict[str, Any]:
    """What an entry shows of its person: the name, and each field that was consented to; None or empty for the others."""
    member = entry.member
    organisation = (member.organisation or member.organisation_name) if entry.shows("organisation") else None
    return {
        "key": entry.key,
        "name": member.display_name(),
        "organisation": organisation or None,
        "job_title": member.job_title if entry.shows("job_title") else "",
        "kind": member.get_kind_display() if entry.shows("kind") else "",
        "skills": list(member.skill_levels.all()) if entry.shows("skills") else [],
        "photo_url": photo_url(member) if entry.shows(PHOTO) else "",
    }


def photo_url(member: Member) -> str:
    """Where the photo of `member` is; empty where there is none."""
    photo = getattr(member, "photo", None)
    return photo.get_absolute_url() if photo is not None else ""


def photos_of(members: Collection[int], reader: Member | None, now: datetime) -> dict[int, str]:
    """Where the photos of these members are that `reader` may see at `now`, by member: none for who has no members' access."""
    if not members or reader is None or not reader.has_access(now):
        return {}
    entries = DirectoryEntry.objects.visible(now).filter(member__in=members, consent__items__contains=[PHOTO])
    found = Photo.objects.filter(member__in=entries.values("member"))
    return {photo.member_id: photo.get_absolute_url() for photo in found}


def _with(word: str) -> QuerySet[Any]:
    """The keys of people with `word` in name, organisation or a skill, the latter two where the person shows them.

    Organisations and skills are asked for first: they are few, and mostly none, which the database would not know."""
    organisations = list(matching(Organisation.objects.order_by(), NAMES, word).values_list("pk", flat=True)[:NAMES_FOUND])
    skills = list(matching(Skill.objects.order_by(), NAMES, word).values_list("pk", flat=True)[:NAMES_FOUND])
    entries = DirectoryEntry.objects.order_by()
    more: list[QuerySet[Any, Any]] = []
    if organisations:
        shown_there = entries.filter(member__organisation__in=organisations, consent__items__contains=["organisation"])
        more.append(shown_there.values("member"))
    if skills:
        skilled = MemberSkill.objects.order_by().filter(skill__in=skills).values("member")
        more.append(entries.filter(member__in=skilled, consent__items__contains=["skills"]).values("member"))
    by_name = matching(Member.objects.order_by(), PERSON, word).values("pk")
    return by_name.union(*more, all=True) if more else by_name


def matching(rows: QuerySet[Any], text: Func, word: str) -> QuerySet[Any]:
    """Those of `rows` in whose `text` the word of a search occurs: by the index of the text's parts."""
    found = rows.alias(searched_parts=Grams(text)).filter(searched_parts__contains=grams_of(word))
    # One part says it all; several may stand apart from each other.
    return found if len(word) <= LONGEST_PART else found.alias(searched_text=text).filter(searched_text__contains=word)


def all_skills() -> Sequence[Skill]:
    """The skills that the directory offers to filter by."""
    return list(Skill.objects.all())
