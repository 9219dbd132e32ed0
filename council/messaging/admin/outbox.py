from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from council import programmes
from council.messaging import services
from council.messaging.admin.filters import KindFilter, kind_name
from council.messaging.admin.frames import framed, framing
from council.messaging.models import Message, SuppressedAddress
from council.messaging.rendering import Rendered, pictures_of, render, with_pictures
from council.messaging.services.heartbeats import heartbeats, silent_processes
from council.messaging.services.statistics import by_day_and_state
from council.messaging.tables import SuppressedAddressTable
from council.messaging.transport import describe
from council.staff.admin import SecretariatAdmin

DAYS = 14
SHOWN = 20
MOST_WORDS = 5


class Decision:
    """Something staff decide about messages, with what it means and what is said afterwards."""

    def __init__(self, slug: str, button: Any, consequence: Any, decide: Callable[..., list[int]], dangerous: bool) -> None:
        self.slug, self.button, self.consequence = slug, button, consequence
        self.decide, self.dangerous = decide, dangerous


DECISIONS = {
    decision.slug: decision
    for decision in (
        Decision(
            "resend_selected",
            _("Send again"),
            _(
                "Failed, uncertain and expired messages go back into the queue, whatever their time limit was. An uncertain "
                "one may have arrived: its reader may get it a second time. Look for its Message-ID at the relay first. "
                "What was private and is erased cannot be sent again."
            ),
            services.resend_messages,
            True,
        ),
        Decision(
            "cancel_selected",
            _("Give up"),
            _("Queued, failed and uncertain messages will not be sent. Their readers will not learn what they tell."),
            services.cancel_messages,
            True,
        ),
        Decision(
            "settle_selected",
            _("Mark as sent"),
            _("For uncertain messages whose Message-ID you found at the relay: nothing is sent, they count as sent."),
            services.settle_messages,
            False,
        ),
    )
}


