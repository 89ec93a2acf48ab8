"""Addresses of this room."""

from django.urls import path

from songda.web.console.serving import envelopes, serve, services

urlpatterns = [
    path("cases/<uuid:case_id>/serve/", serve.choose, name="serve"),
    path("cases/<uuid:case_id>/serve/check/", serve.check, name="serve_check"),
    path("cases/<uuid:case_id>/serve/order/", serve.place, name="serve_order"),
    path("cases/<uuid:case_id>/serve/now/", serve.send_at_once, name="serve_now"),
    path("cases/<uuid:case_id>/serve/undo/", serve.take_back_at_once, name="serve_undo"),
    path("envelopes/<uuid:envelope_id>/", envelopes.envelope, name="envelope"),
    path("envelopes/<uuid:envelope_id>/recall/", envelopes.take_back, name="recall"),
    path("envelopes/<uuid:envelope_id>/unlock/", envelopes.unlock_link, name="unlock"),
    path("services/<uuid:service_id>/", services.service, name="service"),
    path("services/<uuid:service_id>/bundle/", services.proof_bundle, name="bundle"),
    path("services/<uuid:service_id>/statement/", services.state, name="state"),
    path("services/<uuid:service_id>/english/", services.english_page, name="english_page"),
]
