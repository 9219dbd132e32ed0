"""Whose staff someone is: a group for each programme. Imports the registry alone."""

from typing import Any

from django.utils.translation import gettext

from council import programmes

GROUP_PREFIX = "coordinators:"
# Staff of the secretariat who may see the portal as a member sees it; a superuser says who.
SUPPORT_GROUP = "support"
# The secretariat coordinates the council itself; people, organisations and messages are its alone.
COUNCIL = "council"


def coordinated_programmes(user: Any) -> frozenset[str]:
    """The slugs of the programmes whose staff `user` is: all for a superuser, none for a visitor or one who is no staff."""
    if not user.is_authenticated or not user.is_active or not user.is_staff:
        return frozenset()
    if user.is_superuser:
        return frozenset(programmes.slugs())
    cached: frozenset[str] | None = getattr(user, "_coordinated_programmes", None)
    if cached is None:
        names = user.groups.filter(name__startswith=GROUP_PREFIX).values_list("name", flat=True)
        cached = frozenset(name.removeprefix(GROUP_PREFIX) for name in names)
        user._coordinated_programmes = cached
    return cached


def coordinates(user: Any, programme: str) -> bool:
    """Whether `user` is staff of `programme`."""
    return programme in coordinated_programmes(user)


def is_secretariat(user: Any) -> bool:
    """Whether `user` belongs to the secretariat: people, organisations, messages, content."""
    return coordinates(user, COUNCIL)


def sync_groups(using: str = "default", **kwargs: Any) -> None:
    """Make the missing groups: coordinators, one a programme, and support. Called after every migration; removes none."""
    from django.contrib.auth.models import Group

    for name in (*(f"{GROUP_PREFIX}{slug}" for slug in programmes.slugs()), SUPPORT_GROUP):
        Group.objects.using(using).get_or_create(name=name)


def group_label(name: str) -> str:
    """What a group is called in the reader's language: “Coordinators: Technology forums”."""
    if name == SUPPORT_GROUP:
        return gettext("Support: may see the portal as a member")
    programme = programmes.find(name.removeprefix(GROUP_PREFIX)) if name.startswith(GROUP_PREFIX) else None
    return gettext("Coordinators: %(programme)s") % {"programme": programme.name} if programme else name
