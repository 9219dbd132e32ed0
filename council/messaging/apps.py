from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "council.messaging"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from council import programmes
        from council.messaging import desk

        for notice in desk.notices():
            programmes.desk_notices.register(notice)
