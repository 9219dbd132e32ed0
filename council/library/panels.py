"""The materials of an event, on its page."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council.events.models import Event
from council.library.models import Document
from council.library.permissions import kinds_among, visible_documents
from council.programmes import AgendaPanel, EventPanel, EventStaffLink, nothing_more
from council.staff import coordinates


def _readable(documents: QuerySet[Document], user: Any, now: datetime) -> list[Document]:
    """Those of `documents` that `user` may open. Most events have none: nothing more is asked then."""
    kinds = kinds_among(documents)
    if not kinds:
        return []
    own = visible_documents(user, now, kinds=kinds).filter(pk__in=documents.order_by().values("pk"))
    return list(own.select_related("current").order_by("created_at", "pk"))


def _materials(event: Event, user: Any, now: datetime) -> dict[str, Any] | None:
    """The documents of `event` that `user` may open, but for those of an agenda item, which stand there; for its staff also
    where there are none yet."""
    documents = _readable(event.documents.filter(agenda_item=None), user, now)
    is_staff = coordinates(user, event.programme)
    if not documents and not is_staff:
        return None
    return {
        "documents": documents,
        "in_agenda": not documents and event.documents.filter(agenda_item__isnull=False).exists(),
        "add_url": f"{reverse('admin:library_document_add')}?event={event.pk}" if is_staff else "",
    }


def _item_materials(event: Event, user: Any, now: datetime) -> dict[int, dict[str, Any]]:
    """The documents of the items of the agenda that `user` may open, by item."""
    found: dict[int, dict[str, Any]] = {}
    for document in _readable(event.documents.filter(agenda_item__isnull=False), user, now):
        if document.agenda_item_id is not None:
            found.setdefault(document.agenda_item_id, {"documents": []})["documents"].append(document)
    return found


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
ITEM_MATERIALS = AgendaPanel(slug="materials", template="library/_item_documents.html", contexts=_item_materials)
STAFF_LINK = EventStaffLink(slug="materials", label=_("Materials"), url=_list_of, order=30)
