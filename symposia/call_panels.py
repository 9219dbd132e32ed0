"""What calls show elsewhere: in the portal's search, on a member's own page, in the library, at the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from council import bilingual, when
from council.events.models import Event
from council.excerpts import first_excerpt, plain
from council.members.text_search import searched_words
from council.programmes import DeskNotice, DocumentOwner, MyPageCard, OwnerFacts, SearchHit, SearchSource
from symposia import panels
from symposia.models import Call, Review, Submission, Symposium
from symposia.permissions.calls import desk_submissions, own_reviews, own_submissions, visible_submissions
from symposia.permissions.group import is_desk, runs
from symposia.services.calls.papers import OWNER

SHOWN, TEXT_SHOWN = 5, 160
SEARCHED = ("title_ko", "title_en", "abstract_ko", "abstract_en", "keywords")
State = Submission.State


def search(query: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """The reader's own contributions, those that he works on, and those that he reviews, with every word of `query`. Names of
    authors are not searched: who reviews blind finds nothing by them."""
    if not user.is_authenticated:
        return []
    words = searched_words(query)
    condition = Q()
    for word in words:
        one = Q()
        for name in SEARCHED:
            one |= Q(**{f"{name}__icontains": word})
        condition &= one
    if not words:
        return []
    found = visible_submissions(user, now).filter(condition).select_related("symposium__event").order_by("-state_at")
    hits = [_hit(one, _address(one, user), words) for one in found[: limit + 1]]
    asked = own_reviews(user, now).filter(submission__in=Submission.objects.filter(condition))
    reviews = asked.select_related("submission__symposium__event").order_by("-pk")[: limit + 1]
    hits += [_hit(review.submission, review.get_absolute_url(), words) for review in reviews]
    return hits[: limit + 1]


def _address(submission: Submission, user: Any) -> str:
    if own_keys(user).get(submission.pk):
        return submission.get_absolute_url()
    return reverse("symposia:desk-submission", args=[submission.symposium.event.slug, submission.key])


def own_keys(user: Any) -> dict[int, bool]:
    """The keys of the reader's own contributions, asked once a request."""
    if not hasattr(user, "_own_submissions"):
        user._own_submissions = dict.fromkeys(own_submissions(user).values_list("pk", flat=True), True)
    found: dict[int, bool] = user._own_submissions
    return found


def _hit(submission: Submission, url: str, words: Sequence[str]) -> SearchHit:
    texts = [(submission.abstract_ko, "ko"), (submission.abstract_en, "en")]
    text, language = first_excerpt(texts, words)
    event = submission.symposium.event
    return SearchHit(
        title=f"{submission.ref} {bilingual.text(submission, 'title')}".strip(),
        url=url,
        text=text or plain(bilingual.text(submission, "abstract"))[:TEXT_SHOWN],
        meta=f"{bilingual.text(event, 'title')} · {submission.get_kind_display()}",
        language=bilingual.text_language(submission, "title"),
        text_language=language or bilingual.text_language(submission, "abstract"),
    )


def card(user: Any, now: datetime) -> dict[str, Any] | None:
    """What waits for the reader: drafts while their call is open, contributions to confirm, reviews to write."""
    waits = Q(state__in=Submission.ASKED) | Q(
        state=State.DRAFT, symposium__call__is_published=True, symposium__call__closes_at__gt=now
    )
    related = ("symposium__event", "symposium__call")
    held = ~Q(symposium__event__state=Event.State.CANCELLED) & Q(symposium__event__ends_at__gt=now)
    mine = list(own_submissions(user).filter(waits, held).select_related(*related).order_by("confirm_by", "pk")[:SHOWN])
    waiting = own_reviews(user, now).filter(submitted_at=None, submission__state=State.UNDER_REVIEW)
    waiting = waiting.exclude(submission__symposium__event__state=Event.State.CANCELLED)
    reviews = list(waiting.select_related("submission__symposium__event").order_by("due_on", "pk")[:SHOWN])
    return {"mine": mine, "reviews": reviews} if mine or reviews else None


def _readable(user: Any, now: datetime) -> Any:
    """Files are for authors and the desk; a reviewer gets a copy made for him on his review's page."""
    return visible_submissions(user, now).order_by().annotate(as_text=Cast("pk", CharField())).values("as_text")


