"""Addresses of this room."""

from django.urls import path

from songda.web.console.telephone import dials, sound

urlpatterns = [
    path("parties/<uuid:party_id>/dial/", dials.new_dial, name="new_dial"),
    path("parties/<uuid:party_id>/notice-call/", dials.new_notice, name="new_notice"),
    path("dials/<uuid:dial_id>/", dials.dial, name="dial"),
    path("dials/<uuid:dial_id>/end/", dials.end_dial, name="end_dial"),
    path("recordings/<uuid:recording_id>/sound/", sound.sound, name="recording_sound"),
]
