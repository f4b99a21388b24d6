"""The addresses of disagreements. No name or date of a child stands in any of them."""

from __future__ import annotations

from django.urls import path

from goldenthread.redress import views

app_name = "redress"

CHILD = "children/<int:child_id>/disagreements/"

urlpatterns = [
    path(CHILD, views.child, name="child"),
    path(f"{CHILD}add/", views.take_up, name="take-up"),
    path(f"{CHILD}<int:case_id>/<slug:what>/", views.step, name="step"),
]
