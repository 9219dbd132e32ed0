"""Staff and technology offers: the disclosure check, who may express an interest, and what became of it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from council import bilingual
from council.members.validators import validate_paragraphs
from symposia.admin.base import SymposiaAdmin
from symposia.forms.offers import CheckForm, findings
from symposia.models import InterestExpression, RoleVerification, TechOffer
from symposia.permissions.offers import desk_offers
from symposia.services import offers as services
from symposia.services.errors import SymposiaError
from symposia.services.offers.writing import WORDS

State = TechOffer.State


class ReasonForm(forms.Form):
    """Why something is returned, refused, ended or closed."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, validators=[validate_paragraphs], widget=forms.Textarea(attrs={"rows": 3})
    )


class LookedAt(SymposiaAdmin):
    """Mixin for what staff only look at, and move by pages of its own."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StepPages(LookedAt, SimpleHistoryAdmin):
    """Pages about one row that move it on: `name` → method, under `<key>/<name>/`."""

    folder = ""
    steps: tuple[str, ...] = ()
    actions: Any = None

    def get_urls(self) -> list[Any]:
        def own(name: str) -> Any:
            view = self.admin_site.admin_view(getattr(self, f"{name}_view"))
            return path(f"<path:object_id>/{name}/", view, name=f"symposia_{self.opts.model_name}_{name}")

        return [*(own(name) for name in self.steps), *super().get_urls()]

    def found(self, request: HttpRequest, object_id: str) -> Any:
        """The row. Raises `Http404`."""
        found = self.get_object(request, object_id)
        if found is None or not self.has_change_permission(request, found):
            raise Http404
        return found

    def ask_reason(self, request: HttpRequest, object_id: str, verb: Any, title: str, name: str) -> HttpResponse:
        """Ask why, and do `verb` (which takes the row as `name`)."""
        found = self.found(request, object_id)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                verb(**{name: found}, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
            except SymposiaError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, gettext("Done. Those concerned are told."))
                if self.get_queryset(request).filter(pk=found.pk).exists():
                    return redirect(f"admin:symposia_{self.opts.model_name}_change", found.pk)
                # What is its owner's alone again has no page here.
                return redirect(f"admin:symposia_{self.opts.model_name}_changelist")
        return self.page(request, "reason", {"title": title, "found": found, "form": form}, refused=form.is_bound)

    def page(self, request: HttpRequest, name: str, context: dict[str, Any], *, refused: bool) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/symposia/offers/{name}.html", whole, status=422 if refused else 200)


class InterestInline(LookedAt, admin.TabularInline):
    """Who is interested: for looking at."""

    model = InterestExpression
    fk_name = "offer"
    extra = 0
    fields = readonly_fields = ("member", "organisation", "role", "state", "sent_at", "answered_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("member__user", "organisation", "offer")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ToDoFilter(admin.SimpleListFilter):
    """What waits for the desk, and what is over."""

    title = _("to do")
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("check", _("Waits for the disclosure check")), ("over", _("Its time is over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "check":
            return queryset.filter(state=State.DRAFT, handed_in_at__isnull=False)
        if self.value() == "over":
            return queryset.filter(state__in=TechOffer.SHOWN, valid_until__lt=timezone.localdate())
        return queryset


@admin.register(TechOffer)
class TechOfferAdmin(StepPages):
    """Offers that were handed in, as `desk_offers` says. A draft is its owner's alone; what an offer says is its owner's to
    change."""

    change_form_template = "admin/symposia/offers/techoffer_change_form.html"
    steps = ("check", "return", "close")
    list_display = ("title", "stands", "symposium", "owner", "organisation", "field", "trl", "valid_until", "interested")
    list_filter = (ToDoFilter, "state", "field", "trl", ("symposium", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("symposium__event", "owner__user", "organisation")
    list_per_page = 50
    search_fields = (
        "title_ko",
        "title_en",
        "owner__family_name",
        "owner__given_name",
        "owner__user__email",
        "organisation__name_ko",
        "organisation__name_en",
    )
    ordering = ("-handed_in_at", "-pk")
    fields = readonly_fields = (
        *("symposium", "owner", "organisation", "stands", "agreed_with", "agreed_as", "agreed_amount"),
        *(*WORDS, "field", "trl", "ipr", "partner_names", "cooperation_names"),
        *("handed_in_at", "checked_at", "published_at", "valid_until"),
    )
    inlines = (InterestInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).filter(pk__in=desk_offers(request.user).values("pk"))
        return rows.annotate(number=Count("interests", filter=~Q(interests__state="expired")))

    @admin.display(description=_("title"), ordering="title_ko")
    def title(self, offer: TechOffer) -> str:
        return str(offer)

    @admin.display(description=_("state"), ordering="state")
    def stands(self, offer: TechOffer) -> str:
        return str(_("Waits for the disclosure check") if offer.is_handed_in else offer.get_state_display())

    @admin.display(description=_("interested"), ordering="number")
    def interested(self, offer: Any) -> int:
        number: int = offer.number
        return number

    @admin.display(description=_("partner sought"))
    def partner_names(self, offer: TechOffer) -> str:
        return ", ".join(offer.partner_names)

    @admin.display(description=_("kind of cooperation"))
    def cooperation_names(self, offer: TechOffer) -> str:
        return ", ".join(offer.cooperation_names)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """As Django's, with the links that lead on from the state that it is in."""
        found = self.get_object(request, object_id)
        may = {f"may_{verb}": found is not None and services.may(found, verb) for verb in self.steps}
        # There is nothing to save: it is looked at, and moved by its pages.
        may |= {"show_save": False, "show_save_and_continue": False}
        return super().change_view(request, object_id, form_url, {**may, **(extra_context or {})})

    def check_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What others would see, what the machine found in it, and the points to look at."""
        found = self.found(request, object_id)
        seen = services.seen_as(found)
        form = CheckForm(request.POST if request.method == "POST" else None, initial={"seen": seen})
        if form.is_bound and form.is_valid():
            try:
                services.check_offer(offer=found, seen=form.cleaned_data["seen"], by=request.user, now=timezone.now())
            except SymposiaError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, gettext("Checked. The owner is told, and can publish it."))
                return redirect("admin:symposia_techoffer_changelist")
        context = {"title": gettext("Disclosure check"), "found": found, "form": form, "findings": findings(found)}
        context |= {"may_check": services.may(found, "check"), "is_own": services.is_own(found, request.user)}
        return self.page(request, "check", context, refused=form.is_bound)

    def return_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give it back to its owner."""
        return self.ask_reason(request, object_id, services.return_offer, gettext("Return it to its owner"), "offer")

    def close_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Close it."""
        return self.ask_reason(request, object_id, services.close_offer, gettext("Close the offer"), "offer")


@admin.register(RoleVerification)
class RoleVerificationAdmin(StepPages):
    """Who may express an interest in technology offers, and in which role."""

    change_form_template = "admin/symposia/offers/roleverification_change_form.html"
    steps = ("refuse", "end")
    actions = ("verify",)
    list_display = ("member", "role", "organisation", "state", "asked_at", "decided_at")
    list_filter = ("state", "role")
    list_select_related = ("member__user", "member__organisation")
    list_per_page = 50
    search_fields = (
        "member__family_name",
        "member__given_name",
        "member__user__email",
        "member__organisation__name_ko",
        "member__organisation__name_en",
    )
    ordering = ("-asked_at", "-pk")
    fields = readonly_fields = (
        "member",
        "organisation",
        "role",
        "text",
        "state",
        "asked_at",
        "decided_at",
        "decided_by",
        "reason",
    )

    @admin.display(description=_("organisation"))
    def organisation(self, verification: RoleVerification) -> str:
        member = verification.member
        return str(member.organisation or member.organisation_name or "–")

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """As Django's; its button verifies."""
        found = self.get_object(request, object_id)
        if request.method == "POST" and found is not None and "_verify" in request.POST:
            self._verify(request, [found])
            return redirect(request.path)
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.action(description=_("Verify the chosen ones"))
    def verify(self, request: HttpRequest, queryset: QuerySet[RoleVerification]) -> None:
        self._verify(request, list(queryset))

    def _verify(self, request: HttpRequest, chosen: list[RoleVerification]) -> None:
        done = 0
        for one in chosen:
            try:
                services.verify_role(verification=one, by=request.user, now=timezone.now())
                done += 1
            except SymposiaError as error:
                messages.error(request, f"{one}: {error}")
        if done:
            text = ngettext("%(number)s role is verified.", "%(number)s roles are verified.", done)
            messages.success(request, text % {"number": done})

    def refuse_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Refuse it, and say why."""
        return self.ask_reason(request, object_id, services.refuse_role, gettext("Refuse it"), "verification")

    def end_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End what was verified, and say why."""
        return self.ask_reason(request, object_id, services.end_role, gettext("End it"), "verification")


@admin.register(InterestExpression)
class InterestAdmin(LookedAt, admin.ModelAdmin):
    """Who was interested in what, as the teaser was called then, and what was answered: for looking at, of the offers that
    `desk_offers` says."""

    list_display = ("title", "member", "organisation", "role", "state", "sent_at", "expires_at", "answered_at")
    list_display_links = None
    list_filter = ("state", "role", ("offer__symposium", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("member__user", "organisation")
    list_per_page = 50
    search_fields = ("title_ko", "title_en", "member__family_name", "member__given_name", "member__user__email")
    date_hierarchy = "sent_at"
    ordering = ("-sent_at", "-pk")
    fields = readonly_fields = (*list_display, "message", "offered", "answer")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(offer__in=desk_offers(request.user).values("pk"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("title"), ordering="title_ko")
    def title(self, interest: InterestExpression) -> str:
        return bilingual.text(interest, "title")
