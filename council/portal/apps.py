from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from council import personal_data, programmes


class PortalConfig(AppConfig):
    name = "council.portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from council.portal.searching import PROGRAMMES
        from council.portal.table_imports import forget_imports

        programmes.search_sources.register(PROGRAMMES)

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
        personal_data.register(
            personal_data.PersonalData(
                slug="portal",
                label=_("The portal"),
                links=personal_data.traces("portal.tableimport.by", "portal.tableimport.undone_by"),
                order=90,
            )
        )
        personal_data.retention_rules.register(
            personal_data.RetentionRule(
                slug="imports",
                label=_("Files that were brought in: what is needed to take them back"),
                period=_("30 days"),
                apply=forget_imports,
                order=40,
            )
        )
