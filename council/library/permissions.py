"""Who may open which document: one function, asked by every list, page, panel and download."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone

from council import programmes
from council.events.models import Registration
from council.events.permissions import visible_events
from council.events.services.seats import BARRED
from council.events.shown_agenda import of_kept_back_items
from council.library.models import Acceptance, Document, DocumentReader, DocumentVersion
from council.members.models import Membership
from council.members.permissions import member_of
from council.staff import coordinated_programmes, coordinates

Classification = Document.Classification


class AgreementNeededError(Exception):
    """The reader may have the document once he has accepted its agreement, as it is now."""


def visible_documents(user: Any, now: datetime, *, kinds: Collection[str] | None = None) -> QuerySet[Document]:
    """The documents that are for `user` at `now`, each with `is_open`: whether he may read it already. One under an agreement
    is not open before he has accepted the agreement's current version; of such a one he sees the title alone.

    Nobody has what his organisation is excluded from, but staff of the programme. Shown ones with a file, of an event only
    where one may see it or has a place at it, of a programme's own thing only where one may see that: public ones for
    everybody; members' with members' access; a body's for its members in force with access; participants' for those with a
    confirmed place; restricted ones for those on the list, unless suspended or gone; an owner's for those who may see it. One
    of an agenda item that is kept back is kept back with it. Staff of the programme: everything of it, open, but what is not
    for staff (`not_for_staff`).

    Given `kinds`, only those that belong to things of these kinds ("": to nothing of a programme's own): no other programme is
    asked, which is much quicker."""
    mine = coordinated_programmes(user)
    as_staff = Q(programme__in=mine) & ~not_for_staff(kinds=kinds)
    allowed = Q(current__isnull=False, is_published=True) & _audience(user, now) & _of_owners(user, now, kinds)
    allowed &= _not_excluded(user) & ~of_kept_back_items("agenda_item", user, now)
    accepted = Acceptance.objects.filter(version=OuterRef("agreement__current"), user=user.pk)
    is_open = Q(agreement=None) | as_staff
    if user.is_authenticated:
        is_open |= Q(Exists(accepted))
    documents = Document.objects.filter(allowed | as_staff)
    if kinds is not None:
        documents = documents.filter(owner_kind__in=kinds)
    return documents.annotate(is_open=Case(When(is_open, then=Value(True)), default=Value(False)))


def kinds_among(documents: QuerySet[Document]) -> list[str]:
    """Of which kinds the things are that `documents` belong to, for `visible_documents`; empty without documents. One query."""
    return list(documents.order_by().values_list("owner_kind", flat=True).distinct())


def _owners(kinds: Collection[str] | None) -> list[programmes.DocumentOwner]:
    return [owner for owner in programmes.document_owners.all() if kinds is None or owner.slug in kinds]


def not_for_staff(prefix: str = "", *, kinds: Collection[str] | None = None) -> Q:
    """The condition on documents (reached by `prefix`; those of `kinds`) that nobody sees as staff: those of closed things, and
    of what nobody has handed in yet. Whoever may see the thing itself sees them, and nobody else."""
    owners = _owners(kinds)
    condition = Q(**{f"{prefix}owner_kind__in": [owner.slug for owner in owners if owner.is_closed]})
    for owner in owners:
        if owner.unsent is not None:
            condition |= Q(**{f"{prefix}owner_kind": owner.slug, f"{prefix}owner_key__in": owner.unsent()})
    return condition


def kinds_not_for_staff() -> list[str]:
    """The kinds of things of which some documents are not for staff: of one that is deleted nobody can tell any more."""
    return [owner.slug for owner in programmes.document_owners.all() if owner.is_closed or owner.unsent is not None]


def _audience(user: Any, now: datetime) -> Q:
    """For whom by their classification, where they may know of the event."""
    member = member_of(user)
    audience = Q(classification=Classification.PUBLIC) | Q(classification=Classification.OWNER)
    context = Q(event=None) | Q(event__in=visible_events(user, now).values("pk"))
    if member is None or member.state in BARRED:
        # Nobody who is nobody here can be held to an agreement.
        audience &= Q(agreement=None)
    else:
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
    return audience & context


def _not_excluded(user: Any) -> Q:
    """Not of what keeps out the organisation that `user` belongs to."""
    member = member_of(user)
    if member is None or member.organisation_id is None:
        return Q()
    exclusions = Document.excluded_organisations.through.objects.filter(organisation=member.organisation_id)
    return ~Q(Exists(exclusions.filter(document=OuterRef("pk"))))


def _of_owners(user: Any, now: datetime, kinds: Collection[str] | None) -> Q:
    """Of nothing of a programme's own, or of what the programme lets `user` see: it has the last word."""
    condition = Q(owner_kind="")
    for owner in _owners(kinds):
        condition |= Q(owner_kind=owner.slug, owner_key__in=owner.readable(user, now))
    return condition


def get_document_or_404(user: Any, key: uuid.UUID, now: datetime) -> Document:
    """The document with this key that `user` may open, with its event and current version. Raises `Http404`."""
    documents = visible_documents(user, now, kinds=kinds_among(Document.objects.filter(key=key)))
    documents = documents.select_related("event", "body", "agenda_item", "current", "agreement__current")
    found = documents.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def get_version_or_404(user: Any, key: uuid.UUID, number: int | None, now: datetime) -> DocumentVersion:
    """The current version of a document that `user` may open; staff of the programme open earlier ones by their `number`, too.
    Raises `Http404`, and `AgreementNeededError` where the document waits for his acceptance."""
    document = get_document_or_404(user, key, now)
    ready = document.versions.filter(state=DocumentVersion.State.READY)
    version = document.current if number is None else ready.filter(number=number).first()
    if version is None or (version.pk != document.current_id and not coordinates(user, document.programme)):
        raise Http404
    if not is_open(document):
        raise AgreementNeededError
    return version


def is_open(document: Document) -> bool:
    """Whether the reader for whom `document` was fetched may read it already."""
    answer: bool = document.is_open  # type: ignore[attr-defined]  # annotated by `visible_documents`
    return answer


def own_acceptance(document: Document, user: Any) -> Acceptance | None:
    """When and under which name `user` accepted the current version of the agreement of `document`; None where he did not."""
    if document.agreement is None or not user.is_authenticated:
        return None
    return Acceptance.objects.filter(version=document.agreement.current_id, user=user).select_related("version").first()


def owner_facts(document: Document) -> programmes.OwnerFacts | None:
    """What a document's thing of a programme is called and where it is, for who may open the document."""
    owner = programmes.document_owners.find(document.owner_kind)
    return owner.facts([document.owner_key]).get(document.owner_key) if owner else None
