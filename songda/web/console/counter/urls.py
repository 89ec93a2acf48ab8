"""Addresses of this room."""

from django.urls import path

from songda.web.console.counter import counter
from songda.web.console.counter import counter as accounts
from songda.web.console.counter import counter as handing

urlpatterns = [
    path("counter/", counter.counter, name="counter"),
    path("counter/<uuid:party_id>/", counter.visitor, name="visitor"),
    path("counter/<uuid:party_id>/account/", accounts.connect_account, name="connect_account"),
    path("counter/<uuid:party_id>/account/code/", accounts.account_code, name="account_code"),
    path("counter/envelopes/<uuid:envelope_id>/handed/", handing.hand_over, name="hand_over"),
    path("counter/envelopes/<uuid:envelope_id>/return/", handing.slip, name="return_slip"),
    path("counter/envelopes/<uuid:envelope_id>/print/", handing.print_all, name="print_all"),
    path("counter/envelopes/<uuid:envelope_id>/code/", handing.code, name="counter_code"),
]
