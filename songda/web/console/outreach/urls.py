"""Addresses of this room."""

from django.urls import path

from songda.web.console.outreach import campaigns, materials, questions, report

urlpatterns = [
    path("outreach/", campaigns.outreach, name="outreach"),
    path("outreach/campaigns/new/", campaigns.new_campaign, name="new_campaign"),
    path("outreach/campaigns/<uuid:campaign_id>/", campaigns.campaign, name="campaign"),
    path("outreach/campaigns/<uuid:campaign_id>/change/", campaigns.edit_campaign, name="edit_campaign"),
    path("outreach/campaigns/<uuid:campaign_id>/people/", campaigns.count_people, name="count_people"),
    path("outreach/campaigns/<uuid:campaign_id>/material/", campaigns.supply, name="supply_campaign"),
    path("outreach/campaigns/<uuid:campaign_id>/photos/", campaigns.picture_campaign, name="picture_campaign"),
    path("outreach/campaigns/<uuid:campaign_id>/off/", campaigns.call_off_campaign, name="call_off_campaign"),
    path("outreach/campaigns/<uuid:campaign_id>/effect/", campaigns.campaign_effect, name="campaign_effect"),
    path("outreach/photos/<uuid:photo_id>/", campaigns.campaign_photo, name="campaign_photo"),
    path("outreach/material/", materials.materials, name="materials"),
    path("outreach/material/<slug:topic>/<slug:kind>/<slug:language>/", materials.material, name="material"),
    path("outreach/questions/", questions.questions, name="questions"),
    path("outreach/questions/new/", questions.note_question, name="note_question"),
    path("outreach/questions/<uuid:question_id>/answer/", questions.answer_question, name="answer_question"),
    path("outreach/questions/<uuid:question_id>/aside/", questions.drop_question, name="drop_question"),
    path("outreach/answers/new/", questions.new_answer, name="new_answer"),
    path("outreach/answers/<uuid:answer_id>/retire/", questions.take_back_answer, name="take_back_answer"),
    path("outreach/report/", report.outreach_report, name="outreach_report"),
    path("outreach/report/<int:year>/file/", report.outreach_report_file, name="outreach_report_file"),
]
