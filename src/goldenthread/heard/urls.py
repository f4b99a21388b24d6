"""The staff's addresses: what families answered and wrote. Families' own are in `family`."""

from __future__ import annotations

from django.urls import path

from goldenthread.heard import views

app_name = "heard"

urlpatterns = [
    path("surveys/", views.areas, name="areas"),
    path("surveys/<slug:area>/", views.answers, name="answers"),
    path("surveys/<slug:area>/words/", views.words, name="words"),
    path("surveys/<slug:area>/readers/", views.readers, name="readers"),
    path("surveys/readers/<int:reader_id>/stop/", views.stop, name="stop-reader"),
    path("surveys/<slug:area>/paper/", views.paper, name="paper"),
    path("surveys/<slug:area>/ring/<int:row_id>/", views.ring, name="ring"),
    path("surveys/<slug:area>/paper/<slug:step>/", views.type_in, name="type-in"),
    path("surveys/<slug:area>/paper/<slug:step>/print/", views.print_forms, name="print-forms"),
    path("surveys/typed/<uuid:answer_id>/", views.take_back, name="take-back"),
    path("surveys/<slug:area>/aside/", views.aside, name="aside"),
    path("surveys/aside/<uuid:answer_id>/", views.judge, name="judge"),
]
