from django.contrib import admin

from council.events.models import Event
from council.staff.admin import ProgrammeScopedAdmin


@admin.register(Event)
class EventAdmin(ProgrammeScopedAdmin, admin.ModelAdmin):
    pass
