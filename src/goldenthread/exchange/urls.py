"""The addresses of files in."""

from __future__ import annotations

from django.urls import path

from goldenthread.exchange.views import evidence
from goldenthread.exchange.views import files as views

app_name = "exchange"

urlpatterns = [
    path("files/in/", views.loads, name="loads"),
    path("files/in/new/", views.send, name="send"),
    path("files/in/<int:load_id>/", views.load, name="load"),
    path("files/in/<int:load_id>/confirm/", views.confirm, name="confirm"),
    path("files/in/<int:load_id>/discard/", views.discard, name="discard"),
    path("files/in/<int:load_id>/undo/", views.undo, name="undo"),
    path("evidence/", evidence.rooms, name="evidence-rooms"),
    path("evidence/<int:room_id>/", evidence.room, name="evidence"),
    path("evidence/<int:room_id>/lists/", evidence.lists, name="evidence-lists"),
    path("evidence/<int:room_id>/log/", evidence.log, name="evidence-log"),
    path("evidence/<int:room_id>/child/<int:place>/", evidence.pack, name="evidence-pack"),
    path("evidence/export/<int:export_id>/", evidence.export, name="export"),
    path("evidence/export/<int:export_id>/decide/", evidence.decide, name="export-decide"),
    path("evidence/export/<int:export_id>/take/", evidence.take, name="export-take"),
]
