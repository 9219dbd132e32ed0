from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from council import programmes


class ForumsConfig(AppConfig):
    name = "forums"
    verbose_name = _("Technology forums")

    def ready(self) -> None:
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
                order=20,
            )
        )
