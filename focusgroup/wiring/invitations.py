"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from council import bilingual, programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces
from council.programmes import SearchHit
from focusgroup.demo.invitations import load as load_demo
from focusgroup.models import AgencyEngagement, InvitationTarget
from focusgroup.permissions.invitations import is_team, own_engagements, visible_targets
from focusgroup.services.invitations.telling import CONSENT, is_asked_still
from focusgroup.wiring.invitation_deadlines import SOURCES

KEEP = Erasure.ANONYMISE

PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="focusgroup.invitationteammember",
        via="member",
        erased=Erasure.DESTROY,
        label=_("Your place in the invitation team"),
        exported=("since", "until"),
        # Which of two stays is settled before (`focusgroup.merging`).
        twin_of=(),
    ),
    # What an agency was engaged for is confidential: the copy of one's data has its days alone.
    PersonalLink(
        model="focusgroup.agencyengagement",
        via="contact",
        erased=KEEP,
        label=_("Engagements of your agency in which you were the contact"),
        exported=("starts_on", "ends_on", "nda_from", "nda_until"),
    ),
    *traces(
        "focusgroup.invitationtarget.owner",
        "focusgroup.historicalinvitationtarget.owner",
        "focusgroup.historicalinvitationteammember.member",
        "focusgroup.historicalagencyengagement.contact",
        "focusgroup.targetmove.by",
        "focusgroup.touch.by",
        "focusgroup.invitationplan.written_by",
        "focusgroup.invitationproposal.written_by",
        "focusgroup.historicalinvitationplan.written_by",
        "focusgroup.historicalinvitationplan.approved_by",
        "focusgroup.historicalinvitationproposal.written_by",
        "focusgroup.historicalinvitationproposal.approved_by",
        "focusgroup.invitationplan.approved_by",
        "focusgroup.invitationproposal.approved_by",
        "focusgroup.dispatch.by",
    ),
    # What hangs on an engagement is the council's, and says nothing more of the agency's contact.
    *(
        PersonalLink(model=f"focusgroup.{model}", via=via, erased=Erasure.ANONYMISE, own=False)
        for model, via in (
            ("agencyengagement_targets", "agencyengagement__contact"),
            ("dispatch", "engagement__contact"),
            ("touch", "engagement__contact"),
        )
    ),
    *histories(
        "focusgroup.invitationtarget",
        "focusgroup.invitationteammember",
        "focusgroup.agencyengagement",
        "focusgroup.invitationplan",
        "focusgroup.invitationproposal",
        "focusgroup.dataitem",
        "focusgroup.investmentfacts",
        "focusgroup.invitationresult",
    ),
)
MERGE_LINKS: tuple[MergeLink, ...] = (
    MergeLink(model="focusgroup.agencyengagement", via="agency", label=_("Engagements")),
    MergeLink(model="focusgroup.historicalagencyengagement", via="agency"),
    MergeLink(model="focusgroup.invitationtarget", via="organisation", label=_("Landed invitations")),
    MergeLink(model="focusgroup.historicalinvitationtarget", via="organisation"),
)
# Whoever sees the portal as somebody, to help, is not led to what is confidential.
OWN_PAGES: tuple[str, ...] = tuple(
    f"focusgroup:invitation-{name}"
    for name in ("list", "detail", "board", "engagement", "engagement-list", "plan", "proposal", "touch", "move", "dispatch")
)
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ()


SHOWN = 5


def still_true(context: dict[str, Any]) -> bool:
    """Whether a notice is still for its reader: an engagement that nobody ended is his, a target that was reported on, too."""
    user = context["user_id"]
    if "engagement" in context:
        fit = AgencyEngagement.objects.with_fit_contact()
        return fit.filter(pk=context["engagement"], contact__user=user, ended_at=None).exists()
    return InvitationTarget.objects.filter(pk=context["target"], owner__user=user).exists()


def overdue_count(user: Any, now: datetime) -> int:
    """How many next actions are overdue, for the team; none for anybody else."""
    if not is_team(user, now):
        return 0
    return InvitationTarget.objects.filter(standing="open", next_action_on__lt=timezone.localdate(now)).count()


def search(words: str, user: Any, now: datetime, limit: int) -> list[SearchHit]:
    """Targets by name or field, of those that `user` may know of."""
    columns = ("name_ko", "name_en", "field_ko", "field_en")
    matching = Q(*((f"{column}__icontains", words) for column in columns), _connector=Q.OR)
    found = visible_targets(user, now).filter(matching).order_by("name_en", "pk")[: limit + 1]
    return [
        SearchHit(
            title=target.name,
            url=target.page_url(),
            text=bilingual.text(target, "field"),
            meta=target.get_hq_country_display(),
            language=bilingual.text_language(target, "name"),
        )
        for target in found
    ]


def my_card(user: Any, now: datetime) -> dict[str, Any] | None:
    """What one works on: the owner's targets with the nearest next action, an agency's engagements and targets."""
    today = timezone.localdate(now)
    if is_team(user, now):
        mine = visible_targets(user, now).filter(owner__user=user, standing="open", next_action_on__isnull=False)
        return {"targets": mine.order_by("next_action_on", "pk")[:SHOWN], "today": today, "is_team": True}
    engagements = list(own_engagements(user, now).order_by("ends_on", "pk")[:SHOWN])
    if not engagements:
        return None
    targets = visible_targets(user, now).order_by("name_en", "pk")[:SHOWN]
    return {"targets": targets, "engagements": engagements, "today": today, "is_team": False}


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    programmes.message_kinds.register(
        programmes.MessageKind(
            slug="invitation-notice",
            name=_("Invitations that you work on"),
            description=_("Engagements, papers that were handed over, reports. No mail names a target."),
            still_true=still_true,
        )
    )
    programmes.message_kinds.register(
        programmes.MessageKind(
            slug=CONSENT, name=_("Questions whether an agency may have your name"), still_true=is_asked_still
        )
    )
    for source in SOURCES:
        programmes.deadline_sources.register(source)
        programmes.message_kinds.register(
            programmes.MessageKind(slug=source.kind, name=source.name, essential=False, still_true=source.holds)
        )
    programmes.search_sources.register(
        programmes.SearchSource(slug="invitations", name=_("Invitations"), search=search, icon="building-add", order=90)
    )
    programmes.my_page_cards.register(
        programmes.MyPageCard(slug="invitations", template="focusgroup/invitations/_my_card.html", context=my_card, order=60)
    )
    programmes.desk_notices.register(
        programmes.DeskNotice(
            slug="invitation-actions-overdue",
            label=_("Invitations: next actions that are overdue"),
            count=overdue_count,
            url=lambda: reverse("focusgroup:invitation-list"),
            order=60,
        )
    )
    # After the clusters that targets fit.
    programmes.demo_parts.register(programmes.DemoPart(slug="focus-group-invitations", load=load_demo, order=60))