@admin.register(Message)
class MessageAdmin(SecretariatAdmin, admin.ModelAdmin):
    """The outbox: to read, and to decide what becomes of messages that did not go."""

    list_display = ["what", "address", "kind_name", "state", "created_at", "attempts", "sent_at"]
    list_filter = ["state", KindFilter, "created_at"]
    search_fields = ["address", "subject", "message_id"]
    search_help_text = _("Address or Message-ID; the subject of the latest messages")
    show_full_result_count = False
    list_per_page = 50
    actions = ["resend_selected", "cancel_selected", "settle_selected"]
    change_form_template = "admin/messaging/message/change_form.html"
    change_list_template = "admin/messaging/message/change_list.html"
    fieldsets = [
        (None, {"fields": ["what", "address", "kind_name", "language", "state", "smtp_reply"]}),
        (
            _("The way it went"),
            {"fields": ["created_at", "next_try_at", "not_after", "attempts", "smtp_started_at", "sent_at", "wiped_at"]},
        ),
        (_("To look it up"), {"fields": ["message_id", "key", "template", "files"]}),
    ]
    readonly_fields = ["what", "kind_name", "files"]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """The messages that every word finds; none of them twice."""
        for word in search_term.replace("\x00", "").split()[:MOST_WORDS]:
            queryset = queryset.filter(pk__in=services.messages_with(word))
        return queryset, False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody edits a message; the decisions are actions, offered to whoever may see them."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("statistics/", wrap(self.statistics_view), name="messaging_message_statistics"),
            path("<int:pk>/html/", wrap(self.html_view), name="messaging_message_html"),
            *super().get_urls(),
        ]

    @framing
    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        message = self.get_object(request, object_id) if object_id else None
        context = extra_context or {}
        if message is not None:
            context = {**context, **self._preview(message)}
        return super().changeform_view(request, object_id, form_url, context)

    @framed
    def html_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The HTML form of a message, for the sandboxed frame."""
        self._require_secretariat(request)
        message = get_object_or_404(Message, pk=pk)
        rendered = self._preview(message)["rendered"]
        return HttpResponse(with_pictures(rendered.html, pictures_of(message)) if rendered else "")

    def statistics_view(self, request: HttpRequest) -> HttpResponse:
        """How many messages of each state were written on each of the last days."""
        self._require_secretariat(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Messages by day and state"),
            "opts": self.model._meta,
            "states": [state.label for state in Message.State],
            "rows": by_day_and_state(DAYS),
            "heartbeats": sorted(heartbeats().items()),
            "silent": silent_processes(),
        }
        return TemplateResponse(request, "admin/messaging/message/statistics.html", context)

    @admin.action(description=_("Send again …"))
    def resend_selected(self, request: HttpRequest, queryset: QuerySet[Message]) -> HttpResponse | None:
        return self._decide(request, queryset, DECISIONS["resend_selected"])

    @admin.action(description=_("Give up …"))
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[Message]) -> HttpResponse | None:
        return self._decide(request, queryset, DECISIONS["cancel_selected"])

    @admin.action(description=_("Mark as sent …"))
    def settle_selected(self, request: HttpRequest, queryset: QuerySet[Message]) -> HttpResponse | None:
        return self._decide(request, queryset, DECISIONS["settle_selected"])

    @admin.display(description=_("message"), ordering="subject")
    def what(self, message: Message) -> str:
        return message.subject or message.template

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, message: Message) -> str:
        return kind_name(message.kind)

    @admin.display(description=_("attachments"))
    def files(self, message: Message) -> str:
        return ", ".join(str(reference.get("kind")) for reference in message.attachments) or "–"

    def _require_secretariat(self, request: HttpRequest) -> None:
        """Raise `Http404` for everybody else: an own view is guarded by nobody else."""
        if not self.has_view_permission(request):
            raise Http404

    def _decide(self, request: HttpRequest, queryset: QuerySet[Message], decision: Decision) -> HttpResponse | None:
        """Ask first; then do it, and record who decided what."""
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": decision.button,
                "opts": self.model._meta,
                "decision": decision,
                "chosen": queryset[:SHOWN],
                "total": queryset.count(),
                "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
                "select_across": request.POST.get("select_across", "0"),
                "action_checkbox_name": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/messaging/message/decide.html", context)
        before = dict(queryset.values_list("pk", "state"))
        done = decision.decide(ids=list(before))
        for message in Message.objects.filter(pk__in=done).only("pk", "template", "address"):
            self.log_change(request, message, f"{decision.button} ({before[message.pk]})")
        self._report(request, len(done), len(before) - len(done))
        return None

    def _report(self, request: HttpRequest, done: int, left: int) -> None:
        text = ngettext("Done for %(count)d message.", "Done for %(count)d messages.", done) % {"count": done}
        if done:
            messages.success(request, text)
        if left:
            text = ngettext(
                "%(count)d message was left as it is: its state does not allow it, or it is erased.",
                "%(count)d messages were left as they are: their state does not allow it, or they are erased.",
                left,
            )
            messages.warning(request, text % {"count": left})

    def _preview(self, message: Message) -> dict[str, Any]:
        """What the reader sees, or why staff do not: `rendered`, `hidden`, `error`."""
        kind = programmes.message_kinds.find(message.kind)
        if message.wiped_at or (not settings.DEMONSTRATION and (kind is None or kind.private)):
            return {"rendered": None, "hidden": True}
        try:
            rendered: Rendered | None = render(message)
        except Exception as error:
            # Whatever is wrong with it is what staff came to see.
            return {"rendered": None, "error": describe(error)}
        return {"rendered": rendered}


@admin.register(SuppressedAddress)
class SuppressedAddressAdmin(SecretariatAdmin, admin.ModelAdmin):
    """Addresses that mail is no longer sent to."""

    import_table = SuppressedAddressTable
    list_display = ["address", "reason", "created_at"]
    search_fields = ["address", "reason"]
