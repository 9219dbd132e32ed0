"""What programmes show elsewhere: on their events, in the search, on one's own page, in the library."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from council import bilingual, when
from council.events.models import AgendaItem, Event
from council.members.permissions import member_of
from council.programmes import (
    AgendaPanel,
    DeskNotice,
    DocumentOwner,
    EventPanel,
    MyPageCard,
    OwnerFacts,
    SearchHit,
    SearchSource,
    nothing_more,
)
from symposia.group import SLUG
from symposia.models import (
    Paper,
    PaperAuthor,
    Proceedings,
    ProgrammeVersion,
    PublishedSession,
    PublishedSpeaker,
    PublishedTalk,
    Star,
    Submission,
    Symposium,
    Talk,
    TalkSpeaker,
)
from symposia.panels import Tab
from symposia.permissions import programme as permissions
from symposia.permissions.group import is_desk
from symposia.services.programme.files import INSIDE, TALK
from symposia.services.programme.reading import IS_WITHDRAWN

SHOWN = 10
TEXT_SHOWN = 160
# A talk stays on one's own page until it is so long over.
OVER_FOR = timedelta(days=1)


_EVENT = "version__symposium__event"
# The event was moved since the programme was published.
_IS_OUTSIDE = Q(starts_at__lt=F(f"{_EVENT}__starts_at")) | Q(ends_at__gt=F(f"{_EVENT}__ends_at"))


def _on_event(event: Any, user: Any, now: datetime) -> dict[str, Any] | None:
    """The way from an event's page to its programme and proceedings."""
    if event.programme != SLUG:
        return None
    published = ProgrammeVersion.objects.filter(symposium=event.pk).exists()
    released = Proceedings.objects.filter(symposium=event.pk, released_at__isnull=False).exists()
    if not published and not released:
        return None
    return {"has_programme": published, "has_proceedings": released, "is_outdated": bool(_old_items(event, user, now))}


def _old_items(event: Any, user: Any, now: datetime) -> dict[int, dict[str, Any]]:
    """The items of a symposium's agenda that were published for dates that it does not have any more, by their keys. Of a
    cancelled one nothing holds, which the page says."""
    if event.programme != SLUG or event.state == Event.State.CANCELLED:
        return {}
    outside = Q(starts_at__lt=event.starts_at) | Q(ends_at__gt=event.ends_at)
    return {key: {} for key in AgendaItem.objects.filter(outside, event=event).values_list("pk", flat=True)}


VERSION = """
    SELECT concat((SELECT max(version.number) FROM symposia_programmeversion version WHERE version.symposium_id = e.id), '/',
                  (SELECT made.released_at FROM symposia_proceedings made WHERE made.symposium_id = e.id))
"""


def _has_proceedings(symposium: Symposium, user: Any, now: datetime) -> bool:
    return Proceedings.objects.filter(symposium=symposium, released_at__isnull=False).exists()


