"""Routes of the component gallery."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [path("components/", views.gallery, name="gallery")]
