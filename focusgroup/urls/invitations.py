from django.urls import path

from focusgroup.views.invitations import deliverables, engagements, moving, targets

urlpatterns = [
    path("", targets.invitation_list, name="invitation-list"),
    path("board/", moving.invitation_board, name="invitation-board"),
    path("new/", targets.invitation_new, name="invitation-new"),
    path("engagements/", engagements.engagement_list, name="invitation-engagement-list"),
    path("engagements/new/", engagements.engagement_new, name="invitation-engagement-new"),
    path("engagements/<uuid:key>/", engagements.engagement_detail, name="invitation-engagement"),
    path("engagements/<uuid:key>/edit/", engagements.engagement_edit, name="invitation-engagement-edit"),
    path("engagements/<uuid:key>/accept/", engagements.engagement_accept, name="invitation-engagement-accept"),
    path("engagements/<uuid:key>/end/", engagements.engagement_end, name="invitation-engagement-end"),
    path("<uuid:key>/", targets.invitation_detail, name="invitation-detail"),
    path("<uuid:key>/edit/", targets.invitation_edit, name="invitation-edit"),
    path("<uuid:key>/move/", moving.invitation_move, name="invitation-move"),
    path("<uuid:key>/land/", targets.invitation_land, name="invitation-land"),
    path("<uuid:key>/touch/", targets.invitation_touch, name="invitation-touch"),
    path("<uuid:key>/facts/", targets.invitation_facts, name="invitation-facts"),
    path("<uuid:key>/results/<slug:kind>/", targets.invitation_result, name="invitation-result"),
    path("<uuid:key>/plan/", deliverables.plan_edit, name="invitation-plan-edit"),
    path("<uuid:key>/plan/<int:number>/", deliverables.plan_detail, name="invitation-plan"),
    path("<uuid:key>/plan/<int:number>/approve/", deliverables.plan_approve, name="invitation-plan-approve"),
    path("<uuid:key>/data/new/", deliverables.data_new, name="invitation-data-new"),
    path("<uuid:key>/data/<int:pk>/", deliverables.data_edit, name="invitation-data-edit"),
    path("<uuid:key>/data/<int:pk>/remove/", deliverables.data_remove, name="invitation-data-remove"),
    path("<uuid:key>/proposals/new/", deliverables.proposal_new, name="invitation-proposal-new"),
    path("<uuid:key>/proposals/<int:number>/", deliverables.proposal_detail, name="invitation-proposal"),
    path("<uuid:key>/proposals/<int:number>/edit/", deliverables.proposal_edit, name="invitation-proposal-edit"),
    path("<uuid:key>/proposals/<int:number>/approve/", deliverables.proposal_approve, name="invitation-proposal-approve"),
    path("<uuid:key>/dispatch/", deliverables.dispatch, name="invitation-dispatch"),
    path("<uuid:key>/ask-consent/", deliverables.consent_ask, name="invitation-ask-consent"),
]
