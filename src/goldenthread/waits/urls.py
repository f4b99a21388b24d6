"""The addresses of services' lists. No name or number of a child's own stands in any."""

from __future__ import annotations

from django.urls import path

from goldenthread.waits import views

app_name = "waits"

urlpatterns = [
    path("waits/", views.lists, name="lists"),
    path("waits/<int:service_id>/", views.one_list, name="list"),
    path("waits/<int:service_id>/figures/", views.figures, name="figures"),
    path("waits/<int:service_id>/in/", views.intake, name="intake"),
    path("waits/referral/<int:referral_id>/", views.referral, name="referral"),
    path("waits/referral/<int:referral_id>/update/", views.update, name="update"),
    path("waits/handover/<int:transfer_id>/", views.answer, name="answer"),
    path("waits/area/<slug:area>/", views.area, name="area"),
    path("children/<int:child_id>/waits/", views.child, name="child"),
]
