from django.urls import path

from forums.views import meetings as views

urlpatterns = [
    path("", views.meeting_list, name="meeting-list"),
    path("<slug:key>/", views.meeting_detail, name="meeting-detail"),
    path("<slug:key>/agenda.pdf", views.agenda_document, name="meeting-agenda-pdf"),
    path("<slug:key>/minutes.pdf", views.minutes_document, name="meeting-minutes-pdf"),
    path("<slug:key>/regrets/", views.meeting_regrets, name="meeting-regrets"),
    path("<slug:key>/items/new/", views.item_new, name="meeting-item-new"),
    path("<slug:key>/items/<int:pk>/", views.item_edit, name="meeting-item"),
    path("<slug:key>/items/<int:pk>/remove/", views.item_remove, name="meeting-item-remove"),
    path("<slug:key>/propose/", views.item_propose, name="meeting-propose"),
    path("<slug:key>/proposals/<int:pk>/take/", views.proposal_take, name="meeting-proposal-take"),
    path("<slug:key>/proposals/<int:pk>/decline/", views.proposal_decline, name="meeting-proposal-decline"),
    path("<slug:key>/clearance/", views.meeting_clearance, name="meeting-clearance"),
    path("<slug:key>/step/<slug:verb>/", views.meeting_step, name="meeting-step"),
    path("<slug:key>/stopped/", views.meeting_stopped, name="meeting-stopped"),
    path("<slug:key>/minutes/edit/", views.minutes_edit, name="meeting-minutes-edit"),
    path("<slug:key>/minutes/approve/", views.minutes_approve, name="meeting-minutes-approve"),
    path("<slug:key>/minutes/<int:number>/", views.minutes_revision, name="meeting-minutes-revision"),
    path("<slug:key>/actions/new/", views.action_new, name="meeting-action-new"),
    path("<slug:key>/actions/<int:pk>/done/", views.action_done, name="meeting-action-done"),
]
