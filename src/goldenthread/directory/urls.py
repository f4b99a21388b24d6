"""The directory's addresses."""

from __future__ import annotations

from django.urls import path

from goldenthread.directory import feed_views, views

app_name = "directory"

urlpatterns = [
    path("help/", views.search, name="search"),
    path("help/service/<uuid:service_id>/", views.service, name="service"),
    path("help/try/", views.tries, name="tries"),
    path("help/try/<slug:slug>/", views.one_try, name="try"),
    path("help/pages/", views.pages, name="pages"),
    path("help/feeds/", feed_views.feeds, name="feeds"),
    path("help/feeds/<int:reading_id>/", feed_views.reading, name="reading"),
    path("help/open-referral/", feed_views.root, name="api"),
    path("help/open-referral/<slug:listing>", feed_views.listed, name="api-list"),
    path("help/open-referral/<slug:listing>/<uuid:key>", feed_views.one, name="api-one"),
    path("help/pages/<slug:slug>/approve/", views.approve, name="approve"),
]
