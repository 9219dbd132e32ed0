from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from council import programmes


class PortalConfig(AppConfig):
    name = "council.portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        # The council itself is a programme, too: its own meetings belong to no other.
        programmes.register(
            programmes.Programme(
                slug="council",
                name=_("Council"),
                summary=_("General meetings and events of the whole council."),
                colour="council",
                icon="people",
                home_url="portal:home",
                order=0,
            )
        )
