"""Addresses of this room."""

from django.urls import path

from songda.web.console.notices import notices

urlpatterns = [
    path("envelopes/<uuid:envelope_id>/tried/", notices.tried_so_far, name="tried"),
    path("envelopes/<uuid:envelope_id>/impossible/", notices.new_note, name="rule_out"),
    path(
        "envelopes/<uuid:envelope_id>/impossible/<uuid:note_id>/strike/", notices.strike_note, name="strike_ruled_out"
    ),
    path("envelopes/<uuid:envelope_id>/approval/", notices.put_to_judge, name="ask_judge"),
]
