from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "council.messaging"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from council import personal_data, programmes
        from council.messaging import desk, personal

        for notice in desk.notices():
            programmes.desk_notices.register(notice)
        personal_data.register(personal.PERSONAL)
        personal_data.retention_rules.register(personal.RETENTION)
