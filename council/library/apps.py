from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "council.library"
    verbose_name = _("Library")

    def ready(self) -> None:
        from council import merging, personal_data, programmes
        from council.library import desk, life, panels, personal, search

        personal_data.register(personal.PERSONAL)
        merging.register(personal.MERGING)
        programmes.event_panels.register(panels.MATERIALS)
        programmes.message_kinds.register(
            programmes.MessageKind(slug="agreement-accepted", name=_("Copy of a confidentiality agreement"))
        )
        programmes.agenda_panels.register(panels.ITEM_MATERIALS)
        programmes.event_staff_links.register(panels.STAFF_LINK)
        for notice in desk.notices():
            programmes.desk_notices.register(notice)
        programmes.search_sources.register(search.SOURCE)
        programmes.life_sources.register(life.DOWNLOADS)
        programmes.life_sources.register(life.ACCEPTANCES)
