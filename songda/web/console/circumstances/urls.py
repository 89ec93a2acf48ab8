"""Addresses of this room."""

from django.urls import path

from songda.web.console.circumstances import entries, noting

urlpatterns = [
    path("parties/<uuid:party_id>/circumstances/new/", noting.of_party, name="note_of_party"),
    path("cases/<uuid:case_id>/circumstances/new/", noting.of_case, name="note_of_case"),
    path("parties/<uuid:party_id>/care/<slug:need>/end/", entries.end_wish, name="end_wish"),
    path("circumstances/<uuid:circumstance_id>/end/", entries.end, name="end_circumstance"),
    path("circumstances/<uuid:circumstance_id>/correction/", entries.correct, name="correct_circumstance"),
    path("circumstances/<uuid:circumstance_id>/strike/", entries.strike, name="strike_circumstance"),
]
