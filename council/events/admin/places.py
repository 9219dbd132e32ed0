from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext

from council.events import services
from council.events.admin.base import AnyCoordinatorAdmin, CleanLines
from council.events.importing import SpeakerTable, VenueTable
from council.events.models import Speaker, Venue
from council.events.shown_agenda import speaks_in_confidence, speaks_sealed


@admin.register(Venue)
class VenueAdmin(AnyCoordinatorAdmin, CleanLines, admin.ModelAdmin):
    import_table = VenueTable
    list_display = ("__str__", "address_ko", "rooms")
    search_fields = ("name_ko", "name_en", "address_ko", "address_en")

    def save_model(self, request: HttpRequest, obj: Venue, form: Any, change: bool) -> None:
        """A place that reads otherwise is told to those who are registered there."""
        by: Any = request.user
        told = services.change_venue(venue=obj, by=by, now=timezone.now())
        if told:
            text = ngettext("%(count)d person registered there is told.", "%(count)d people registered there are told.", told)
            self.message_user(request, text % {"count": told}, messages.SUCCESS)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except services.EventError as error:
            # Somebody holds the seats of an event there: nothing was saved.
            self.message_user(request, str(error), messages.ERROR)
            return redirect(request.get_full_path())


@admin.register(Speaker)
class SpeakerAdmin(AnyCoordinatorAdmin, CleanLines, admin.ModelAdmin):
    import_table = SpeakerTable
    list_display = ("__str__", "affiliation_ko", "member")
    list_select_related = ("member__user",)
    autocomplete_fields = ("member",)
    search_fields = ("name_ko", "name_en", "affiliation_ko", "affiliation_en")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Speaker]:
        """Whoever speaks where a programme names nobody is that programme's staff's alone to see."""
        speakers: QuerySet[Speaker] = super().get_queryset(request)
        confidential = Speaker.objects.filter(speaks_in_confidence(request.user, timezone.now()))
        return speakers.exclude(pk__in=confidential.values("pk"))

    def taken_along(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return super().taken_along(rows).exclude(pk__in=Speaker.objects.filter(speaks_sealed()).values("pk"))
