"""Addresses of this room."""

from django.urls import path

from songda.web.console.lookups import lookups, requests, sheet

urlpatterns = [
    path("lookups/", lookups.lookups, name="lookups"),
    path("lookups/sheet/", sheet.lookup_sheet, name="lookup_sheet"),
    path("lookups/sheet/run/", sheet.run_lookup_sheet, name="run_lookup_sheet"),
    path("lookups/sheet/drop/", sheet.drop_lookup_sheet, name="drop_lookup_sheet"),
    path("lookups/sheet/result.xlsx", sheet.lookup_sheet_result, name="lookup_sheet_result"),
    path("lookups/sheet/lookups.xlsx", sheet.lookup_sheet_template, name="lookup_sheet_template"),
    path("lookups/watch/", lookups.lookup_watch, name="lookup_watch"),
    path("lookups/alarms/<uuid:alarm_id>/", lookups.review_alarm, name="review_alarm"),
    path("lookups/<uuid:lookup_id>/", lookups.lookup, name="lookup"),
    path("lookups/<uuid:lookup_id>/approval/", requests.approve_lookup, name="approve_lookup"),
    path("lookups/<uuid:lookup_id>/decline/", requests.decline_lookup, name="decline_lookup"),
    path("lookups/<uuid:lookup_id>/withdrawal/", requests.withdraw_lookup, name="withdraw_lookup"),
    path("lookups/<uuid:lookup_id>/telling/", requests.delay_lookup, name="delay_lookup"),
    path("lookups/numbers/<uuid:number_id>/", lookups.uncover_number, name="uncover_number"),
    path("parties/<uuid:party_id>/lookups/new/", requests.new_lookup, name="new_lookup"),
]
