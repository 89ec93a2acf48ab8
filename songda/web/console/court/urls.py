"""Addresses of this room."""

from django.urls import path

from songda.web.console.court import (
    channels,
    court,
    log,
    malfunctions,
    proposals,
    readings,
    restore,
    rules,
    staff,
    ways,
)

urlpatterns = [
    path("log/", log.evidence_log, name="log"),
    path("readings/", readings.readings, name="readings"),
    path("court/", court.court, name="court"),
    path("court/factors/", court.factor_rule, name="factor_rule"),
    path("court/found/", court.found_rule, name="found_rule"),
    path("court/malfunctions/", malfunctions.malfunction_list, name="malfunctions"),
    path("court/malfunctions/new/", malfunctions.note, name="note_malfunction"),
    path("court/malfunctions/<uuid:malfunction_id>/end/", malfunctions.end, name="end_malfunction"),
    path("court/malfunctions/<uuid:malfunction_id>/strike/", malfunctions.strike, name="strike_malfunction"),
    path("parties/<uuid:party_id>/malfunction/", malfunctions.weigh, name="weigh_malfunction"),
    path("court/channels/", channels.channels, name="channels"),
    path("court/channels/<slug:channel>/pause/", channels.pause, name="pause_channel"),
    path("court/channels/<slug:channel>/test/", channels.test_channel, name="test_channel"),
    path("court/channels/<slug:channel>/resume/", channels.resume, name="resume_channel"),
    path("court/ways/", ways.ways, name="way_rules"),
    path("court/staff/new/", court.admit, name="admit"),
    path("court/staff/<uuid:user_id>/", staff.member, name="member"),
    path("court/staff/<uuid:user_id>/password/", staff.new_password, name="new_password"),
    path("court/staff/<uuid:user_id>/factors/", staff.drop_factors, name="drop_factors"),
    path("court/staff/<uuid:user_id>/close/", staff.close, name="close_account"),
    path("court/staff/<uuid:user_id>/readmit/", staff.readmit, name="readmit"),
    path("court/systems/new/", court.admit_system, name="admit_system"),
    path("court/systems/<uuid:client_id>/close/", court.shut_out, name="shut_out"),
    path("court/proposals/<uuid:proposal_id>/approve/", proposals.approve_proposal, name="approve_proposal"),
    path("court/proposals/<uuid:proposal_id>/decline/", proposals.decline_proposal, name="decline_proposal"),
    path("last-day/", rules.last_day, name="last_day"),
    path("restore/", restore.restore, name="restore"),
    path("restore/end/", restore.end, name="end_quarantine"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<str:rule>/", rules.rule_words, name="rule_words"),
]
