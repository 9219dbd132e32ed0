"""What the pages about one event share that staff reach from its form."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from council import when
from council.events.models import Event

if TYPE_CHECKING:
    _Base = admin.ModelAdmin[Event]
else:
    _Base = object


class EventPages(_Base):
    """Mixin for `EventAdmin`: finds the event that a page is about, and shows the page."""

    def get_event_or_404(self, request: HttpRequest, object_id: str) -> Event:
        """The event, if the reader is staff of its programme. Raises `Http404`."""
        event: Event | None = self.get_object(request, unquote(object_id))
        if event is None:
            raise Http404
        return event

    def event_page(
        self, request: HttpRequest, event: Event, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        """The page, with what every page of the administration has."""
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "event": event,
            "event_when": when.span(event.starts_at, event.ends_at, event.time_zone, all_day=event.all_day),
            **context,
        }
        return TemplateResponse(request, f"admin/events/{template}.html", shared, status=status)
