"""The plan desk's addresses. No name, number or date of a child stands in any of them."""

from __future__ import annotations

from django.urls import path

from goldenthread.plans.views import drafting, reading, sending

app_name = "plans"
CHILD = "children/<int:child_id>/plan/"
DRAFT = f"{CHILD}draft/<int:draft_id>/"

urlpatterns = [
    path(CHILD, reading.home, name="home"),
    path(f"{CHILD}start/", reading.start, name="start"),
    path(f"{CHILD}<int:plan_id>/version/<int:number>/", reading.version, name="version"),
    path(
        f"{CHILD}<int:plan_id>/version/<int:number>/easy-read/approve/",
        reading.easy_read,
        name="easy_read",
    ),
    path(
        f"{CHILD}<int:plan_id>/version/<int:number>/<slug:kind>/",
        reading.rendering,
        name="rendering",
    ),
    path(DRAFT, drafting.draft, name="draft"),
    path(f"{DRAFT}section/<slug:section>/", drafting.section, name="section"),
    path(f"{DRAFT}section/<slug:section>/<slug:row>/", drafting.statement, name="statement"),
    path(f"{DRAFT}section/<slug:section>/<slug:row>/keep/", drafting.keep, name="keep"),
    path(f"{DRAFT}section/<slug:section>/<slug:row>/out/", drafting.take_out, name="out"),
    path(f"{DRAFT}advice/", drafting.advice, name="advice"),
    path(f"{DRAFT}advice/<int:source_id>/", drafting.source, name="source"),
    path(f"{DRAFT}questions/<int:question_id>/", drafting.question, name="question"),
    path(f"{DRAFT}comments/", drafting.comments, name="comments"),
    path(f"{DRAFT}comments/<int:comment_id>/", drafting.comment, name="comment"),
    path(f"{DRAFT}accuracy/", sending.accuracy, name="accuracy"),
    path(f"{DRAFT}accuracy/<slug:evidence>/", sending.passages, name="passages"),
    path(f"{DRAFT}correction/<int:passage_id>/", sending.correction, name="correction"),
    path(f"{DRAFT}issue/", sending.issue, name="issue"),
    path(f"{DRAFT}issue/reason/", sending.reason, name="reason"),
    path(f"{DRAFT}issue/agreement/", sending.agreement, name="agreement"),
    path(f"{DRAFT}issue/family/", sending.family, name="family"),
]
