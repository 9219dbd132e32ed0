"""Who the rows of the technology forums ask for."""

from tests.portal.rows import LOGIN, PEOPLE

# Besides those of the portal (`member` sits in the forum, `coordinator` is its staff): its chair, a named contact of a
# company's joint case, a competitor in the same forum, the cases' attorney, and staff of the forums at the IP desk.
FORUMS_PEOPLE = (*PEOPLE, "forum-chair", "contact", "rival", "attorney", "ip-desk")


def for_people(
    *who: str, status: int | str = 200, anonymous: int | str = LOGIN, others: int | str = 404
) -> tuple[int | str, ...]:
    """What each of FORUMS_PEOPLE gets: `status` for `who`, `anonymous` for a visitor not among them, `others` for the rest."""
    rest = {"anonymous": anonymous}
    return tuple(status if person in who else rest.get(person, others) for person in FORUMS_PEOPLE)
