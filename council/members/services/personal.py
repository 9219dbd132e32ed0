"""Finding what there is of a person: the rules of all rooms, the rows that they lead to, the keys that have no rule."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import ForeignObjectRel, Model, Q, QuerySet

from council import personal_data
from council.members.models import Member, MergeRecord, User
from council.merging import Merging
from council.personal_data import Erasure, Person, PersonalLink

# What becomes of rows that go on leading to a person.
STAYS = (Erasure.ANONYMISE, Erasure.KEEP)


def person_of(user: User) -> Person:
    """The keys and addresses of a log-in; every user has a member."""
    addresses = {user.email.lower(), *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    member_id = Member.objects.values_list("pk", flat=True).get(user=user)
    return Person(user_id=user.pk, member_id=member_id, addresses=tuple(sorted(address.lower() for address in addresses)))


def all_links() -> dict[str, PersonalLink]:
    """The rules of all rooms by foreign key. Raises `ValueError` where two rooms have one for the same key."""
    found: dict[str, PersonalLink] = {}
    for room in personal_data.rooms():
        for link in room.links:
            if link.key in found:
                raise ValueError(f"two rules for {link.key}")
            found[link.key] = link
    return found


def model_of(link: PersonalLink) -> type[Model]:
    """The model whose rows the rule is for."""
    return apps.get_model(link.model)


def rows(link: PersonalLink, person: Person) -> QuerySet[Any]:
    """The rows that lead to `person` by this rule."""
    is_login = _target(link) is User
    key = person.user_id if is_login else person.member_id
    found = model_of(link)._base_manager
    if link.merged is not Merging.STAY or not link.own:
        return found.filter(**{link.via: key})
    # A log that nobody changes: what it says of records that became this one stands under their keys.
    merged = MergeRecord.objects.filter(member=person.member_id).values("merged_user_id" if is_login else "merged_id")
    return found.filter(Q(**{link.via: key}) | Q(**{f"{link.via}__in": merged}))


def keys_to(model: type[Model]) -> Iterator[tuple[str, type[Model]]]:
    """Every foreign key to `model`, tables between and histories included: its name and the model that has it."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            found: Any = relation.related_model
            yield f"{found._meta.label_lower}.{relation.field.name}", found


def keys_without_a_rule() -> list[str]:
    """The foreign keys that lead to a person, directly or by rows that are kept, and that no room has a rule for."""
    rules, missing = all_links(), set()
    waiting: list[type[Model]] = [User, Member]
    seen: set[type[Model]] = set()
    while waiting:
        model = waiting.pop()
        seen.add(model)
        for key, found in keys_to(model):
            link = rules.get(key)
            if link is None:
                missing.add(key)
            elif link.own and link.erased in STAYS and found not in seen:
                waiting.append(found)
    return sorted(missing)


@cache
def own_lookups() -> dict[type[Model], list[tuple[str, bool]]]:
    """The models whose rows are about a person, with the look-ups that lead there, and whether these end at the log-in."""
    found: dict[type[Model], list[tuple[str, bool]]] = {}
    for link in all_links().values():
        if link.own:
            found.setdefault(model_of(link), []).append((link.via, _target(link) is User))
    return found


def _target(link: PersonalLink) -> type[Model]:
    """Where the look-up of a rule ends: the log-in or the member."""
    target: Any = model_of(link)
    for step in link.via.split("__"):
        target = target._meta.get_field(step).related_model
    found: type[Model] = target
    return found
