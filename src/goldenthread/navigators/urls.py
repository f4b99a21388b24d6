"""The addresses of navigators' pages."""

from __future__ import annotations

from django.urls import path

from goldenthread.navigators import views

app_name = "navigators"

urlpatterns = [
    path("navigators/", views.own_list, name="list"),
    path("navigators/<int:case_id>/", views.case, name="case"),
    path("navigators/<int:case_id>/take/", views.take, name="take"),
    path("navigators/<int:case_id>/<slug:act>/", views.act, name="act"),
    path("children/<int:child_id>/navigator/", views.child, name="child"),
]
