"""Addresses of this room."""

from django.urls import path

from songda.web.console.parties import address_forms, addresses, consents, corrections, parties

urlpatterns = [
    path("cases/<uuid:case_id>/parties/new/", parties.new_party, name="new_party"),
    path("cases/<uuid:case_id>/representatives/new/", parties.new_representative, name="new_representative"),
    path("parties/<uuid:party_id>/", parties.party, name="party"),
    path("parties/<uuid:party_id>/full/", parties.show, name="show_party"),
    path("parties/<uuid:party_id>/correction/", corrections.correct, name="correct_party"),
    path("parties/<uuid:party_id>/offline/", parties.offline, name="offline"),
    path("parties/<uuid:party_id>/offline/end/", parties.withdraw_own_wish, name="withdraw_own_wish"),
    path("parties/<uuid:party_id>/addresses/new/", addresses.new_address, name="new_address"),
    path("parties/<uuid:party_id>/consents/new/", consents.new_consent, name="new_consent"),
    path("parties/<uuid:party_id>/refusals/new/", consents.new_refusal, name="new_refusal"),
    path("address-form/", address_forms.blank, name="blank_form"),
    path("parties/<uuid:party_id>/address-form/", address_forms.print_form, name="print_form"),
    path("parties/<uuid:party_id>/address-forms/new/", address_forms.enter, name="new_signed_form"),
    path("address-forms/<uuid:form_id>/file/", address_forms.signed_file, name="signed_form_file"),
    path("addresses/<uuid:address_id>/correction/", addresses.correct, name="correct_address"),
    path("addresses/<uuid:address_id>/replacement/", addresses.replace, name="replace_address"),
    path("addresses/<uuid:address_id>/end/", addresses.retire, name="retire_address"),
    path("parties/<uuid:party_id>/end/", corrections.end_representation, name="end_representation"),
    path("parties/<uuid:party_id>/removal/", corrections.remove, name="remove_party"),
    path("addresses/<uuid:place_id>/label/", addresses.label, name="address_label"),
    path("addresses/<uuid:address_id>/all-cases/", addresses.all_cases, name="address_in_all_cases"),
    path("addresses/<uuid:address_id>/class/", addresses.set_class, name="address_class"),
    path("consents/<uuid:consent_id>/withdraw/", consents.withdraw, name="withdraw_consent"),
    path("consents/<uuid:consent_id>/strike/", consents.strike_given, name="strike_consent"),
    path("refusals/<uuid:refusal_id>/strike/", consents.strike_refused, name="strike_refusal"),
]
