from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "council.library"
    verbose_name = _("Library")

    def ready(self) -> None:
        from council import programmes
        from council.library import panels

        programmes.event_panels.register(panels.MATERIALS)
        programmes.agenda_panels.register(panels.ITEM_MATERIALS)
        programmes.event_staff_links.register(panels.STAFF_LINK)
