from django.contrib import admin

from council.messaging.models import Message
from council.staff.admin import SecretariatAdmin


@admin.register(Message)
class MessageAdmin(SecretariatAdmin, admin.ModelAdmin):
    list_display = ["subject", "address", "kind", "state", "created_at"]
