"""Addresses of files."""

from django.urls import path

from goldenthread.files import views

app_name = "files"
urlpatterns = [path("files/<int:file_id>/download/", views.download, name="download")]
