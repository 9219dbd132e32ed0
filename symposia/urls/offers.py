from django.urls import path
from django.urls.resolvers import URLPattern

from symposia.views.offers import browsing, talking, writing

urlpatterns: list[URLPattern] = [
    path("", browsing.offer_list, name="offer-list"),
    path("mine/", browsing.offer_mine, name="offer-mine"),
    path("new/", writing.offer_new, name="offer-new"),
    path("roles/", talking.role_ask, name="offer-role"),
    path("<uuid:key>/", browsing.offer_detail, name="offer-detail"),
    path("<uuid:key>/edit/", writing.offer_edit, name="offer-edit"),
    path("<uuid:key>/hand-in/", writing.offer_hand_in, name="offer-hand-in"),
    path("<uuid:key>/take-back/", writing.offer_take_back, name="offer-take-back"),
    path("<uuid:key>/publish/", writing.offer_publish, name="offer-publish"),
    path("<uuid:key>/renew/", writing.offer_renew, name="offer-renew"),
    path("<uuid:key>/discard/", writing.offer_discard, name="offer-discard"),
    path("<uuid:key>/close/", writing.offer_close, name="offer-close"),
    path("<uuid:key>/agree/", writing.offer_agree, name="offer-agree"),
    path("<uuid:key>/interest/", talking.interest_new, name="interest-new"),
    path("<uuid:key>/interests/<uuid:interest>/accept/", talking.interest_accept, name="interest-accept"),
    path("<uuid:key>/interests/<uuid:interest>/decline/", talking.interest_decline, name="interest-decline"),
]
