"""Who has signed, and who has not."""

import hashlib

from council.members.models import Organisation
from forums.models import CoOwner, CoOwnerConsent, IPCase, JointAct
from forums.models.rights import CaseState

# While the agreement is worked on, and until the application is filed.
SIGNABLE = (CaseState.AGREEMENT, CaseState.PRIOR_ART, CaseState.READY)


def terms_of(case: IPCase) -> str:
    """What is signed, in a line that is another for other terms: who owns what, which kind of right, its title, who made it."""
    rows = case.owners.order_by("organisation").values_list("organisation", "numerator", "denominator")
    owners = ";".join(f"{organisation}:{numerator}/{denominator}" for organisation, numerator, denominator in rows)
    names = case.inventors.order_by("position").values_list("name", flat=True)
    words = "\n".join([case.right, case.title_ko, case.title_en, *names])
    return f"{owners}|{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def missing_owners(case: IPCase, joint_act: JointAct | None = None) -> list[Organisation]:
    """The co-owners who have not signed the filing, or `joint_act`, in their order."""
    signed = CoOwnerConsent.objects.live().filter(joint_act=joint_act, co_owner__isnull=False)
    owners = CoOwner.objects.filter(case=case).exclude(pk__in=signed.values("co_owner"))
    return [owner.organisation for owner in owners.select_related("organisation").order_by("position", "pk")]


def can_sign(case: IPCase, joint_act: JointAct | None = None) -> bool:
    """Whether there is something to sign now."""
    if joint_act is not None:
        return bool(joint_act.state == JointAct.State.OPEN)
    return case.state in SIGNABLE
