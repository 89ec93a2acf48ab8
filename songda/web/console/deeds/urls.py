"""Addresses of this room."""

from django.urls import path

from songda.web.console.deeds import deeds

urlpatterns = [
    path("envelopes/<uuid:envelope_id>/otherwise/", deeds.new_deed, name="deed"),
    path("otherwise/<uuid:deed_id>/steps/new/", deeds.new_step, name="deed_step"),
    path("otherwise/steps/<uuid:step_id>/strike/", deeds.strike, name="strike_step"),
    path("otherwise/steps/<uuid:step_id>/scan/", deeds.scan, name="deed_scan"),
]
