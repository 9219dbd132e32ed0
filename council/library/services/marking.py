"""A copy of a PDF for one reader."""

from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from council import when
from council.library import marking
from council.library.models import DocumentVersion
from council.members.permissions import member_of


def marked_copy(*, version: DocumentVersion, user: Any, now: datetime) -> bytes:
    """The PDF of `version` with the name of `user`, his id and the time on every page. The stored file stays as it is.

    The id is the part of his address before the @. Raises `marking.CannotMarkError`."""
    member = member_of(user)
    address = user.email if user.is_authenticated else ""
    name = (member.display_name() if member else "") or address.partition("@")[0] or _("a visitor")
    words = {"name": name, "id": address.partition("@")[0] or "–", "when": when.moment(now)}
    text = _("Copy of %(name)s (%(id)s) · %(when)s · not to be passed on") % words
    try:
        with default_storage.open(version.file.name or "") as file:
            content = file.read()
    except OSError:
        raise marking.CannotMarkError from None
    return marking.mark(content, text=text, short=f"{words['name']} · {words['id']}")
