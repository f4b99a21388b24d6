"""Addresses of the demo's sign-in."""

from django.urls import path

from goldenthread.access import views

app_name = "access"
urlpatterns = [
    path("personas/", views.personas, name="personas"),
    path("personas/<int:user_id>/", views.become, name="become"),
]
