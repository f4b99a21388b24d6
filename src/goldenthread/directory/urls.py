"""The directory's addresses."""

from __future__ import annotations

from django.urls import path

from goldenthread.directory import views

app_name = "directory"

urlpatterns = [
    path("help/", views.search, name="search"),
    path("help/service/<uuid:service_id>/", views.service, name="service"),
    path("help/try/", views.tries, name="tries"),
    path("help/try/<slug:slug>/", views.one_try, name="try"),
    path("help/pages/", views.pages, name="pages"),
    path("help/pages/<slug:slug>/approve/", views.approve, name="approve"),
]
