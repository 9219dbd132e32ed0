"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

# What was published under somebody's name is the speakers' (`events.speaker`), who are rows without a name afterwards; papers
# have copies of it.
PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="symposia.star",
        via="member",
        erased=Erasure.DESTROY,
        label=_("Talks of symposia that you marked"),
        exported=("talk__title_ko", "talk__title_en", "starred_at"),
        twin_of=("talk",),
    ),
    PersonalLink(
        model="symposia.paperauthor",
        via="speaker__member",
        erased=Erasure.ANONYMISE,
        label=_("Papers of proceedings with your name"),
        exported=("paper__title_ko", "paper__title_en", "name_ko", "name_en", "affiliation_ko", "affiliation_en"),
        blank={"name_ko": "저자", "name_en": "Author", "affiliation_ko": "", "affiliation_en": ""},
    ),
    *traces("symposia.programmeversion.by", "symposia.proceedings.released_by", "symposia.historicalproceedings.released_by"),
    # A talk keeps the contribution that it came of, whoever handed that in.
    *(
        PersonalLink(model=f"symposia.{name}", via="submission__submitter", erased=Erasure.ANONYMISE, own=False)
        for name in ("talk", "historicaltalk")
    ),
    *histories("symposia.session", "symposia.talk", "symposia.proceedings"),
)
MERGE_LINKS: tuple[MergeLink, ...] = ()
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ("symposia:programme-mine",)
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ("symposia:plan", "symposia:plan-publish", "symposia:plan-talk", "symposia:plan-talk-new")


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from symposia import programme_panels as panels
    from symposia.demo import programme as demo
    from symposia.panels import tabs
    from symposia.services.programme import calendars, following, telling

    programmes.message_kinds.register(
        programmes.MessageKind(
            slug=telling.CHANGED,
            name=_("Programmes of symposia"),
            description=_("When a talk of yours, one that you marked, or one in a session that you booked is put elsewhere."),
            still_true=telling.changed_is_true,
        )
    )
    programmes.attachment_kinds.register(programmes.AttachmentKind(slug=telling.ENTRIES, resolve=calendars.resolve_entries))
    programmes.event_followers.register(programmes.EventFollower(slug="symposia-programme", follow=following.follow, order=10))
    programmes.event_panels.register(panels.PANEL)
    programmes.agenda_panels.register(panels.OLD_ITEMS)
    programmes.search_sources.register(panels.TALKS)
    programmes.search_sources.register(panels.PAPERS)
    programmes.my_page_cards.register(panels.CARD)
    programmes.desk_notices.register(panels.UNHELD)
    for tab in panels.TABS:
        tabs.register(tab)
    for owner in panels.OWNERS:
        programmes.document_owners.register(owner)
    programmes.demo_parts.register(programmes.DemoPart(slug="symposia-programme", load=demo.load, move=demo.move, order=130))
