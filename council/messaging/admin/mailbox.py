from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from council.messaging.admin.frames import framed, framing
from council.messaging.mailbox import is_in_use
from council.messaging.models import DeliveredMail
from council.messaging.rendering import with_pictures
from council.staff.admin import SecretariatAdmin

HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Content-Language", "List-Unsubscribe")


@admin.register(DeliveredMail)
class DeliveredMailAdmin(SecretariatAdmin, admin.ModelAdmin):
    """The demonstration's mailbox; not there at all where mail goes to a relay."""

    list_display = ["subject", "address", "delivered_at"]
    search_fields = ["subject", "address"]
    list_filter = ["delivered_at"]
    show_full_result_count = False
    list_per_page = 50
    actions = None
    fields = ("subject", "address", "delivered_at")
    change_form_template = "admin/messaging/deliveredmail/change_form.html"

    def _may(self, request: HttpRequest) -> bool:
        return is_in_use() and super()._may(request)

    def get_queryset(self, request: HttpRequest) -> Any:
        mails = super().get_queryset(request)
        # The whole source of fifty mails is not wanted for a list of their subjects.
        return mails.defer("source")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/html/", wrap(self.html_view), name="messaging_deliveredmail_html"),
            path("<int:pk>/file/<int:number>/", wrap(self.file_view), name="messaging_deliveredmail_file"),
            *super().get_urls(),
        ]

    @framing
    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        mail = self.get_object(request, object_id) if object_id else None
        context = extra_context or {}
        if mail is not None:
            source = _parse(mail)
            context = {
                **context,
                "headers": [(name, str(source[name]).strip()) for name in HEADERS if source[name]],
                "text": _body(source, "plain"),
                "files": [part.get_filename() or _("without a name") for part in source.iter_attachments()],
            }
        return super().changeform_view(request, object_id, form_url, context)

    @framed
    def html_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The HTML form of a mail, for the sandboxed frame."""
        source = _parse(self._get(request, pk))
        named = ((str(part["Content-ID"] or "").strip("<>"), part) for part in source.iter_attachments())
        pictures: dict[str, Any] = {name: part.get_payload(decode=True) for name, part in named if name}
        return HttpResponse(with_pictures(_body(source, "html"), pictures))

    def file_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """One attachment, to be saved, never shown."""
        files = list(_parse(self._get(request, pk)).iter_attachments())
        if number >= len(files):
            raise Http404
        content = files[number].get_payload(decode=True)
        return HttpResponse(
            content, content_type="application/octet-stream", headers={"Content-Disposition": _disposition(files[number])}
        )

    def _get(self, request: HttpRequest, pk: int) -> DeliveredMail:
        if not self._may(request):
            raise Http404
        mail: DeliveredMail = get_object_or_404(DeliveredMail, pk=pk)
        return mail


def _parse(mail: DeliveredMail) -> EmailMessage:
    return message_from_bytes(bytes(mail.source), policy=policy.default)


def _body(source: EmailMessage, kind: str) -> str:
    part = source.get_body((kind,))
    return part.get_content() if part is not None else ""


def _disposition(part: Any) -> str:
    return content_disposition_header(as_attachment=True, filename=part.get_filename() or "file") or "attachment"
