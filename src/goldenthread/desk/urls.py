"""The desk's addresses. No name, number or date of a child stands in any of them."""

from __future__ import annotations

from django.urls import path

from goldenthread.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("work/", views.work, name="work"),
    path("children/", views.find, name="find"),
    path("children/<int:child_id>/", views.thread, name="thread"),
    path("children/<int:child_id>/record/", views.record, name="record"),
    path("children/<int:child_id>/team/", views.team, name="team"),
    path("children/<int:child_id>/documents/", views.documents, name="documents"),
    path("children/<int:child_id>/looked/", views.looked, name="looked"),
    path("area/", views.areas, name="areas"),
    path("area/<slug:area>/", views.overview, name="overview"),
    path("rules/", views.all_rules, name="rules"),
    path("rules/<slug:rule>/", views.one_rule, name="rule"),
]
