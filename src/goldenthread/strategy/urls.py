"""The addresses of an area's improvement plan. None says anything of a child."""

from __future__ import annotations

from django.urls import path

from goldenthread.strategy.views import (
    boards,
    commissioning,
    inspections,
    lessons,
    partners,
    plans,
)

app_name = "improvement"

urlpatterns = [
    path("improvement/", boards.areas, name="areas"),
    path("improvement/<slug:area>/", boards.board, name="board"),
    path("improvement/<slug:area>/pack/", boards.pack, name="pack"),
    path("improvement/<slug:area>/plan/", plans.the_plan, name="plan"),
    path("improvement/<slug:area>/inspections/", inspections.inspections, name="inspections"),
    path("improvement/<slug:area>/lessons/", lessons.lessons, name="lessons"),
    path("lessons/<int:learning_id>/action/", lessons.carry_out, name="lesson"),
    path("improvement/<slug:area>/log/", boards.log, name="log"),
    path("improvement/<slug:area>/log/<slug:what>/", boards.log_new, name="log-new"),
    path("improvement/<slug:area>/commissioning/", commissioning.gaps, name="commissioning"),
    path(
        "improvement/<slug:area>/commissioning/<slug:need>/",
        commissioning.decide,
        name="commission",
    ),
    path("improvement/<slug:area>/commissioning-terms/", commissioning.terms, name="terms"),
    path("improvement/<slug:area>/challenge/", partners.challenge, name="challenge"),
    path("improvement/<slug:area>/challenge/new/", partners.meeting_new, name="meeting-new"),
    path("improvement/<slug:area>/self-evaluation/", partners.evaluations, name="evaluations"),
    path(
        "improvement/<slug:area>/self-evaluation/new/",
        partners.evaluation_new,
        name="evaluation-new",
    ),
    path("improvement/<slug:area>/progress/", boards.progress, name="progress"),
    path("inspections/<int:inspection_id>/", inspections.inspection, name="inspection"),
    path(
        "inspections/<int:inspection_id>/<slug:kind>/<int:item>/", inspections.judge, name="judge"
    ),
    path("inspections/<int:inspection_id>/confirm/", inspections.confirm, name="confirm"),
    path("inspections/<int:inspection_id>/put-aside/", inspections.put_aside, name="put-aside"),
    path("inspections/<int:inspection_id>/submit/", inspections.submit, name="submit"),
    path("inspections/<int:inspection_id>/plan.<slug:kind>", inspections.document, name="document"),
    path(
        "inspections/<int:inspection_id>/workstreams/new/",
        plans.workstream_new,
        name="workstream-new",
    ),
    path("findings/<int:finding_id>/actions/new/", plans.action_new, name="action-new"),
    path("actions/<int:action_id>/", plans.action, name="action"),
    path("actions/<int:action_id>/<slug:what>/", plans.act, name="act"),
    path("steps/<int:step_id>/<slug:what>/", plans.step_change, name="step"),
    path("evidence/<int:evidence_id>/check/", plans.evidence_check, name="evidence-check"),
    path("risks/<int:risk_id>/close/", plans.risk_close, name="risk-close"),
    path("challenge/<int:meeting_id>/", partners.meeting, name="meeting"),
    path("challenge/<int:meeting_id>/ask/", partners.ask, name="ask"),
    path("challenge/questions/<int:question_id>/answer/", partners.answer, name="answer"),
    path("self-evaluation/<int:evaluation_id>/", partners.evaluation, name="evaluation"),
    path(
        "self-evaluation/<int:evaluation_id>/finish/",
        partners.evaluation_finish,
        name="evaluation-finish",
    ),
    path("self-evaluation/<int:evaluation_id>/<slug:what>/", partners.part, name="part"),
    path("self-evaluation/parts/<int:part_id>/claim/", partners.claim, name="claim"),
    path("progress/reports/<int:report_id>/", boards.sign, name="sign"),
    path("progress/<slug:area>/", boards.public, name="public"),
]
