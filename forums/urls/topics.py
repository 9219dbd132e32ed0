from django.urls import path

from forums.views.topics import following, moderating, reading, writing

urlpatterns = [
    path("", reading.topic_list, name="topic-list"),
    path("new/", writing.topic_new, name="topic-new"),
    path("settings/", following.topic_settings, name="topic-settings"),
    path("tags/new/", moderating.tag_new, name="topic-tag-new"),
    path("<uuid:key>/", reading.topic_detail, name="topic-detail"),
    path("<uuid:key>/reply/", writing.topic_reply, name="topic-reply"),
    path("<uuid:key>/follow/", following.topic_follow, name="topic-follow"),
    path("<uuid:key>/accept/", moderating.topic_accept, name="topic-accept"),
    path("<uuid:key>/<slug:verb>/", moderating.topic_moderate, name="topic-moderate"),
    path("<uuid:key>/<int:number>/edit/", writing.post_edit, name="post-edit"),
    path("<uuid:key>/<int:number>/withdraw/", writing.post_withdraw, name="post-withdraw"),
    path("<uuid:key>/<int:number>/history/", reading.post_history, name="post-history"),
    path("<uuid:key>/<int:number>/report/", moderating.post_report, name="post-report"),
    path("<uuid:key>/<int:number>/reports/", moderating.post_reports, name="post-reports"),
    path("<uuid:key>/<int:number>/<slug:verb>/", moderating.post_moderate, name="post-moderate"),
]