def _owner_facts(keys: Sequence[str]) -> dict[str, OwnerFacts]:
    rows = Submission.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()]).select_related("symposium__event")
    return {str(one.pk): OwnerFacts(str(one), one.get_absolute_url()) for one in rows}


def _late(user: Any, now: datetime) -> int:
    """How many reviews are late, of what this member of the desk works with."""
    if not is_desk(user):
        return 0
    today = timezone.localdate(now)
    return Review.objects.waiting().filter(due_on__lt=today, submission__in=desk_submissions(user, now)).count()


def _gone(user: Any, now: datetime) -> int:
    """How many contributions wait for a place, where another accepted one was withdrawn."""
    if not is_desk(user):
        return 0
    freed = Submission.objects.filter(
        state=State.WITHDRAWN, decisions__outcome__in=["accepted", "accepted-poster"], symposium__event__ends_at__gt=now
    )
    waiting = desk_submissions(user, now).filter(state=State.WAITLISTED, symposium__in=freed.values("symposium"))
    return waiting.count()


def _call_url(symposium: Symposium) -> str:
    return reverse("symposia:call-detail", args=[symposium.slug])


def _has_call(symposium: Symposium, user: Any, now: datetime) -> bool:
    call = Call.objects.filter(symposium=symposium).first()
    return call is not None and (call.is_published or runs(user, symposium, now))


def _panel(symposium: Symposium, user: Any, now: datetime) -> dict[str, Any] | None:
    """On the landing page, while the call is open."""
    call = Call.objects.filter(symposium=symposium).first()
    return {"call": call, "event": symposium.event} if call is not None and call.is_open(now) else None


def _key_days(symposium: Symposium, user: Any, now: datetime) -> Sequence[panels.KeyDay]:
    """When the call opens and closes, for everybody who may see it."""
    call = Call.objects.filter(symposium=symposium, is_published=True).first()
    if call is None:
        return []
    zone, url = symposium.event.zone, _call_url(symposium)
    return [
        panels.KeyDay(call.opens_at.astimezone(zone).date(), _("The call opens"), url),
        panels.KeyDay(call.closes_at.astimezone(zone).date(), _("The call closes"), url),
    ]


def _notes(symposia: Sequence[Symposium], user: Any, now: datetime) -> dict[int, tuple[Any, str]]:
    """In the list of symposia: until when an open call takes contributions."""
    rows = Call.objects.filter(
        symposium__in=[one.pk for one in symposia], is_published=True, opens_at__lte=now, closes_at__gt=now
    )
    by_key = {one.pk: one for one in symposia}
    return {
        call.symposium_id: (
            gettext("Call for contributions until %(moment)s")
            % {"moment": when.moment(call.closes_at, by_key[call.symposium_id].event.time_zone)},
            _call_url(by_key[call.symposium_id]),
        )
        for call in rows
        if by_key[call.symposium_id].event.state != Event.State.CANCELLED
    }


TAB = panels.Tab(slug="call", label=_("Call"), url=_call_url, shown=_has_call, order=10)
PANEL = panels.Panel(slug="call", template="symposia/calls/_panel.html", context=_panel, order=10)
KEY_DAYS = panels.KeyDaySource(slug="call", days=_key_days, order=10)
NOTE = panels.ListNote(slug="call", notes=_notes, order=10)
SEARCH = SearchSource(slug="submissions", name=_("Contributions to symposia"), search=search, icon="journal-text", order=100)
CARD = MyPageCard(slug="submissions", template="symposia/calls/_card.html", context=card, order=100)
# Not for staff as such: who of them reviews a contribution blind would read who wrote it.
DOCUMENTS = DocumentOwner(
    slug=OWNER,
    name=_("Contribution to a symposium"),
    readable=_readable,
    facts=_owner_facts,
    is_closed=True,
    order=100,
)
LATE = DeskNotice(
    slug="symposia-late-reviews",
    label=_("Symposia: late reviews"),
    count=_late,
    url=lambda: f"{reverse('admin:symposia_review_changelist')}?late=1",
    order=100,
)
WAITING = DeskNotice(
    slug="symposia-waiting-list",
    label=_("Symposia: contributions waiting for a place that is free now"),
    count=_gone,
    url=lambda: f"{reverse('admin:symposia_submission_changelist')}?state__exact=waitlisted",
    order=101,
)
