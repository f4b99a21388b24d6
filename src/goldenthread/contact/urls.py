"""The addresses of messages: a number, and nothing of what or whom they are about."""

from __future__ import annotations

from django.urls import path

from goldenthread.contact import complaint_views, information_views, text_views, views

app_name = "contact"

urlpatterns = [
    path("inbound/texts/", text_views.text_came, name="text-came"),
    path("messages/", views.inbox, name="inbox"),
    path("messages/silent/", views.gaps, name="gaps"),
    path("messages/silent/explain/", views.explain_several, name="explain-several"),
    path("messages/promises/", views.promises, name="promises"),
    path("messages/answering/", views.answering, name="answering"),
    path("messages/answering/<int:team_id>/", views.team, name="team"),
    path("messages/<int:contact_id>/", views.one, name="one"),
    path("messages/<int:contact_id>/answer/", views.reply, name="reply"),
    path("messages/<int:contact_id>/form/", views.form_given, name="form-given"),
    path("messages/<int:contact_id>/take-on/", views.take_on, name="take-on"),
    path("messages/<int:contact_id>/struggling/", views.struggling, name="struggling"),
    path("messages/<int:contact_id>/note/", views.note, name="note"),
    path("messages/<int:contact_id>/give/", views.give, name="give"),
    path("messages/<int:contact_id>/close/", views.close, name="close"),
    path("messages/<int:contact_id>/match/", views.match, name="match"),
    path("complaints/", complaint_views.complaints, name="complaints"),
    path("complaints/learned/", complaint_views.lessons, name="lessons"),
    path("complaints/learned/<int:learning_id>/", complaint_views.lesson_done, name="lesson-done"),
    path("complaints/<int:complaint_id>/", complaint_views.complaint, name="complaint"),
    path("complaints/<int:complaint_id>/<slug:what>/", complaint_views.act, name="complaint-act"),
    path("children/<int:child_id>/complaints/new/", complaint_views.complain, name="complain"),
    path("information/", information_views.requests, name="information"),
    path("information/<int:request_id>/", information_views.one, name="information-one"),
    path(
        "information/<int:request_id>/<slug:what>/", information_views.act, name="information-act"
    ),
    path("children/<int:child_id>/information/new/", information_views.new, name="information-new"),
    path("children/<int:child_id>/messages/", views.of_child, name="child"),
    path("children/<int:child_id>/messages/new/", views.call, name="call"),
    path("children/<int:child_id>/messages/explain/", views.explain, name="explain"),
]
