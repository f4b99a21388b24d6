"""The addresses of files in."""

from __future__ import annotations

from django.urls import path

from goldenthread.exchange import views

app_name = "exchange"

urlpatterns = [
    path("files/in/", views.loads, name="loads"),
    path("files/in/new/", views.send, name="send"),
    path("files/in/<int:load_id>/", views.load, name="load"),
    path("files/in/<int:load_id>/confirm/", views.confirm, name="confirm"),
    path("files/in/<int:load_id>/discard/", views.discard, name="discard"),
    path("files/in/<int:load_id>/undo/", views.undo, name="undo"),
]
