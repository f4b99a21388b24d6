"""The family's addresses: neutral, with no name, number or date of a child in any of them."""

from __future__ import annotations

from django.urls import path

from goldenthread.family import (
    account_views,
    complaint_views,
    delivery_views,
    heard_views,
    letter_views,
    message_views,
    navigator_views,
    need_views,
    phone_views,
    record_views,
    views,
    wait_views,
)

app_name = "family"

urlpatterns = [
    path("my/", views.home, name="home"),
    path("my/look/", views.look, name="look"),
    path("my/<int:child_id>/letters/", letter_views.letters, name="letters"),
    path("my/letters/<int:copy_id>/", letter_views.letter, name="letter"),
    path("my/letters/<int:copy_id>/pdf/", letter_views.letter_pdf, name="letter-pdf"),
    path("my/needs/", need_views.needs, name="needs"),
    path("start/", account_views.join, name="join"),
    path("my/code/", account_views.code, name="code"),
    path("my/account/", account_views.account, name="account"),
    path("my/account/phone/", phone_views.phone, name="phone"),
    path("sign-in/text/", phone_views.sign_in_by_text, name="sign-in-by-text"),
    path("heard/", heard_views.heard, name="heard"),
    path("heard/thanks/", heard_views.thanks, name="heard-thanks"),
    path("heard/link/<str:code>/", heard_views.link, name="heard-link"),
    path("heard/link/<str:code>/stop/", heard_views.leave_alone, name="heard-stop"),
    path("heard/<slug:area>/year/", heard_views.year, name="heard-year"),
    path("heard/<slug:area>/", heard_views.did, name="heard-did"),
    path("my/<int:child_id>/heard/", heard_views.mine, name="heard-mine"),
    path("my/heard/<int:asked_id>/", heard_views.asked, name="heard-asked"),
    path("my/<int:child_id>/sharing/", account_views.sharing, name="sharing"),
    path("my/<int:child_id>/", views.where, name="where"),
    path("my/<int:child_id>/messages/", message_views.messages, name="messages"),
    path("my/<int:child_id>/messages/new/", message_views.write, name="write"),
    path("my/messages/<int:contact_id>/", message_views.message, name="message"),
    path("my/<int:child_id>/waits/", wait_views.waits, name="waits"),
    path("my/waits/<int:referral_id>/tell/", wait_views.tell, name="wait-tell"),
    path("my/<int:child_id>/navigator/", navigator_views.navigator, name="navigator"),
    path("my/<int:child_id>/unhappy/", views.unhappy, name="unhappy"),
    path("my/<int:child_id>/complaints/", complaint_views.complain, name="complain"),
    path("my/complaints/<int:complaint_id>/", complaint_views.complaint, name="complaint"),
    path("my/<int:child_id>/say/", views.say, name="say"),
    path("my/<int:child_id>/say/<slug:theme>/", views.say_one, name="say-one"),
    path("my/<int:child_id>/delivery/", views.delivery, name="delivery"),
    path("my/<int:child_id>/delivery/<slug:form>/", delivery_views.sheet, name="delivery-sheet"),
    path("my/<int:child_id>/draft/", views.draft, name="draft"),
    path("my/<int:child_id>/draft/comment/", views.comment, name="comment"),
    path("my/<int:child_id>/records/", record_views.records, name="records"),
    path("my/<int:child_id>/looked/", views.looked, name="looked"),
    path("my/<int:child_id>/just-us/", views.say_privately, name="private"),
]
