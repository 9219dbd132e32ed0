from django.urls import path

from focusgroup.views import consultations as views

urlpatterns = [
    path("", views.consultation_list, name="consultation-list"),
    path("ask/", views.consultation_ask, name="consultation-ask"),
    path("<uuid:key>/", views.consultation_detail, name="consultation-detail"),
    path("<uuid:key>/edit/", views.consultation_edit, name="consultation-edit"),
    path("<uuid:key>/submit/", views.consultation_submit, name="consultation-submit"),
    path("<uuid:key>/take-back/", views.consultation_take_back, name="consultation-take-back"),
    path("<uuid:key>/accept/", views.consultation_accept, name="consultation-accept"),
    path("<uuid:key>/decline/", views.consultation_decline, name="consultation-decline"),
    path("<uuid:key>/advise/", views.consultation_advise, name="consultation-advise"),
    path("<uuid:key>/rate/", views.consultation_rate, name="consultation-rate"),
    path("<uuid:key>/outcome/", views.consultation_outcome, name="consultation-outcome"),
]
