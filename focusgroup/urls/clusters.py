from django.urls import URLPattern, path

from focusgroup.views import cluster_bridges as bridges
from focusgroup.views import cluster_profile as profile
from focusgroup.views import clusters as views

urlpatterns: list[URLPattern] = [
    path("", views.cluster_list, name="cluster-list"),
    path("analyses/", views.analysis_list, name="analysis-list"),
    path("analyses/<slug:slug>/", views.analysis_detail, name="analysis-detail"),
    path("relatedness/", bridges.relatedness_map, name="cluster-relatedness"),
    path("relatedness/pairs.csv", bridges.relatedness_table, name="cluster-relatedness-table"),
    path("bridges/", bridges.bridge_list, name="cluster-bridges"),
    path("bridges/pairs.csv", bridges.bridge_table, name="cluster-bridges-table"),
    path("bridges/<slug:first>/<slug:second>/propose/", bridges.bridge_propose, name="cluster-bridge-propose"),
    path("hybrids/<slug:slug>/", views.hybrid_detail, name="hybrid-detail"),
    path("<slug:slug>/", profile.cluster_detail, name="cluster-detail"),
    path("<slug:slug>/<slug:table>.csv", profile.cluster_table, name="cluster-table"),
]
