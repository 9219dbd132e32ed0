from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "council.content"
    verbose_name = _("Content")

    def ready(self) -> None:
        from council import personal_data, programmes
        from council.content import personal, search

        personal_data.register(personal.PERSONAL)
        for source in search.SOURCES:
            programmes.search_sources.register(source)
