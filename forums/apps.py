from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from council import merging, personal_data, programmes

PARTS = ("seats", "meetings", "topics", "rights", "clock")


class ForumsConfig(AppConfig):
    name = "forums"
    verbose_name = _("Technology forums")

    def ready(self) -> None:
        from forums.group import body_urls

        programmes.register(
            programmes.Programme(
                slug="forums",
                name=_("Technology forums"),
                summary=_(
                    "Senior staff of automotive and mechanical component makers meet regularly, "
                    "share technology and own industrial property rights together."
                ),
                colour="forums",
                icon="gear-wide-connected",
                home_url="forums:home",
                public_urls=("forums:ip-rights",),
                order=20,
                body_urls=body_urls,
            )
        )
        from forums.services.rights.merging import settle_organisations, settle_people  # models are there by now

        parts = [import_module(f"forums.wiring.{part}") for part in PARTS]
        for part in parts:
            part.register()
        personal_data.register(
            personal_data.PersonalData(
                slug="forums",
                label=_("Technology forums"),
                links=tuple(link for part in parts for link in part.PERSONAL_LINKS),
                staff_pages=tuple(name for part in parts for name in part.STAFF_PAGES),
                own_pages=tuple(name for part in parts for name in part.OWN_PAGES),
                order=70,
            )
        )
        merging.register(
            merging.MergeRoom(
                slug="forums",
                label=_("Technology forums"),
                links=tuple(link for part in parts for link in part.MERGE_LINKS),
                people=settle_people,
                organisations=settle_organisations,
                order=70,
            )
        )
