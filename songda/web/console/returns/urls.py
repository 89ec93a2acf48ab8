"""Addresses of this room."""

from django.urls import path

from songda.web.console.returns import evidence, station

urlpatterns = [
    path("returns/", station.returns, name="returns"),
    path("returns/entries/<uuid:entry_id>/strike/", station.take_back_entry, name="strike_return"),
    path("returns/codes/<int:code_id>/done/", station.put_code_aside, name="return_code_done"),
    path("returns/strays/", station.strays, name="strays"),
    path("returns/letters/", evidence.doubtful, name="doubtful_letters"),
    path("returns/letters/<uuid:posted_id>/", evidence.carriage, name="carriage"),
    path("returns/letters/<uuid:posted_id>/decide/", evidence.decide_on, name="decide_carriage"),
    path("returns/letters/<uuid:posted_id>/rule/", evidence.rule_on, name="rule_carriage"),
    path("returns/letters/<uuid:posted_id>/scan/", evidence.scan_of, name="carriage_scan"),
    path("returns/pictures/<uuid:scan_id>/", evidence.picture, name="return_picture"),
    path("returns/pictures/<uuid:scan_id>/page/", evidence.page, name="return_page"),
]
