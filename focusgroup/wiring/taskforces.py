"""What this part registers with the platform, what it knows of people, and what becomes of its rows in a merge."""

from django.utils.translation import gettext_lazy as _

from council import programmes
from council.merging import MergeLink
from council.personal_data import Erasure, PersonalLink, histories, traces

PERSONAL_LINKS: tuple[PersonalLink, ...] = (
    PersonalLink(
        model="focusgroup.unavailability",
        via="member",
        erased=Erasure.DESTROY,
        label=_("Task forces that you are not available for"),
        exported=("task_force__body__name_ko", "task_force__body__name_en", "reason"),
        twin_of=("task_force",),
    ),
    PersonalLink(
        model="focusgroup.absence",
        via="member",
        erased=Erasure.DESTROY,
        label=_("Days on which you take on no new work"),
        exported=("starts_on", "ends_on"),
        twin_of=("starts_on", "ends_on"),
    ),
    # Who led a task force stays on record, without a name; the lead's own place is among the places. Whom a proposal names, it
    # names by a key alone.
    *traces(
        "focusgroup.taskforce.lead",
        "focusgroup.taskforcestep.by",
        "focusgroup.composition.made_by",
        "focusgroup.composition.accepted_by",
        "focusgroup.historicaltaskforce.lead",
    ),
    *histories("focusgroup.taskforce"),
)
MERGE_LINKS: tuple[MergeLink, ...] = (
    MergeLink(
        model="focusgroup.taskforce_organisations",
        via="organisation",
        label=_("Task forces that it concerns"),
        twin_of=("taskforce",),
    ),
)
# Names of addresses that are a person's own: staff who see the portal as somebody do not open them.
OWN_PAGES: tuple[str, ...] = ("focusgroup:absence-list", "focusgroup:absence-remove")
# Names of addresses outside the administration at which staff see people's data.
STAFF_PAGES: tuple[str, ...] = ("focusgroup:taskforce-detail", "focusgroup:composition-detail")


def register() -> None:
    """Tell the registry of panels, kinds of messages, deadlines, cards, searches and documents of this part."""
    from focusgroup.deadlines.taskforces import TASK_FORCE_END
    from focusgroup.demo import taskforces as demo
    from focusgroup.services.taskforces import telling

    programmes.message_kinds.register(
        programmes.MessageKind(slug=telling.KIND, name=_("Task forces"), still_true=telling.still_true)
    )
    programmes.message_kinds.register(
        programmes.MessageKind(
            slug=TASK_FORCE_END.kind,
            name=_("End of a task force that you lead"),
            essential=False,
            still_true=TASK_FORCE_END.holds,
        )
    )
    programmes.deadline_sources.register(TASK_FORCE_END)
    programmes.demo_parts.register(programmes.DemoPart(slug="focus-group-task-forces", load=demo.load, order=45))