def search_talks(words: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """Talks of published programmes that `user` may see, with all the words in title, abstract, keywords or a speaker's name;
    the latest first. One query."""
    found = permissions.visible_talks(user, now)
    for word in words.split():
        people = PublishedSpeaker.objects.filter(talk=OuterRef("pk"))
        named = people.filter(Q(speaker__name_ko__icontains=word) | Q(speaker__name_en__icontains=word))
        found = found.filter(_says(word) | Q(Exists(named)))
    rows = found.select_related("version__symposium__event", "session").order_by("-starts_at", "-pk")[: limit + 1]
    return [_talk_hit(one) for one in rows]


def _says(word: str) -> Q:
    names = ("title_ko", "title_en", "abstract_ko", "abstract_en", "keywords")
    said = Q()
    for name in names:
        said |= Q(**{f"{name}__icontains": word})
    return said


def _talk_hit(talk: Any) -> SearchHit:
    event = talk.version.symposium.event
    return SearchHit(
        title=bilingual.text(talk, "title"),
        url=reverse("symposia:programme-talk", args=[event.slug, talk.number]),
        text=Truncator(bilingual.text(talk, "abstract")).chars(TEXT_SHOWN),
        meta=f"{bilingual.text(event, 'title')} · {when.span(talk.starts_at, talk.ends_at, event.time_zone)}",
        language=bilingual.text_language(talk, "title"),
        text_language=bilingual.text_language(talk, "abstract"),
    )


def search_papers(words: str, user: Any, now: datetime, limit: int) -> Sequence[SearchHit]:
    """Papers of released proceedings, found in the same way. One query."""
    found = permissions.visible_papers(user, now)
    for word in words.split():
        people = PaperAuthor.objects.filter(paper=OuterRef("pk"))
        named = people.filter(Q(name_ko__icontains=word) | Q(name_en__icontains=word))
        found = found.filter(_says(word) | Q(Exists(named)))
    rows = found.select_related("proceedings__symposium__event").order_by("-presented_at", "-pk")[: limit + 1]
    return [_paper_hit(one) for one in rows]


def _paper_hit(paper: Paper) -> SearchHit:
    event = paper.proceedings.symposium.event
    return SearchHit(
        title=bilingual.text(paper, "title"),
        url=paper.get_absolute_url(),
        text=Truncator(bilingual.text(paper, "abstract")).chars(TEXT_SHOWN),
        meta=bilingual.text(event, "title"),
        language=bilingual.text_language(paper, "title"),
        text_language=bilingual.text_language(paper, "abstract"),
    )


def card(user: Any, now: datetime) -> dict[str, Any] | None:
    """The talks to come that `user` gives or marked. Two queries whatever there is."""
    member = member_of(user)
    if member is None:
        return None
    mine = PublishedSpeaker.objects.filter(talk=OuterRef("pk"), speaker__member=member)
    marked = Star.objects.filter(talk=OuterRef("talk"), member=member)
    found = permissions.visible_talks(user, now).filter(ends_at__gt=now - OVER_FOR).exclude(_IS_OUTSIDE)
    found = found.exclude(**{f"{_EVENT}__state": Event.State.CANCELLED})
    found = found.annotate(is_withdrawn=IS_WITHDRAWN, speaks=Exists(mine.filter(presents=True))).filter(
        Q(Exists(mine)) | Q(Exists(marked))
    )
    rows = list(found.select_related("version__symposium__event", "session__room").order_by("starts_at", "pk")[:SHOWN])
    return {"talks": rows} if rows else None


def _unheld(user: Any, now: datetime) -> int:
    """How many published programmes do not hold any more: the event was moved since, a talk was withdrawn, or an author took
    the own name off one."""
    if not is_desk(user):
        return 0
    current = ProgrammeVersion.objects.current().filter(
        symposium__event__state=Event.State.PUBLISHED, symposium__event__ends_at__gt=now
    )
    sessions = PublishedSession.objects.filter(_IS_OUTSIDE, version=OuterRef("pk"))
    gone = PublishedTalk.objects.filter(version=OuterRef("pk"), talk__submission__isnull=False)
    gone = gone.exclude(talk__submission__state__in=Submission.ACCEPTED)
    left = PublishedSpeaker.objects.filter(
        ~Exists(TalkSpeaker.objects.filter(talk=OuterRef("talk__talk"), speaker=OuterRef("speaker"))),
        version=OuterRef("pk"),
        talk__talk__submission__moves__verb="leave",
        talk__talk__submission__moves__at__gte=OuterRef("published_at"),
    )
    return current.filter(Q(Exists(sessions)) | Q(Exists(gone)) | Q(Exists(left))).count()


def owner_facts(keys: Sequence[str]) -> dict[str, OwnerFacts]:
    """What the talks are called, and where they are. One query."""
    wanted = [int(key) for key in keys if key.isdecimal()]
    talks = Talk.objects.filter(pk__in=wanted).select_related("symposium__event")
    return {
        str(one.pk): OwnerFacts(
            bilingual.text(one, "title"), reverse("symposia:programme-talk", args=[one.symposium.event.slug, one.number])
        )
        for one in talks
    }


PANEL = EventPanel(
    slug="symposium-programme",
    template="symposia/programme/_event_panel.html",
    context=_on_event,
    order=5,
    version=nothing_more,
    version_sql=VERSION,
)
OLD_ITEMS = AgendaPanel(slug="symposium-moved", template="symposia/programme/_old_item.html", contexts=_old_items, order=5)
TALKS = SearchSource(slug="symposium-talks", name=_("Talks of symposia"), search=search_talks, icon="mic", order=60)
PAPERS = SearchSource(
    slug="symposium-papers", name=_("Papers of proceedings"), search=search_papers, icon="journal-text", order=61
)
TABS = (
    Tab(
        slug="programme",
        label=_("Programme"),
        url=lambda symposium: reverse("symposia:programme", args=[symposium.event.slug]),
        order=20,
    ),
    Tab(
        slug="proceedings",
        label=_("Proceedings"),
        url=lambda symposium: reverse("symposia:proceedings", args=[symposium.event.slug]),
        shown=_has_proceedings,
        order=80,
    ),
)
UNHELD = DeskNotice(
    slug="symposia-programmes",
    label=_("Symposia: published programmes that do not hold any more (moved, a talk withdrawn, or an author who left)"),
    count=_unheld,
    url=lambda: reverse("admin:symposia_programmeversion_changelist"),
    order=102,
)
CARD = MyPageCard(slug="symposium-programme", template="symposia/programme/_card.html", context=card, order=60)
OWNERS = (
    DocumentOwner(slug=TALK, name=_("Talk of a symposium"), readable=permissions.readable_talks, facts=owner_facts, order=60),
    DocumentOwner(
        slug=INSIDE,
        name=_("Talk of a symposium, for those with a place"),
        readable=permissions.readable_inside,
        facts=owner_facts,
        order=61,
    ),
)
