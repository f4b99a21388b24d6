"""Addresses of letters. No name or date of a child stands in any of them."""

from django.urls import path

from goldenthread.letters.views import forms, printing
from goldenthread.letters.views import pages as views

app_name = "letters"
urlpatterns = [
    path("children/<int:child_id>/letters/", views.child_letters, name="child"),
    path("letters/", views.outbox, name="outbox"),
    path("letters/holds/", views.holds, name="holds"),
    path("letters/holds/<int:hold_id>/", views.hold, name="hold"),
    path("letters/print/", printing.room, name="print"),
    path("letters/print/take/", printing.take, name="print-take"),
    path("letters/print/<slug:name>/", printing.batch, name="print-batch"),
    path("letters/print/<slug:name>/pdf/", printing.pdf, name="print-pdf"),
    path("letters/print/<slug:name>/posted/", printing.posted, name="print-posted"),
    path("letters/came-back/<int:handover_id>/", printing.came_back, name="came-back"),
    path("letters/came-back/<int:handover_id>/again/", printing.again, name="print-again"),
    path("letters/<int:letter_id>/", views.letter, name="letter"),
    path("letters/copies/<int:copy_id>/form/", forms.form, name="form"),
    path("letters/copies/<int:copy_id>/pdf/", views.copy_pdf, name="pdf"),
    path("letters/copies/<int:copy_id>/docx/", views.copy_docx, name="docx"),
    path("letters/stuck/<int:handover_id>/again/", views.again, name="again"),
    path("letters/stuck/<int:handover_id>/went/", views.went, name="went"),
]
