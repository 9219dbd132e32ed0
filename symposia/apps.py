from functools import partial
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from council import merging, personal_data, programmes

PARTS = ("symposium", "calls", "programme", "offers", "matching", "outcomes", "days")


class SymposiaConfig(AppConfig):
    name = "symposia"
    verbose_name = _("Symposia")

    def ready(self) -> None:
        programmes.register(
            programmes.Programme(
                slug="symposia",
                name=_("Symposia"),
                summary=_(
                    "Two or three days on which researchers and businesspeople present results, "
                    "offer technology and talk one to one."
                ),
                colour="symposia",
                icon="easel2",
                home_url="symposia:home",
                order=30,
            )
        )
        parts = [import_module(f"symposia.wiring.{part}") for part in PARTS]
        for part in parts:
            part.register()
        personal_data.register(
            personal_data.PersonalData(
                slug="symposia",
                label=_("Symposia"),
                links=tuple(link for part in parts for link in part.PERSONAL_LINKS),
                staff_pages=tuple(name for part in parts for name in part.STAFF_PAGES),
                veiled_pages=import_module("symposia.wiring.offers").VEILED_PAGES,
                own_pages=tuple(name for part in parts for name in part.OWN_PAGES),
                order=80,
            )
        )
        merging.register(
            merging.MergeRoom(
                slug="symposia",
                label=_("Symposia"),
                links=tuple(link for part in parts for link in part.MERGE_LINKS),
                hold=partial(_in_each_part, "hold_people"),
                people=partial(_in_each_part, "settle_people"),
                order=80,
            )
        )


def _in_each_part(name: str, joining: merging.Joining) -> None:
    """What the parts hold, or settle, before two records of one person become one."""
    for part in PARTS:
        done = getattr(import_module(f"symposia.wiring.{part}"), name, None)
        if done is not None:
            done(joining)
