"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

TOPIC = ("topic__title", "topic__forum__body__slug")
# What was written belongs to the forum, whose record it is: it stays, by a person without a name. What somebody followed goes.
PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="forums.topic",
        via="author",
        erased=Erasure.ANONYMISE,
        label=_("Topics that you began in a forum"),
        exported=("forum__body__slug", "kind", "title", "state", "created_at", "deleted_at"),
    ),
    PersonalLink(
        model="forums.post",
        via="author",
        erased=Erasure.ANONYMISE,
        label=_("Posts that you wrote in a forum"),
        exported=(*TOPIC, "number", "text", "language", "created_at", "edited_at", "hidden_at", "withdrawn_at", "deleted_at"),
    ),
    PersonalLink(
        model="forums.postreport",
        via="member",
        erased=Erasure.DESTROY,
        label=_("Posts that you reported"),
        exported=("post__topic__title", "post__number", "reason", "at", "settled_at"),
        twin_of=("post",),
    ),
    PersonalLink(
        model="forums.topicfollow",
        via="member",
        erased=Erasure.DESTROY,
        label=_("Topics that you follow"),
        exported=(*TOPIC, "is_on", "at"),
        twin_of=("topic",),
    ),
    PersonalLink(
        model="forums.forumfollow",
        via="member",
        erased=Erasure.DESTROY,
        label=_("Forums that you follow"),
        exported=("forum__body__slug", "at"),
        twin_of=("forum",),
    ),
    PersonalLink(
        model="forums.digestsetting",
        via="member",
        erased=Erasure.DESTROY,
        label=_("How often you are told what is new"),
        exported=("frequency", "told_until"),
        twin_of=(),
    ),
    # What hangs on a topic, or a post, stays with it.
    *(
        PersonalLink(model=f"forums.{model}", via=via, erased=Erasure.ANONYMISE, own=False)
        for model, via in (
            ("post", "topic__author"),
            ("postreport", "post__author"),
            ("postrevision", "post__author"),
            ("historicaltopic", "accepted__author"),
            ("topic", "accepted__author"),
            ("topic_tags", "topic__author"),
            ("topicfollow", "topic__author"),
            ("topicmove", "post__author"),
            ("topicmove", "topic__author"),
        )
    ),
    *traces(
        "forums.historicaltopic.author",
        "forums.postreport.settled_by",
        "forums.postrevision.by",
        "forums.topicmove.by",
    ),
    *histories("forums.tag", "forums.topic"),
)
MERGE_LINKS: tuple[MergeLink, ...] = ()
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ("forums:topic-settings",)
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = (
    "forums:topic-detail",
    "forums:topic-list",
    "forums:post-history",
    "forums:post-reports",
)


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from forums import topic_panels as panels
    from forums.demo import topics as demo
    from forums.services.topics import telling
    from forums.services.topics.digests import digest_is_true

    kind = programmes.MessageKind
    for made in (
        kind(
            slug=telling.ANSWER,
            name=_("Answers to your questions in the forums"),
            essential=False,
            true_at=telling.answer_is_true,
        ),
        kind(
            slug=telling.DIGEST,
            name=_("What is new in the forums’ topics that you follow"),
            essential=False,
            true_at=digest_is_true,
        ),
        kind(
            slug=telling.MODERATED,
            name=_("What became of what you wrote in the forums"),
            still_true=telling.moderated_is_true,
        ),
    ):
        programmes.message_kinds.register(made)
    programmes.search_sources.register(panels.SEARCH)
    programmes.my_page_cards.register(panels.CARD)
    programmes.document_owners.register(panels.DOCUMENTS)
    programmes.desk_notices.register(panels.NOTICE)
    programmes.demo_parts.register(programmes.DemoPart(slug="forums-topics", load=demo.load, order=62))
