from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RemindersConfig(AppConfig):
    name = "council.reminders"
    verbose_name = _("Reminders")

    def ready(self) -> None:
        from council import merging, personal_data, programmes
        from council.reminders import merging as joined
        from council.reminders import panels, personal
        from council.reminders.defaults import lay_down_rules
        from council.reminders.services import wording

        kind = programmes.MessageKind
        for entry in (
            kind(
                slug=wording.KIND,
                name=_("Event reminders"),
                description=_("Before an event at which you have a place."),
                essential=False,
                still_true=wording.is_still_true,
                all_still_true=wording.all_still_true,
            ),
            kind(
                slug=wording.AFTER_KIND,
                name=_("After an event"),
                description=_("Thanks, papers and questions after an event that you registered for."),
                essential=False,
                still_true=wording.is_still_true,
                all_still_true=wording.all_still_true,
            ),
            kind(slug=wording.TEST_KIND, name=_("Reminders as a test for staff"), listed=False),
        ):
            programmes.message_kinds.register(entry)
        personal_data.register(personal.PERSONAL)
        merging.register(joined.ROOM)
        programmes.event_staff_links.register(panels.STAFF_LINK)
        programmes.event_panels.register(panels.STAFF_PANEL)
        post_migrate.connect(lay_down_rules, sender=self, dispatch_uid="council.reminders.lay_down_rules")
