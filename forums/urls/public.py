from django.urls import path

from forums.views.clock import public

urlpatterns = [
    path("", public.rights_page, name="ip-rights"),
    path("rights.csv", public.rights_table, name="ip-rights-table"),
]
