"""The family's addresses: neutral, with no name, number or date of a child in any of them."""

from __future__ import annotations

from django.urls import path

from goldenthread.family import views

app_name = "family"

urlpatterns = [
    path("my/", views.home, name="home"),
    path("my/look/", views.look, name="look"),
    path("my/<int:child_id>/", views.where, name="where"),
    path("my/<int:child_id>/unhappy/", views.unhappy, name="unhappy"),
]
