"""Who the rows of the Focus Group ask for."""

from tests.portal.rows import LOGIN, PEOPLE

# Besides those of the portal: chair and a plain seat of the group, its staff at the desk, one of them in the invitation team,
# and somebody of a consultation agency.
FOCUS_PEOPLE = (*PEOPLE, "chair", "seat", "desk", "team", "agency")


def for_people(
    *who: str, status: int | str = 200, anonymous: int | str = LOGIN, others: int | str = 404
) -> tuple[int | str, ...]:
    """What each of FOCUS_PEOPLE gets: `status` for `who`, `anonymous` for a visitor not among them, `others` for the rest."""
    rest = {"anonymous": anonymous}
    return tuple(status if person in who else rest.get(person, others) for person in FOCUS_PEOPLE)
