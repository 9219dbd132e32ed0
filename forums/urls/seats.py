from django.urls import path
from django.urls.resolvers import URLPattern

from forums.views.seats import applications, documents, forum, standing_in

urlpatterns: list[URLPattern] = [
    path("", forum.forum_detail, name="forum-detail"),
    path("apply/", applications.application_new, name="application-new"),
    path("applications/<uuid:key>/", applications.application_detail, name="application-detail"),
    path("applications/<uuid:key>/accept/", applications.application_accept, name="application-accept"),
    path("applications/<uuid:key>/decline/", applications.application_decline, name="application-decline"),
    path("applications/<uuid:key>/withdraw/", applications.application_withdraw, name="application-withdraw"),
    path("documents/", documents.document_list, name="document-list"),
    path("stand-in/<int:pk>/", standing_in.stand_in, name="stand-in"),
    path("stand-in/<int:pk>/end/", standing_in.stand_in_end, name="stand-in-end"),
]
