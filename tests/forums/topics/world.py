"""One forum with an asker, somebody who answers, a chair and staff; one outside."""

from types import SimpleNamespace

from django.test import Client

from tests.factories import MemberFactory, MembershipFactory, OrganisationFactory, coordinator
from tests.forums.factories.seats import ForumFactory


def forum_with_people(slug="moulders"):
    forum = ForumFactory(body__slug=slug)

    def seated(**values):
        member = MemberFactory(organisation=OrganisationFactory())
        MembershipFactory(body=forum.body, member=member, **values)
        return member

    return SimpleNamespace(
        forum=forum,
        asker=seated(),
        answerer=seated(),
        third=seated(),
        chair=seated(role="chair"),
        desk=coordinator("forums", email=f"desk-{slug}@example.com"),
        outsider=MemberFactory(),
        base=f"/forums/{slug}/topics/",
    )


def as_(member):
    """A browser of somebody: a member or a log-in."""
    client = Client()
    client.force_login(getattr(member, "user", member))
    return client
