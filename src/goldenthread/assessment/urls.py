"""The addresses of assessments. No name or date of a child stands in any of them."""

from __future__ import annotations

from django.urls import path

from goldenthread.assessment.views import asking, cases, forecasts, panels, requests
from goldenthread.assessment.views.advice import adviser, council, service

app_name = "assessment"

CASE = "children/<int:child_id>/assessment/"

urlpatterns = [
    path("ask/", asking.ask, name="ask"),
    path("ask/copy/<str:token>/", asking.copy, name="ask-copy"),
    path("panels/", panels.panels, name="panels"),
    path("panels/<int:panel_id>/", panels.panel, name="panel"),
    path("requests/", requests.waiting, name="requests"),
    path("requests/new/", requests.take_in, name="take-in"),
    path("requests/<int:request_id>/", requests.match, name="match"),
    path(CASE, cases.case, name="case"),
    path(f"{CASE}reason/<int:reason_id>/", cases.recheck, name="recheck"),
    path(f"{CASE}asked/", requests.asked, name="asked"),
    path(f"{CASE}to-a-panel/", panels.put_before, name="before-panel"),
    path(f"{CASE}<slug:what>/", cases.act, name="act"),
    path("advice/", adviser.mine, name="advice"),
    path("advice/service/", service.service, name="service"),
    path("advice/remind/", council.chase, name="chase"),
    path("advice/<int:request_id>/", adviser.answer, name="answer"),
    path("advice/<int:request_id>/add/<slug:kind>/", adviser.new_statement, name="new-statement"),
    path(
        "advice/<int:request_id>/statements/<int:statement_id>/",
        adviser.statement,
        name="statement",
    ),
    path("advice/<int:request_id>/social-care/", adviser.care, name="care"),
    path("advice/<int:request_id>/hand-out/", service.hand_out, name="hand-out"),
    path("advice/<int:request_id>/asked/", council.council_request, name="request"),
    path("children/<int:child_id>/advice/", council.child_advice, name="child-advice"),
    path("forecast/", forecasts.forecasts, name="forecasts"),
    path("forecast/<slug:area>/", forecasts.forecast, name="forecast"),
    path("forecast/<slug:area>/days-lost/", forecasts.days_lost, name="days-lost"),
    path("forecast/<slug:area>/before-school/", forecasts.before_school, name="before-school"),
    path("requests/<int:assessment_id>/forecast/", forecasts.comparables, name="comparables"),
]
