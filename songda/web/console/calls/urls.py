"""Addresses of this room."""

from django.urls import path

from songda.web.console.calls import arranged, call, desk, made

urlpatterns = [
    path("calls/", desk.calls, name="calls"),
    path("calls/begin/", desk.begin, name="begin_call"),
    path("parties/<uuid:party_id>/calls/new/", call.new_call, name="new_call"),
    path("parties/<uuid:party_id>/question/", arranged.agree, name="agree_question"),
    path("parties/<uuid:party_id>/calls/announce/", arranged.announce, name="announce_call"),
    path("calls/<uuid:call_id>/", made.call, name="call"),
    path("calls/<uuid:call_id>/strike/", made.strike, name="strike_call"),
]
