from django.urls import path

from council.library import views

app_name = "library"
urlpatterns = [
    path("library/", views.document_list, name="document-list"),
    path("library/<uuid:key>/", views.document_detail, name="document-detail"),
    path("library/<uuid:key>/accept/", views.document_accept, name="document-accept"),
    path("library/<uuid:key>/download/", views.document_download, name="document-download"),
    path("library/<uuid:key>/download/<int:number>/", views.document_download, name="version-download"),
]
