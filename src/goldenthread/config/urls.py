"""The root of every address."""

from __future__ import annotations

from django.urls import include, path

handler403 = "goldenthread.ui.views.forbidden"
handler404 = "goldenthread.ui.views.not_found"
handler500 = "goldenthread.ui.views.server_error"

urlpatterns = [
    path("", include("goldenthread.desk.urls")),
    path("", include("goldenthread.family.urls")),
    path("", include("goldenthread.ui.urls")),
    path("", include("goldenthread.access.urls")),
    path("", include("goldenthread.files.urls")),
    path("", include("goldenthread.letters.urls")),
    path("", include("goldenthread.exchange.urls")),
    path("", include("goldenthread.strategy.urls")),
    path("", include("goldenthread.measures.urls")),
    path("", include("goldenthread.plans.urls")),
    path("", include("goldenthread.placements.urls")),
    path("", include("goldenthread.assessment.urls")),
    path("", include("goldenthread.redress.urls")),
    path("", include("goldenthread.directory.urls")),
    path("", include("goldenthread.waits.urls")),
    path("", include("goldenthread.navigators.urls")),
    path("", include("goldenthread.contact.urls")),
    path("", include("goldenthread.heard.urls")),
    path("accounts/", include("allauth.urls")),
]
