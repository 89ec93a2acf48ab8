"""Addresses of this room."""

from django.urls import path

from songda.web.console.notices import notices

urlpatterns = [
    path("envelopes/<uuid:envelope_id>/tried/", notices.tried_so_far, name="tried"),
    path("envelopes/<uuid:envelope_id>/approval/", notices.put_to_judge, name="ask_judge"),
]
