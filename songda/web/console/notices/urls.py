"""Addresses of this room."""

from django.urls import path

from songda.web.console.notices import public_notices

urlpatterns = [
    path("envelopes/<uuid:envelope_id>/tried/", public_notices.tried_so_far, name="tried"),
    path("envelopes/<uuid:envelope_id>/approval/", public_notices.put_to_judge, name="ask_judge"),
    path("notices/", public_notices.notices, name="public_notices"),
    path("notices/<uuid:notice_id>/file/", public_notices.notice_file, name="notice_file"),
    path("notices/<uuid:notice_id>/board/", public_notices.board, name="order_board"),
    path("notices/<uuid:notice_id>/down/", public_notices.down, name="notice_down"),
    path("notices/<uuid:notice_id>/back/", public_notices.back, name="notice_back"),
    path("notices/<uuid:notice_id>/away/", public_notices.away, name="notice_away"),
    path("notices/postings/<uuid:posting_id>/", public_notices.proof, name="prove_board"),
    path("notices/postings/<uuid:posting_id>/sheet/", public_notices.sheet, name="notice_sheet"),
    path("notices/postings/<uuid:posting_id>/photo/", public_notices.photo, name="notice_photo"),
    path("notices/gaps/<uuid:gap_id>/", public_notices.gap, name="weigh_gap"),
    path("notices/reports/<uuid:report_id>/", public_notices.report_file, name="notice_report_file"),
    path("envelopes/<uuid:envelope_id>/notice/", public_notices.notice, name="notice"),
    path("envelopes/<uuid:envelope_id>/notice/text/", public_notices.draft, name="draft_notice"),
    path("envelopes/<uuid:envelope_id>/notice/publish/", public_notices.publish, name="publish_notice"),
    path("envelopes/<uuid:envelope_id>/notice/report/", public_notices.report, name="notice_report"),
]
