"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    # Who answers for a hybrid cluster or a milestone: the work goes on, without the person.
    PersonalLink(model="focusgroup.hybridcluster", via="owner", erased=Erasure.DETACH, own=False),
    PersonalLink(model="focusgroup.milestone", via="owner", erased=Erasure.DETACH, own=False),
    *traces("focusgroup.historicalhybridcluster.owner", "focusgroup.historicalmilestone.owner", "focusgroup.stagemove.by"),
    *histories(
        "focusgroup.cluster",
        "focusgroup.clusteranalysis",
        "focusgroup.hybridcluster",
        "focusgroup.industrystatistic",
        "focusgroup.milestone",
    ),
)
MERGE_LINKS: tuple[MergeLink, ...] = ()
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ()
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ()


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from focusgroup import search_clusters
    from focusgroup.deadlines import clusters as deadlines
    from focusgroup.demo import clusters as demo
    from focusgroup.permissions.clusters import readable_analyses
    from focusgroup.services.clusters.analyses import OWNER, owner_facts
    from focusgroup.services.clusters.ties import shared_meetings

    programmes.message_kinds.register(
        programmes.MessageKind(
            slug=deadlines.MILESTONE.kind,
            name=_("Milestones of hybrid clusters"),
            description=_("Before a milestone that you are responsible for is due."),
            essential=False,
            still_true=deadlines.MILESTONE.holds,
        )
    )
    programmes.deadline_sources.register(deadlines.MILESTONE)
    programmes.my_page_cards.register(
        programmes.MyPageCard(
            slug="milestones", template="focusgroup/clusters/_my_milestones.html", context=deadlines.own_card, order=62
        )
    )
    programmes.desk_notices.register(
        programmes.DeskNotice(
            slug="focus-group-late-milestones",
            label=_("Milestones of hybrid clusters that are late"),
            count=deadlines.late_for_staff,
            url=lambda: reverse("admin:focusgroup_hybridcluster_changelist") + "?milestones=late",
            order=60,
        )
    )
    programmes.document_owners.register(
        programmes.DocumentOwner(
            slug=OWNER, name=_("analysis of clusters"), readable=readable_analyses, facts=owner_facts, order=10
        )
    )
    programmes.search_sources.register(search_clusters.CLUSTERS)
    programmes.search_sources.register(search_clusters.ANALYSES)
    programmes.tie_sources.register(
        programmes.TieSource(slug="shared-meetings", name=_("Shared meetings"), counts=shared_meetings, order=10)
    )
    programmes.demo_parts.register(programmes.DemoPart(slug="focus-group-clusters", load=demo.load, order=20))
