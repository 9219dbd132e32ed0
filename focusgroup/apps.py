from datetime import datetime
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from council import merging, personal_data, programmes

PARTS = ("seats", "clusters", "docket", "consultations", "invitations", "taskforces")


def _prepare(person: personal_data.Person, by: Any, now: datetime) -> None:
    from focusgroup.forgetting import prepare

    prepare(person, by, now)


def _settle_people(joining: merging.Joining) -> None:
    from focusgroup.merging import settle_people

    settle_people(joining)


class FocusGroupConfig(AppConfig):
    name = "focusgroup"
    verbose_name = _("Focus Group")

    def ready(self) -> None:
        programmes.register(
            programmes.Programme(
                slug="focus-group",
                name=_("Focus Group"),
                summary=_(
                    "Researchers, professors, officers and industry experts analyse the region’s clusters, "
                    "propose policy and bring companies and research centres to it."
                ),
                colour="focus-group",
                icon="diagram-3",
                home_url="focusgroup:home",
                order=10,
            )
        )
        parts = [import_module(f"focusgroup.wiring.{part}") for part in PARTS]
        for part in parts:
            part.register()
        personal_data.register(
            personal_data.PersonalData(
                slug="focus-group",
                label=_("Focus Group"),
                links=tuple(link for part in parts for link in part.PERSONAL_LINKS),
                staff_pages=tuple(name for part in parts for name in part.STAFF_PAGES),
                own_pages=tuple(name for part in parts for name in part.OWN_PAGES),
                prepare=_prepare,
                order=60,
            )
        )
        merging.register(
            merging.MergeRoom(
                slug="focus-group",
                label=_("Focus Group"),
                links=tuple(link for part in parts for link in part.MERGE_LINKS),
                people=_settle_people,
                order=60,
            )
        )
