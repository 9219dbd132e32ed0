from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from council import merging, personal_data, programmes


class EventsConfig(AppConfig):
    name = "council.events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from council.events import (
            about_people,
            desk,
            door_panel,
            ical,
            kinds,
            panels,
            personal,
            search,
            seat_codes,
            staff_links,
        )
        from council.events import merging as joined
        from council.events.services.telling import CALENDAR_ENTRY, SEAT_CODE, SESSION_ENTRIES

        for kind in kinds.KINDS:
            programmes.message_kinds.register(kind)
        programmes.attachment_kinds.register(programmes.AttachmentKind(slug=CALENDAR_ENTRY, resolve=ical.resolve_attachment))
        programmes.attachment_kinds.register(programmes.AttachmentKind(slug=SEAT_CODE, resolve=seat_codes.resolve_attachment))
        programmes.attachment_kinds.register(programmes.AttachmentKind(slug=SESSION_ENTRIES, resolve=ical.resolve_sessions))
        programmes.search_sources.register(search.SOURCE)
        for panel in panels.PANELS:
            programmes.event_panels.register(panel)
        programmes.event_panels.register(door_panel.ATTENDANCE_PANEL)
        for link in door_panel.STAFF_LINKS:
            programmes.event_staff_links.register(link)
        for staff_link in staff_links.LINKS:
            programmes.event_staff_links.register(staff_link)
        programmes.organisation_panels.register(about_people.PANEL)
        for source in about_people.LIFE_SOURCES:
            programmes.life_sources.register(source)
        personal_data.register(personal.PERSONAL)
        merging.register(joined.ROOM)
        for rule in personal.RETENTION:
            personal_data.retention_rules.register(rule)
        for notice in desk.NOTICES:
            programmes.desk_notices.register(notice)
