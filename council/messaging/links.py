"""Addresses that a mail can carry: absolute, in the reader's language."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

UNSUBSCRIBE_SALT = "council.messaging.unsubscribe"


def absolute_url(name: str, language: str, *args: Any, **kwargs: Any) -> str:
    """The address of the page `name` in `language` (`ko` under /ko/), with the site in front."""
    return settings.SITE_URL + _path(name, language, args, tuple(kwargs.items()))


@lru_cache(maxsize=256)
def _path(name: str, language: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    with translation.override(language):
        return reverse(name, args=args, kwargs=dict(kwargs))


def unsubscribe_token(user_id: int, kind: str) -> str:
    """What proves to `/unsubscribe/<token>/` that its bearer may switch `kind` off for this log-in. It does not expire: a mail
    may be read years later, and nothing but this switch can be done with it."""
    return signing.Signer(salt=UNSUBSCRIBE_SALT).sign(f"{user_id}:{kind}")


def read_unsubscribe_token(token: str) -> tuple[int, str] | None:
    """The log-in's key and the kind that a token stands for, or None for one that we did not sign."""
    try:
        user_id, kind = signing.Signer(salt=UNSUBSCRIBE_SALT).unsign(token).split(":")
        return int(user_id), kind
    except (signing.BadSignature, ValueError):
        return None
