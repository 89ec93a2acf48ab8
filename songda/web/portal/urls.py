"""Addresses of the portal; everything about one envelope lies under its link."""

from django.urls import path

from songda.web.portal import (
    answer,
    calendar,
    entrance,
    identity,
    looked_up,
    new_address,
    new_place,
    papers,
    reading,
    requests,
)
from songda.web.portal.helping import mine
from songda.web.portal.helping import pages as helping
from songda.web.portal.personal import pages as personal

app_name = "portal"
urlpatterns = [
    path("", entrance.enter, name="enter"),
    path("<str:token>", entrance.landing, name="landing"),
    path("<str:token>/who", identity.who, name="who"),
    path("<str:token>/code", identity.code, name="code"),
    path("<str:token>/code/another", identity.another_code, name="another_code"),
    path("<str:token>/counter-code", personal.counter_code, name="counter_code"),
    path("<str:token>/person", personal.person, name="person"),
    path("<str:token>/helping", helping.helping, name="helping"),
    path("<str:token>/helping/papers", helping.help_papers, name="help_papers"),
    path("<str:token>/helping/papers/<uuid:service_id>", helping.help_pages, name="help_pages"),
    path("<str:token>/helping/papers/<uuid:service_id>/page/<int:number>", helping.help_picture, name="help_picture"),
    path("<str:token>/helping/papers/<uuid:service_id>/large-print", helping.help_large_print, name="help_large_print"),
    path("<str:token>/helping/papers/<uuid:service_id>/copy", helping.help_copy, name="help_copy"),
    path("<str:token>/helpers", mine.helping_me, name="helping_me"),
    path("<str:token>/helpers/<uuid:mandate_id>/end", mine.end, name="end_mandate"),
    path("<str:token>/leave", identity.leave, name="leave"),
    path("<str:token>/left", identity.left, name="left"),
    path("<str:token>/not-me", requests.not_me, name="not_me"),
    path("<str:token>/paper-or-help", requests.request_paper_or_help, name="paper_or_help"),
    path("<str:token>/paper-or-help/<slug:what>", requests.request_noted, name="paper_or_help_noted"),
    path("<str:token>/agree", answer.agree, name="agree"),
    path("<str:token>/agree/yes", answer.say_yes, name="say_yes"),
    path("<str:token>/agree/no", answer.say_no, name="say_no"),
    path("<str:token>/papers", papers.papers, name="papers"),
    path("<str:token>/papers/receive", papers.receive, name="receive"),
    path("<str:token>/papers/received", papers.received, name="received"),
    path("<str:token>/papers/<uuid:service_id>", reading.paper, name="paper"),
    path("<str:token>/papers/<uuid:service_id>/open", reading.open_paper, name="open"),
    path("<str:token>/papers/<uuid:service_id>/page/<int:number>", reading.picture, name="picture"),
    path("<str:token>/papers/<uuid:service_id>/original", reading.original, name="original"),
    path("<str:token>/papers/<uuid:service_id>/large-print", reading.large_print, name="large_print"),
    path("<str:token>/papers/<uuid:service_id>/certificate", papers.certificate, name="certificate"),
    path("<str:token>/hearing/<uuid:hearing_id>", calendar.hearing_file, name="hearing"),
    path("<str:token>/address", new_address.address, name="address"),
    path("<str:token>/address/code", new_address.address_code, name="address_code"),
    path("<str:token>/address/noted", new_address.address_noted, name="address_noted"),
    path("<str:token>/address/postal", new_place.postal_address, name="postal_address"),
    path("<str:token>/address/postal/noted", new_place.postal_noted, name="postal_noted"),
    path("<str:token>/objection", requests.objection, name="objection"),
    path("<str:token>/objections", requests.objections, name="objections"),
    path("<str:token>/look-ups", looked_up.looked_up, name="looked_up"),
    path("<str:token>/history", requests.history, name="history"),
]
