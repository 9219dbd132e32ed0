"""Who the rows of the symposia ask for."""

from tests.portal.rows import LOGIN, PEOPLE

# Besides those of the portal (`coordinator` is the forums'): who chairs the committee, the symposia's staff, an author, a
# reviewer, a CEO who speaks, an investor. All but the staff are members like any other; what they may see comes of what they do
# in a symposium. (The walks visit a page as the first and the last of those who may: the staff, not the chair.)
SYMPOSIA_PEOPLE = (*PEOPLE, "symposium-chair", "symposia-desk", "author", "reviewer", "ceo", "investor")


def for_people(
    *who: str, status: int | str = 200, anonymous: int | str = LOGIN, others: int | str = 404
) -> tuple[int | str, ...]:
    """What each of SYMPOSIA_PEOPLE gets: `status` for `who`, `anonymous` for a visitor not among them, `others` for others."""
    rest = {"anonymous": anonymous}
    return tuple(status if person in who else rest.get(person, others) for person in SYMPOSIA_PEOPLE)
