from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemindersConfig(AppConfig):
    name = "council.reminders"
    verbose_name = _("Reminders")

    def ready(self) -> None:
        from council import programmes
        from council.reminders import panels
        from council.reminders.services import wording

        programmes.message_kinds.register(
            programmes.MessageKind(
                slug=wording.KIND,
                name=_("Event reminders"),
                description=_("Before an event at which you have a place."),
                essential=False,
                still_true=wording.is_still_true,
            )
        )
        programmes.message_kinds.register(
            programmes.MessageKind(slug=wording.TEST_KIND, name=_("Reminders as a test for staff"), listed=False)
        )
        programmes.event_staff_links.register(panels.STAFF_LINK)
        programmes.event_panels.register(panels.STAFF_PANEL)
