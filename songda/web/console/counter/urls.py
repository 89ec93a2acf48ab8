"""Addresses of this room."""

from django.urls import path

from songda.web.console.counter import counter

urlpatterns = [
    path("counter/", counter.counter, name="counter"),
    path("counter/<uuid:party_id>/", counter.visitor, name="visitor"),
    path("counter/<uuid:party_id>/account/", counter.connect_account, name="connect_account"),
    path("counter/<uuid:party_id>/account/code/", counter.account_code, name="account_code"),
    path("counter/envelopes/<uuid:envelope_id>/handed/", counter.hand_over, name="hand_over"),
    path("counter/envelopes/<uuid:envelope_id>/return/", counter.slip, name="return_slip"),
    path("counter/envelopes/<uuid:envelope_id>/print/", counter.print_all, name="print_all"),
    path("counter/envelopes/<uuid:envelope_id>/code/", counter.code, name="counter_code"),
    path("counter/envelopes/<uuid:envelope_id>/letter/", counter.letter_sheet, name="letter_sheet"),
]
