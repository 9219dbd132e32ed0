from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from council import programmes


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
