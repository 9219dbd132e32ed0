"""Two records of one person become one: one interest in an offer, one standing role of a kind, and none in one's own offer."""

from council.merging import Joining
from symposia.models import InterestExpression, RoleVerification

State = InterestExpression.State
# Of two that cannot both stand the later in this order stays.
RANKS = (State.DECLINED, State.SENT, State.ACCEPTED)


def settle_people(joining: Joining) -> None:
    """End what constraints forbid two records of one person, whichever has it: the better one stays."""
    both = [joining.kept.pk, joining.gone.pk]
    own = InterestExpression.objects.filter(member__in=both, offer__owner__in=both, state=State.SENT)
    for one in own:
        _end(one, joining)
    standing = InterestExpression.objects.filter(member=joining.gone).exclude(state=State.EXPIRED)
    for theirs in standing.select_related("offer").order_by("pk"):
        mine = InterestExpression.objects.filter(member=joining.kept, offer=theirs.offer).exclude(state=State.EXPIRED).first()
        if mine is not None:
            _end(min(theirs, mine, key=lambda one: _rank(one, theirs.offer.agreed_with_id)), joining)
    for role in RoleVerification.objects.filter(member=joining.gone, state__in=RoleVerification.STANDING):
        mine_too = RoleVerification.objects.filter(member=joining.kept, role=role.role, state__in=RoleVerification.STANDING)
        asked_too = mine_too.filter(state=RoleVerification.State.ASKED)
        if role.state == RoleVerification.State.VERIFIED and asked_too.exists():
            asked_too.delete()
        elif mine_too.exists():
            role.delete()


def _rank(interest: InterestExpression, agreed_with: int | None) -> tuple[bool, int]:
    return interest.pk == agreed_with, RANKS.index(State(interest.state))


def _end(interest: InterestExpression, joining: Joining) -> None:
    interest.state, interest.answered_at = State.EXPIRED, interest.answered_at or joining.now
    interest.save(update_fields=["state", "answered_at"])
    interest.follow_ups.filter(outcome="").delete()
