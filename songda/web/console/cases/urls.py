"""Addresses of this room."""

from django.urls import path

from songda.web.console.cases import (
    case,
    cases,
    hearings,
    sheet,
    sheet_orders,
    sheet_papers,
    start,
    take_out,
    under_way,
)

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", start.register, name="register"),
    path("cases/new/people.xlsx", start.people_template, name="people_template"),
    path("cases/sheet/", sheet.sheet, name="sheet"),
    path("cases/sheet/columns/", sheet.columns, name="sheet_columns"),
    path("cases/sheet/run/", sheet.run, name="sheet_run"),
    path("cases/sheet/papers/", sheet_papers.papers, name="sheet_papers"),
    path("cases/sheet/check/", sheet_orders.check, name="sheet_check"),
    path("cases/sheet/order/", sheet_orders.order, name="sheet_order"),
    path("cases/sheet/result.xlsx", sheet.result, name="sheet_result"),
    path("cases/sheet/cases.xlsx", sheet.template, name="sheet_template"),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/board.xlsx", take_out.board_sheet, name="board_sheet"),
    path("cases/<uuid:case_id>/papers.pdf", take_out.print_set, {"form": "pdf"}, name="print_set"),
    path("cases/<uuid:case_id>/papers.zip", take_out.print_set, {"form": "zip"}, name="print_set_apart"),
    path("cases/<uuid:case_id>/timeline/", case.story, name="story"),
    path("cases/<uuid:case_id>/parties/", case.parties, name="parties"),
    path("cases/<uuid:case_id>/papers/", case.papers, name="papers"),
    path("cases/<uuid:case_id>/hearings/", case.hearings, name="hearings"),
    path("cases/<uuid:case_id>/hearings/new/", hearings.new_hearing, name="new_hearing"),
    path("cases/<uuid:case_id>/under-way/", under_way.case_under_way, name="case_under_way"),
    path("cases/<uuid:case_id>/correction/", cases.correct, name="correct_case"),
    path("cases/<uuid:case_id>/end/", cases.close_case, name="close_case"),
    path("cases/<uuid:case_id>/reopening/", cases.reopen, name="reopen_case"),
    path("hearings/<uuid:hearing_id>/move/", hearings.move, name="move_hearing"),
    path("hearings/<uuid:hearing_id>/cancel/", hearings.cancel, name="cancel_hearing"),
]
