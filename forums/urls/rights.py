from django.urls import path

from forums.views.rights import cases, declarations, facts, money, owners

urlpatterns = [
    path("", cases.ip_case_list, name="ip-case-list"),
    path("new/", cases.ip_case_new, name="ip-case-new"),
    path("worth/", money.ip_case_worth, name="ip-case-worth"),
    path("declarations/", declarations.declaration_list, name="ip-declaration-list"),
    path("declarations/<int:pk>/", declarations.declaration, name="ip-declaration"),
    path("<uuid:key>/", cases.ip_case, name="ip-case"),
    path("<uuid:key>/edit/", cases.ip_case_edit, name="ip-case-edit"),
    path("<uuid:key>/owners/", owners.ip_case_owners, name="ip-case-owners"),
    path("<uuid:key>/contacts/<uuid:organisation>/", owners.ip_case_contact, name="ip-case-contact"),
    path("<uuid:key>/contacts/<int:pk>/end/", owners.ip_case_contact_end, name="ip-case-contact-end"),
    path("<uuid:key>/attorney/", owners.ip_case_attorney, name="ip-case-attorney"),
    path("<uuid:key>/sign/", owners.ip_case_sign, name="ip-case-sign"),
    path("<uuid:key>/ask/", owners.ip_case_ask, name="ip-case-ask"),
    path("<uuid:key>/signatures/new/", owners.ip_case_signature, name="ip-case-signature"),
    path("<uuid:key>/signatures/<int:pk>/back/", owners.ip_case_signature_back, name="ip-case-signature-back"),
    path("<uuid:key>/acts/new/", owners.ip_case_act_new, name="ip-case-act-new"),
    path("<uuid:key>/acts/<uuid:act>/sign/", owners.ip_case_act_sign, name="ip-case-act-sign"),
    path("<uuid:key>/acts/<uuid:act>/settle/", owners.ip_case_act_settle, name="ip-case-act-settle"),
    path("<uuid:key>/steps/<slug:verb>/", facts.ip_case_step, name="ip-case-step"),
    path("<uuid:key>/put-back/", facts.ip_case_put_back, name="ip-case-put-back"),
    path("<uuid:key>/events/new/", facts.ip_case_event, name="ip-case-event"),
    path("<uuid:key>/events/<int:pk>/correct/", facts.ip_case_event_correct, name="ip-case-event-correct"),
    path("<uuid:key>/numbers/new/", facts.ip_case_number, name="ip-case-number"),
    path("<uuid:key>/papers/new/", facts.ip_case_paper, name="ip-case-paper"),
    path("<uuid:key>/costs/new/", money.ip_case_cost, name="ip-case-cost"),
    path("<uuid:key>/costs/<int:pk>/strike/", money.ip_case_cost_strike, name="ip-case-cost-strike"),
    path("<uuid:key>/costs/statement.csv", money.ip_case_statement, name="ip-case-statement"),
    path("<uuid:key>/uses/new/", money.ip_case_use, name="ip-case-use"),
]
