"""Addresses of this room."""

from django.urls import path

from songda.web.console.calls import call

urlpatterns = [
    path("parties/<uuid:party_id>/calls/new/", call.new_call, name="new_call"),
]
