import pytest

from tests.factories import MemberFactory, UserFactory, coordinator
from tests.focusgroup.factories.invitations import TargetFactory, TeamMemberFactory


@pytest.fixture
def team():
    """A log-in in the invitation team."""
    return TeamMemberFactory(member=MemberFactory(user__email="team@example.com")).member.user


@pytest.fixture
def target():
    return TargetFactory(name_en="Sekret Precision", name_ko="비밀정밀")


@pytest.fixture
def outsiders(db):
    """Who works for or sits in the Focus Group, and whoever else, none of them in the team."""
    return [
        coordinator("focus-group", email="desk@example.com"),
        coordinator("council", email="secretariat@example.com"),
        MemberFactory(user__email="somebody@example.com").user,
        UserFactory(email="nobody@example.com"),
    ]
