from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from forums.admin.base import ForumsAdmin
from forums.models import Forum


@admin.register(Forum)
class ForumAdmin(ForumsAdmin, SimpleHistoryAdmin):
    list_display = ("__str__", "cadence", "quorum_percent", "seats_per_company")
    list_select_related = ("body",)
    search_fields = ("body__name_ko", "body__name_en")
