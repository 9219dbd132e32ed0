from django.urls import path

from symposia.views.programme import browsing, files, planning, publishing

urlpatterns = [
    path("", browsing.programme, name="programme"),
    path("list/", browsing.programme_list, name="programme-list"),
    path("tracks/", browsing.programme_tracks, name="programme-tracks"),
    path("speakers/", browsing.programme_speakers, name="programme-speakers"),
    path("speakers/<int:pk>/", browsing.programme_speaker, name="programme-speaker"),
    path("talks/<int:number>/", browsing.programme_talk, name="programme-talk"),
    path("talks/<int:number>/star/", browsing.star, name="programme-star"),
    path("talks/<int:number>/files/", files.talk_files, name="talk-files"),
    path("talks/<int:number>/files/<int:pk>/remove/", files.file_remove, name="talk-file-remove"),
    path("all.ics", browsing.programme_ics, name="programme-ics"),
    path("mine/", browsing.programme_mine, name="programme-mine"),
    path("mine/<slug:token>.ics", browsing.programme_mine_ics, name="programme-mine-ics"),
    path("plan/", planning.plan, name="plan"),
    path("plan/take/", planning.take, name="plan-take"),
    path("plan/shift/", planning.shift, name="plan-shift"),
    path("plan/sessions/new/", planning.session_new, name="plan-session-new"),
    path("plan/sessions/<int:pk>/", planning.session_edit, name="plan-session"),
    path("plan/sessions/<int:pk>/move/", planning.session_move, name="plan-session-move"),
    path("plan/sessions/<int:pk>/drop/", planning.session_drop, name="plan-session-drop"),
    path("plan/talks/new/", planning.talk_new, name="plan-talk-new"),
    path("plan/talks/<int:number>/", planning.talk_edit, name="plan-talk"),
    path("plan/talks/<int:number>/place/", planning.talk_place, name="plan-talk-place"),
    path("plan/talks/<int:number>/drop/", planning.talk_drop, name="plan-talk-drop"),
    path("plan/publish/", publishing.publish, name="plan-publish"),
    path("plan/versions/<int:number>/", publishing.version, name="plan-version"),
]
