from collections.abc import Callable
from typing import Any

from tests.factories import NOW
from tests.focusgroup.factories.clusters import (
    ClusterAnalysisFactory,
    ClusterFactory,
    HybridClusterFactory,
    MilestoneFactory,
    statistic,
)
from tests.focusgroup.matrix.people import FOCUS_PEOPLE, for_people
from tests.portal.rows import ALL, ON, Row, World

INSIDE = ("chair", "seat", "desk", "team", "admin")
EVERYBODY = (200,) * len(FOCUS_PEOPLE)
ONLY_POST = for_people(others=405)
ROWS: list[Row] = [
    Row("focusgroup:cluster-list", EVERYBODY, people=FOCUS_PEOPLE),
    Row("focusgroup:cluster-detail", EVERYBODY, ("moulds",), people=FOCUS_PEOPLE),
    Row("focusgroup:cluster-detail", (404,) * len(ALL), ("nowhere",), note="there is none"),
    Row("focusgroup:cluster-table", EVERYBODY, ("moulds", "years"), people=FOCUS_PEOPLE),
    Row("focusgroup:cluster-table", (404,) * len(ALL), ("moulds", "secrets"), note="no such table"),
    Row("focusgroup:cluster-relatedness", EVERYBODY, people=FOCUS_PEOPLE),
    Row("focusgroup:cluster-relatedness-table", EVERYBODY, people=FOCUS_PEOPLE),
    Row("focusgroup:cluster-bridges", for_people(*INSIDE), people=FOCUS_PEOPLE),
    Row("focusgroup:cluster-bridges-table", for_people(*INSIDE), people=FOCUS_PEOPLE),
    Row(
        "focusgroup:cluster-bridge-propose",
        for_people(*INSIDE, status=405, others=405),
        ("moulds", "steel"),
        people=FOCUS_PEOPLE,
    ),
    Row(
        "focusgroup:cluster-bridge-propose",
        for_people("chair", "seat", status=ON),
        ("moulds", "steel"),
        "post",
        "tied by a hybrid cluster",
        FOCUS_PEOPLE,
    ),
    Row("focusgroup:hybrid-detail", EVERYBODY, ("housing",), people=FOCUS_PEOPLE),
    Row("focusgroup:analysis-list", EVERYBODY, people=FOCUS_PEOPLE),
    Row("focusgroup:analysis-detail", EVERYBODY, ("published",), people=FOCUS_PEOPLE),
    Row(
        "focusgroup:analysis-detail",
        for_people(*INSIDE, anonymous=404),
        ("inside",),
        note="for the body",
        people=FOCUS_PEOPLE,
    ),
]
ADMIN: dict[str, tuple[int, int]] = {
    "focusgroup.cluster": (200, 200),
    "focusgroup.clusteranalysis": (200, 200),
    "focusgroup.hybridcluster": (200, 200),
    "focusgroup.industrystatistic": (200, 200),
}
NO_PAGE: dict[str, str] = {
    "focusgroup:cluster-table": "a file",
    "focusgroup:cluster-bridge-propose": "POST alone; leads to the draft",
    "focusgroup:cluster-relatedness-table": "a file",
    "focusgroup:cluster-bridges-table": "a file",
}
ADMIN_NO_PAGE: dict[str, str] = {}
OTHER_PAGES: dict[str, Callable[[], list[str]]] = {}
WAYS: dict[Callable[[Any], None], tuple[str, ...]] = {}


def build(world: World) -> None:
    """A cluster of two that become a hybrid one, figures of them, an analysis for everybody and one for the body."""
    moulds = ClusterFactory(slug="moulds", codes=["C29", "C22"], places=["gyeongsan", "chilgok"])
    steel = ClusterFactory(slug="steel", codes=["C24"], places=["pohang"])
    hybrid = HybridClusterFactory(slug="housing", parents=[moulds, steel], owner=world.people["chair"].member)
    MilestoneFactory(hybrid=hybrid, achieved_on=NOW.date())
    MilestoneFactory(hybrid=hybrid)
    for year in (2024, 2025):
        for place, people in (("gyeongsan", 1000), ("pohang", 3000), ("", 90_000)):
            for code, part in (("C22", 10), ("C24", 20), ("C29", 15), ("", 100)):
                statistic(place, code, year, people * part // 100 + year - 2024)
    ClusterAnalysisFactory(slug="published", clusters=[moulds])
    ClusterAnalysisFactory(slug="inside", clusters=[moulds, steel], is_published=False)
