"""The desk's addresses. No name, number or date of a child stands in any of them."""

from __future__ import annotations

from django.urls import path

from goldenthread.desk.views import (
    adults,
    casework,
    due,
    families,
    needs,
    plan_sending,
    rights,
    said,
    staff,
    stock,
    team,
)

app_name = "desk"

urlpatterns = [
    path("", casework.home, name="home"),
    path("work/", casework.work, name="work"),
    path("said/", said.areas, name="said-areas"),
    path("said/<slug:area>/", said.said, name="said"),
    path("said/<int:item_id>/<slug:what>/", said.act, name="said-act"),
    path("children/", casework.find, name="find"),
    path("children/<int:child_id>/", casework.thread, name="thread"),
    path("children/<int:child_id>/record/", casework.record, name="record"),
    path("children/<int:child_id>/team/", casework.team, name="team"),
    path("children/<int:child_id>/documents/", casework.documents, name="documents"),
    path(
        "children/<int:child_id>/plan/draft/<int:draft_id>/advice/take/",
        stock.take_advice,
        name="take_advice",
    ),
    path(
        "children/<int:child_id>/plan/draft/<int:draft_id>/issue/go/",
        plan_sending.send,
        name="send_plan",
    ),
    path("children/<int:child_id>/looked/", casework.looked, name="looked"),
    path("children/<int:child_id>/voice/", families.voice, name="voice"),
    path("children/<int:child_id>/delivery/", families.delivery, name="delivery"),
    path(
        "children/<int:child_id>/delivery/<slug:form>/",
        families.delivery_sheet,
        name="delivery-sheet",
    ),
    path("children/<int:child_id>/needs/", needs.needs, name="needs"),
    path("children/<int:child_id>/late/", families.late, name="late"),
    path("children/<int:child_id>/family/", rights.family, name="family"),
    path("children/<int:child_id>/family/adult/<int:link_id>/", rights.adult, name="family-adult"),
    path(
        "children/<int:child_id>/family/adult/<int:link_id>/restrict/",
        rights.restrict,
        name="family-restrict",
    ),
    path(
        "children/<int:child_id>/family/adult/<int:link_id>/code/", rights.code, name="family-code"
    ),
    path(
        "children/<int:child_id>/family/adult/<int:link_id>/answer/",
        rights.answer,
        name="family-answer",
    ),
    path("children/<int:child_id>/family/add/", adults.add, name="family-add"),
    path("children/<int:child_id>/family/adult/<int:link_id>/end/", adults.end, name="family-end"),
    path("children/<int:child_id>/family/code/", rights.own_code, name="family-own-code"),
    path("children/<int:child_id>/family/mandate/", rights.mandate, name="family-mandate"),
    path("children/<int:child_id>/family/capacity/", rights.capacity, name="family-capacity"),
    path(
        "children/<int:child_id>/family/asked/<int:request_id>/",
        rights.asked,
        name="family-asked",
    ),
    path("team/", team.caseloads, name="team-work"),
    path("team/<slug:whose>/", team.caseload, name="caseload"),
    path("area/", casework.areas, name="areas"),
    path("area/<slug:area>/", casework.overview, name="overview"),
    path("area/<slug:area>/due/", due.listed, name="due"),
    path("area/<slug:area>/due/csv/", due.as_csv, name="due-csv"),
    path("area/<slug:area>/plans/", stock.stock, name="stock"),
    path("posts/", staff.posts, name="posts"),
    path("posts/appoint/", staff.appoint, name="appoint"),
    path("posts/<int:post_id>/", staff.post, name="post"),
    path("emergency/", staff.emergency, name="emergency"),
    path("privacy/", staff.privacy, name="privacy"),
    path("privacy/emergency/<int:glass_id>/", staff.glass, name="glass"),
    path("privacy/alerts/<int:alert_id>/", staff.alert, name="alert"),
    path("rules/", casework.all_rules, name="rules"),
    path("rules/<slug:rule>/", casework.one_rule, name="rule"),
]
