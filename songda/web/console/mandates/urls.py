"""Addresses of this room."""

from django.urls import path

from songda.web.console.mandates import mandates

urlpatterns = [
    path("parties/<uuid:party_id>/mandates/new/", mandates.give, name="new_mandate"),
    path("mandates/<uuid:mandate_id>/end/", mandates.end, name="end_mandate"),
]
