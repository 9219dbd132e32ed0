"""Who may open which document: one function, asked by every list, page, panel and download."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from council.events.models import Registration
from council.events.permissions import visible_events
from council.events.services.seats import BARRED
from council.library.models import Document, DocumentReader, DocumentVersion
from council.members.models import Membership
from council.members.permissions import member_of
from council.staff import coordinated_programmes, coordinates

Classification = Document.Classification


def visible_documents(user: Any, now: datetime) -> QuerySet[Document]:
    """The documents that `user` may open at `now`.

    Shown ones with a file, of an event only where one may see the event or has a place at it: public ones for everybody;
    members' with members' access; a body's for its members in force with access; participants' for those with a confirmed
    place; restricted ones for those on the list, unless suspended or gone. Staff of the programme: everything of it."""
    member, mine = member_of(user), coordinated_programmes(user)
    audience = Q(classification=Classification.PUBLIC)
    context = Q(event=None) | Q(event__in=visible_events(user, now).values("pk"))
    if member is not None and member.state not in BARRED:
        seats = Registration.objects.filter(event=OuterRef("event"), member=member, state=Registration.State.CONFIRMED)
        listed = DocumentReader.objects.filter(document=OuterRef("pk"), member=member)
        audience |= Q(Exists(seats), classification=Classification.PARTICIPANTS)
        audience |= Q(Exists(listed), classification=Classification.RESTRICTED)
        context |= Q(Exists(seats))
        # Who is on the list was given this document, whoever may see its event.
        context |= Q(Exists(listed), classification=Classification.RESTRICTED)
        if member.has_access(now):
            sits = Membership.objects.in_force(timezone.localdate(now)).filter(member=member, body=OuterRef("body"))
            audience |= Q(classification=Classification.MEMBERS)
            audience |= Q(Exists(sits), classification=Classification.BODY)
    allowed = Q(current__isnull=False, is_published=True) & audience & context
    return Document.objects.filter(allowed | Q(programme__in=mine))


def get_document_or_404(user: Any, key: uuid.UUID, now: datetime) -> Document:
    """The document with this key that `user` may open, with its event and current version. Raises `Http404`."""
    found = visible_documents(user, now).filter(key=key).select_related("event", "body", "current").first()
    if found is None:
        raise Http404
    return found


def get_version_or_404(user: Any, key: uuid.UUID, number: int | None, now: datetime) -> DocumentVersion:
    """The current version of a document that `user` may open; staff of the programme open earlier ones by their `number`, too.
    Raises `Http404`."""
    document = get_document_or_404(user, key, now)
    version = document.current if number is None else document.versions.filter(number=number).first()
    if version is None or (version.pk != document.current_id and not coordinates(user, document.programme)):
        raise Http404
    return version
