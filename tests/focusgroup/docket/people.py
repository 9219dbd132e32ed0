"""The Focus Group of the docket's tests."""

from types import SimpleNamespace

from tests.factories import MemberFactory, MembershipFactory, coordinator
from tests.focusgroup.factories.docket import EvidenceFactory, MeetingFactory, ProposalFactory
from tests.focusgroup.factories.seats import FocusSeatFactory, GroupFactory


def small_group(seats=5):
    """A chair, a vice-chair and plain seats, the desk, an outsider; a meeting today."""
    body = GroupFactory()

    def seated(**values):
        place = MembershipFactory(body=body, member=MemberFactory(), **values)
        return FocusSeatFactory(membership=place)

    chair, vice = seated(role="chair"), seated(role="vice-chair")
    rest = [seated() for _ in range(seats - 2)]
    return SimpleNamespace(
        body=body,
        seats=[chair, vice, *rest],
        chair=chair.membership.member,
        vice=vice.membership.member,
        members=[one.membership.member for one in rest],
        desk=coordinator("focus-group", email="desk@example.com"),
        outsider=MemberFactory(),
        meeting=MeetingFactory(body=body),
    )


def proposal_in(group, state, author=None, **values):
    """A proposal in a state, with evidence; it has a number unless it is a draft."""
    made = ProposalFactory(numbered=state != "draft", state=state, author=author or group.members[0], **values)
    EvidenceFactory(proposal=made)
    return made
