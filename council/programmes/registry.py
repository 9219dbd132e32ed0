"""Entries by their slugs."""

from typing import Generic, Protocol, TypeVar

from django.core.exceptions import ImproperlyConfigured


class _Entry(Protocol):
    @property
    def slug(self) -> str: ...


E = TypeVar("E", bound=_Entry)


class Registry(Generic[E]):
    """Entries by slug; a second one with the same slug is an error at start."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._entries: dict[str, E] = {}

    def register(self, entry: E) -> None:
        """Add `entry`. Raises `ImproperlyConfigured` if its slug is taken."""
        if entry.slug in self._entries:
            raise ImproperlyConfigured(f"Two {self._what} are registered as “{entry.slug}”.")
        self._entries[entry.slug] = entry

    def get(self, slug: str) -> E:
        """The entry. Raises `KeyError` for an unknown slug."""
        return self._entries[slug]

    def find(self, slug: str) -> E | None:
        """The entry, or None."""
        return self._entries.get(slug)

    def all(self) -> list[E]:
        """All entries by their order, then by slug."""
        return sorted(self._entries.values(), key=lambda entry: (getattr(entry, "order", 0), entry.slug))
