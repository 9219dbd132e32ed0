"""What a person wants to be told of."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from council import programmes
from council.messaging.models import Preference


def optional_kinds() -> list[programmes.MessageKind]:
    """The kinds of message that can be switched off."""
    return [kind for kind in programmes.message_kinds.all() if not kind.essential]


def is_switched_off(user: Any, kind: str) -> bool:
    """Whether `user` switched `kind` off."""
    return Preference.objects.filter(user=user, kind=kind).exists()


def switch_off(*, user: Any, kind: str, now: datetime) -> None:
    """Send `user` no more of `kind`; again is harmless. Raises `ValueError` for a kind that cannot be switched off."""
    if kind not in {optional.slug for optional in optional_kinds()}:
        raise ValueError(f"Messages of the kind “{kind}” cannot be switched off.")
    Preference.objects.get_or_create(user=user, kind=kind, defaults={"switched_off_at": now})


def switch_on(*, user: Any, kind: str) -> None:
    """Send `user` messages of `kind` again."""
    Preference.objects.filter(user=user, kind=kind).delete()


@transaction.atomic
def set_preferences(*, user: Any, wanted: Collection[str], now: datetime) -> None:
    """Switch on exactly the optional kinds in `wanted` and switch the others off."""
    for kind in optional_kinds():
        if kind.slug in wanted:
            switch_on(user=user, kind=kind.slug)
        else:
            switch_off(user=user, kind=kind.slug, now=now)
