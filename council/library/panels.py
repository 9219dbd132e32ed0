"""The materials of an event, on its page."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.events.models import Event
from council.library.permissions import visible_documents
from council.programmes import EventPanel, EventStaffLink, nothing_more
from council.staff import coordinates


def _materials(event: Event, user: Any, now: datetime) -> dict[str, Any] | None:
    """The documents of `event` that `user` may open; for its staff also where there are none yet."""
    found = visible_documents(user, now).filter(event=event).select_related("current", "agenda_item")
    documents = list(found.order_by("created_at", "pk"))
    is_staff = coordinates(user, event.programme)
    if not documents and not is_staff:
        return None
    return {"documents": documents, "add_url": f"{reverse('admin:library_document_add')}?event={event.pk}" if is_staff else ""}


# What a visitor may see of it, each with the version of its row.
VERSION = """
    SELECT string_agg(concat(document.xmin, document.ctid), ',' ORDER BY document.id)
    FROM library_document document WHERE document.event_id = e.id AND document.classification IN ('public', 'owner')
"""


def _list_of(event: Event) -> str:
    return f"{reverse('admin:library_document_changelist')}?event__id__exact={event.pk}"


MATERIALS = EventPanel(
    slug="materials", template="library/_panel.html", context=_materials, order=20, version=nothing_more, version_sql=VERSION
)
STAFF_LINK = EventStaffLink(slug="materials", label=_("Materials"), url=_list_of, order=30)
