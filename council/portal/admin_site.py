"""The secretariat's desk: who gets in, and what awaits them."""

import uuid
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache

from council.members.access_log import shows
from council.members.models import Member
from council.members.permissions import must_set_up_second_factor
from council.portal import desk, desk_search, import_pages
from council.staff import is_secretariat

OLDEST_APPLICATIONS = 5


class CouncilAutocompleteView(AutocompleteJsonView):
    """An admin's `has_autocomplete_permission` may let people pick rows whose pages are not theirs. Whom it offers is noted."""

    def serialize_result(self, obj: Any, to_field_name: str) -> Any:
        shows(self.request, obj)
        return super().serialize_result(obj, to_field_name)

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        may_pick: Callable[[HttpRequest], bool] | None = getattr(self.model_admin, "has_autocomplete_permission", None)
        return bool(may_pick and may_pick(request)) or super().has_perm(request, obj)


class CouncilAdminSite(admin.AdminSite):
    """The administration. Logging in is allauth's, with its rate limits and second factor; a person who is no staff gets a 404
    from every address, and so does staff from what is not theirs. Outside the demonstration staff need a second factor."""

    site_header = gettext_lazy("Exchange council")
    site_title = gettext_lazy("Exchange council")
    index_title = gettext_lazy("What needs attention")
    # “View site” leads to the portal in the language of the page.
    site_url = reverse_lazy("portal:home")  # type: ignore[assignment]
    enable_nav_sidebar = True

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            turned_away = self._turn_away(request)
            if turned_away is not None:
                return turned_away
            try:
                response: HttpResponse = guarded(request, *args, **kwargs)
            except PermissionDenied:
                raise Http404 from None
            return response

        return update_wrapper(inner if cacheable else never_cache(inner), view)

    def _turn_away(self, request: HttpRequest) -> HttpResponse | None:
        """Where someone must go first, or None. Raises `Http404` for one who is no staff."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not self.has_permission(request):
            raise Http404
        if must_set_up_second_factor(request.user):
            messages.info(request, gettext("Staff need a second factor: set up an authenticator app or a passkey first."))
            return redirect("mfa_index")
        return None

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Never Django's own form, which knows neither rate limits nor second factors."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        if not self.has_permission(request):
            raise Http404
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Log out (POST) and go to the portal; a GET leads to the page that asks."""
        if request.method != "POST":
            return redirect("account_logout")
        logout(request)
        return redirect("portal:home")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return CouncilAutocompleteView.as_view(admin_site=self)(request)

    def get_urls(self) -> list[Any]:
        return [
            path("search/", self.admin_view(self.search_view), name="search"),
            path("import/<slug:app>/<slug:model>/", self.admin_view(self.import_view), name="import"),
            path("import/<slug:app>/<slug:model>/<uuid:key>/", self.admin_view(self.import_file_view), name="import_file"),
            *super().get_urls(),
        ]

    def import_view(self, request: HttpRequest, app: str, model: str) -> HttpResponse:
        """Choose a file to bring in."""
        return import_pages.import_page(self, request, app, model)

    def import_file_view(self, request: HttpRequest, app: str, model: str, key: uuid.UUID) -> HttpResponse:
        """What becomes of a file, or became of it."""
        return import_pages.import_file_page(self, request, app, model, key)

    def search_view(self, request: HttpRequest) -> HttpResponse:
        """One search over everything that the reader may see."""
        words = desk_search.words_of(request.GET.get("q", ""))
        context = {
            **self.each_context(request),
            "title": gettext("Search"),
            "words": words,
            "groups": desk_search.search(self, request, words),
            "is_short": len(words) < desk_search.SHORTEST,
        }
        return TemplateResponse(request, "admin/search_all.html", context)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """What needs attention: what the rooms report, the oldest applications, deadlines; charts; one's own last steps."""
        now = timezone.now()
        applications = Member.objects.none()
        if is_secretariat(request.user):
            applications = Member.objects.awaiting_decision().select_related("user", "organisation")[:OLDEST_APPLICATIONS]
        context = {
            "notices": desk.desk_notices(request.user, now),
            "applications": applications,
            "deadlines": desk.deadline_rows(request.user, now),
            "charts": desk.charts(request.user, now),
            **(extra_context or {}),
        }
        return super().index(request, context)
