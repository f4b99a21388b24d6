"""The addresses of measures and of published figures."""

from __future__ import annotations

from django.urls import path

from goldenthread.measures import views

app_name = "measures"

urlpatterns = [
    path("measures/", views.areas, name="areas"),
    path("measures/releases/<int:release_id>/", views.release, name="release"),
    path("measures/releases/<int:release_id>/approve/", views.approve, name="approve"),
    path("measures/releases/<int:release_id>/refuse/", views.refuse, name="refuse"),
    path("measures/<slug:area>/", views.area, name="area"),
    path("measures/<slug:area>/publish/", views.publish, name="publish"),
    path("measures/<slug:area>/of/<slug:key>/", views.measure, name="measure"),
    path("figures/", views.all_published, name="all-published"),
    path("figures/waits/", views.typical_waits, name="typical-waits"),
    path("figures/waits/<slug:area>/", views.waits_area, name="waits-area"),
    path("figures/answers/", views.answers, name="answers"),
    path("figures/families/", views.felt, name="felt"),
    path("figures/<int:release_id>/", views.published, name="published"),
    path("figures/<int:release_id>.csv", views.published_csv, name="csv"),
]
