from django.urls import URLPattern, path

from focusgroup.views import clusters as views

urlpatterns: list[URLPattern] = [
    path("", views.cluster_list, name="cluster-list"),
    path("analyses/", views.analysis_list, name="analysis-list"),
    path("analyses/<slug:slug>/", views.analysis_detail, name="analysis-detail"),
    path("hybrids/<slug:slug>/", views.hybrid_detail, name="hybrid-detail"),
    path("<slug:slug>/", views.cluster_detail, name="cluster-detail"),
]
