"""Every address of the portal (the contract is in the README). Only here are the programme apps named."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

handler400 = "council.portal.views.bad_request"
handler403 = "council.portal.views.permission_denied"
handler404 = "council.portal.views.page_not_found"
handler500 = "council.portal.errors.server_error"

# Without a language: what machines ask.
urlpatterns: list[URLPattern | URLResolver] = [path("", include("council.portal.root_urls"))]

urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("focus-group/", include("focusgroup.urls")),
    path("forums/", include("forums.urls")),
    path("symposia/", include("symposia.urls")),
    path("", include("council.events.urls")),
    path("", include("council.messaging.urls")),
    path("", include("council.library.urls")),
    path("", include("council.content.urls")),
    path("", include("council.members.urls")),
    path("", include("council.portal.urls")),
    prefix_default_language=False,
)

if "debug_toolbar" in settings.INSTALLED_APPS:
    from debug_toolbar.toolbar import debug_toolbar_urls

    urlpatterns += debug_toolbar_urls()
