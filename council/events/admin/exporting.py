"""Staff take the registrants of an event along as a file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from council import bilingual
from council.events import registrants_table
from council.events.admin.pages import EventPages
from council.events.shown_agenda import sealed_events
from council.events.text import one_line
from council.tables import FORMATS, table_response


class ExportPages(EventPages):
    """Mixin for `EventAdmin`: `…/registrants.xlsx` and `…/registrants.csv`."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_registrants"
        view = self.admin_site.admin_view(self.registrants_view)
        return [path("<path:object_id>/registrants.<slug:kind>", view, name=name), *super().get_urls()]

    def registrants_view(self, request: HttpRequest, object_id: str, kind: str) -> HttpResponse:
        """The file; who took it stands in the history of the event."""
        event = self.get_event_or_404(request, object_id)
        if kind not in FORMATS:
            raise Http404
        if sealed_events().filter(pk=event.pk).exists():
            text = _("Nothing that leaves the portal names anybody at this event: there is no file of its registrants.")
            messages.error(request, text)
            return redirect("admin:events_event_change", event.pk)
        self.log_change(request, event, _("Exported the registrants (%(format)s)") % {"format": kind.upper()})
        title = one_line(bilingual.text(event, "title")).replace("/", "-").replace("\\", "-")
        day = timezone.localdate().isoformat()
        name = _("%(event)s – registrants %(day)s") % {"event": title[:80], "day": day}
        return table_response(kind, name, _("Registrants"), registrants_table.rows(event))
