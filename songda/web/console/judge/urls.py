"""Addresses of this room."""

from django.urls import path

from songda.web.console.judge import findings, judge, party_rulings

urlpatterns = [
    path("objections/<uuid:objection_id>/ruling/", findings.rule_objection, name="rule_objection"),
    path("judge/", judge.judge, name="judge"),
    path("judge/decisions/", judge.decisions, name="judge_decisions"),
    path("judge/services/<uuid:service_id>/", findings.judge_finding, name="judge_finding"),
    path("judge/services/<uuid:service_id>/finding/", findings.determine_finding, name="determine_finding"),
    path("judge/objections/<uuid:objection_id>/", findings.judge_objection, name="judge_objection"),
    path("judge/consents/<uuid:consent_id>/", party_rulings.judge_withdrawal, name="judge_withdrawal"),
    path("judge/consents/<uuid:consent_id>/ruling/", party_rulings.rule_withdrawal, name="rule_withdrawal"),
    path("judge/parties/<uuid:party_id>/", party_rulings.judge_offline, name="judge_offline"),
    path("judge/parties/<uuid:party_id>/ruling/", party_rulings.rule_offline, name="rule_offline"),
    path("judge/hearings/<uuid:hearing_id>/<uuid:party_id>/", party_rulings.judge_guard, name="judge_guard"),
    path("judge/hearings/<uuid:hearing_id>/<uuid:party_id>/ruling/", party_rulings.rule_the_guard, name="rule_guard"),
    path("judge/envelopes/<uuid:envelope_id>/notice/", findings.judge_notice, name="judge_notice"),
    path("judge/envelopes/<uuid:envelope_id>/notice/ruling/", findings.rule_notice, name="rule_notice"),
]
