"""The addresses of consultations. No name of a child or a setting stands in any of them."""

from __future__ import annotations

from django.urls import path

from goldenthread.placements import views

app_name = "placements"

urlpatterns = [
    path("consultations/", views.consultations, name="consultations"),
    path("consultations/<int:consultation_id>/", views.consultation, name="consultation"),
    path("consultations/<int:consultation_id>/document/", views.copy_file, name="copy-file"),
    path("children/<int:child_id>/consultations/", views.child, name="child"),
    path(
        "children/<int:child_id>/consultations/<int:consultation_id>/answer/",
        views.written_down,
        name="written-down",
    ),
]
