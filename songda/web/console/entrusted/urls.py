"""Addresses of this room."""

from django.urls import path

from songda.web.console.entrusted import entrusted

urlpatterns = [
    path("entrusted/", entrusted.desk, name="entrusted"),
    path("envelopes/<uuid:envelope_id>/entrusted/new/", entrusted.new, name="entrust"),
    path("entrusted/<uuid:entrustment_id>/", entrusted.one, name="entrustment"),
    path("entrusted/<uuid:entrustment_id>/receipt/", entrusted.received, name="receive_entrusted"),
    path("entrusted/<uuid:entrustment_id>/outcome/", entrusted.outcome, name="entrusted_outcome"),
    path("entrusted/<uuid:entrustment_id>/refusal/", entrusted.refusal, name="refuse_entrusted"),
    path("entrusted/<uuid:entrustment_id>/back/", entrusted.back, name="take_back_entrusted"),
    path("entrusted/<uuid:entrustment_id>/letter/", entrusted.letter, name="entrusted_letter"),
    path("entrusted/<uuid:entrustment_id>/papers/<uuid:entrusted_paper_id>/", entrusted.paper, name="entrusted_paper"),
]
