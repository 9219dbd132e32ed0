"""Staff's searches among people, log-ins and organisations, in lists of any length: by the indexes of the directory.

Every word must be found, in whatever column; Hangul, romanised names and initial consonants find people, as they do there."""

from typing import Any

from django.db.models import QuerySet, Value
from django.http import HttpRequest

from council.members.directory import NAMES, PERSON, OneText, matching, words_of
from council.members.models import (
    Body,
    DirectoryLetter,
    Member,
    Membership,
    Organisation,
    PersonalDataAccess,
    SupportStep,
    User,
)

EMAIL = OneText("email", Value(""))
WRITTEN_ORGANISATION = OneText("organisation_name", Value(""))
BUSINESS_NUMBER = OneText("business_number", Value(""))
WHERE_LOOKED = OneText("page", "path")
WHY_VISITED = OneText("reason", "path")


def people_with(word: str) -> QuerySet[Any]:
    """The keys of people with `word` in name, address, organisation, or the organisation that they wrote."""
    members, users = Member.objects.order_by(), User.objects.order_by()
    by_address = members.filter(user__in=matching(users, EMAIL, word).values("pk"))
    by_organisation = members.filter(organisation__in=_organisations_by_name(word))
    written = matching(members.exclude(organisation_name=""), WRITTEN_ORGANISATION, word)
    by_name = matching(members, PERSON, word)
    return _any_of(by_name, by_address, by_organisation, written)


def logins_with(word: str) -> QuerySet[Any]:
    """The keys of log-ins with `word` in the address or the person's name."""
    users = User.objects.order_by()
    by_name = users.filter(member__in=matching(Member.objects.order_by(), PERSON, word).values("pk"))
    return _any_of(matching(users, EMAIL, word), by_name)


def organisations_with(word: str) -> QuerySet[Any]:
    """The keys of organisations with `word` in a name or the business number."""
    numbered = Organisation.objects.order_by().exclude(business_number="")
    return _organisations_by_name(word).union(matching(numbered, BUSINESS_NUMBER, word).values("pk"), all=True)


def places_with(word: str) -> QuerySet[Any]:
    """The keys of places of such people, and in bodies with `word` in the name (of which there are few)."""
    rows = Membership.objects.order_by()
    bodies = Body.objects.order_by().alias(searched_text=NAMES).filter(searched_text__contains=word)
    by_person = rows.filter(member__in=people_with(word)).values("pk")
    return by_person.union(rows.filter(body__in=bodies.values("pk")).values("pk"), all=True)


def accesses_with(word: str) -> QuerySet[Any]:
    """The keys of the log of access to personal data: by such log-ins, or with `word` in the page or its address."""
    rows = PersonalDataAccess.objects.order_by()
    by_person = rows.filter(actor__in=logins_with(word)).values("pk")
    return by_person.union(matching(rows, WHERE_LOOKED, word).values("pk"), all=True)


def support_steps_with(word: str) -> QuerySet[Any]:
    """The keys of steps of support visits: by such log-ins, to such people, or with `word` in the reason or the address."""
    rows = SupportStep.objects.order_by()
    by_actor = rows.filter(actor__in=logins_with(word)).values("pk")
    by_member = rows.filter(member__in=people_with(word)).values("pk")
    return by_actor.union(by_member, matching(rows, WHY_VISITED, word).values("pk"), all=True)


def letters_with(word: str) -> QuerySet[Any]:
    """The keys of letters from or to such people. What is in them is nobody's to search."""
    rows = DirectoryLetter.objects.order_by()
    sent = rows.filter(sender__in=people_with(word)).values("pk")
    return sent.union(rows.filter(recipient__in=people_with(word)).values("pk"), all=True)


def _organisations_by_name(word: str) -> QuerySet[Any]:
    return matching(Organisation.objects.order_by(), NAMES, word).values("pk")


def _any_of(first: QuerySet[Any], *others: QuerySet[Any]) -> QuerySet[Any]:
    return first.values("pk").union(*(other.values("pk") for other in others), all=True)


class StaffSearch:
    """Mixin for a `ModelAdmin` of many rows: searches by an index, and does not count what is not shown.

    `rows_with` says which rows a word stands for; `search_fields` only tells the administration that there is a search."""

    show_full_result_count = False
    rows_with: Any

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """The rows of `queryset` in which every word occurs; none of them twice."""
        for word in words_of(search_term.replace('"', " ")):
            queryset = queryset.filter(pk__in=self.rows_with(word))
        return queryset, False
