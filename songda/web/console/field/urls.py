"""Addresses of this room; those below `field/` are the phone's, whose worker is limited to that path."""

from django.urls import path

from songda.web.console.field import phone, visits

urlpatterns = [
    path("visits/", visits.desk, name="visits"),
    path("visits/rule/", visits.rule, name="visit_rule"),
    path("envelopes/<uuid:envelope_id>/visits/new/", visits.plan, name="plan_visit"),
    path("visits/plan/", visits.plan_several, name="plan_visits"),
    path("visits/stops/<uuid:stop_id>/off/", visits.off, name="call_off_visit"),
    path("visits/rounds/new/", visits.new_round, name="new_round"),
    path("visits/rounds/<uuid:round_id>/", visits.one_round, name="round"),
    path("visits/rounds/<uuid:round_id>/phone/", visits.shut, name="shut_phone"),
    path("visits/<uuid:visit_id>/", visits.look, name="visit"),
    path("visits/<uuid:visit_id>/aside/", visits.aside, name="set_aside_visit"),
    path("visits/photos/<uuid:visit_photo_id>/", visits.photo, name="visit_photo"),
    path("visits/photos/<uuid:visit_photo_id>/original/", visits.original, name="visit_original"),
    path("field/", phone.page, name="field"),
    path("field/worker.js", phone.worker, name="field_worker"),
    path("field/door/", phone.door, name="field_door"),
    path("field/take/", phone.take, name="field_take"),
    path("field/state/", phone.state, name="field_state"),
    path("field/visits/", phone.report, name="field_report"),
    path("field/photos/<uuid:visit_photo_id>/<int:part>/", phone.piece, name="field_piece"),
    path("field/end/", phone.end, name="field_end"),
]
