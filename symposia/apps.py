from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from council import programmes


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
