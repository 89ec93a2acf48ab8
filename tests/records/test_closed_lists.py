"""Every column of words is either held to a closed list by the database, or stands here as free text."""

import re

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction

from tests import make
from tests.rows import all_rows

# Names, numbers, ids, reasons in people's own words; and channels, since a court may add one of its own.
FREE = {
    "portal_acts.Invitation": {"channel", "made_by", "outcome"},  # channels are an open list, outcomes name refusals
    "address_forms.SignedForm": {"recorded_by"},
    "attempts.ChannelTest": {"channel", "kind", "code", "provider_ids", "parts_arrived"},  # kinds are an open list, too
    "attempts.Lease": {"name", "channels"},  # channels are an open list
    "attempts.Attempt": {"channel", "claimed_by", "code", "wording"},
    "attempts.Part": {"channel", "provider_id"},
    "attempts.RawReport": {"channel", "provider"},
    "attempts.Receipt": {"code"},
    "cases.Case": {"number", "number_as_typed", "earlier_numbers", "cause"},
    "cases.Hearing": {"place"},
    "certificates.Certificate": {"number", "code"},
    "circumstances.Circumstance": {"recorded_by"},
    "deeds.DeedStep": {"recorded_by"},
    "restores.Quarantine": {"detail"},
    "restores.LostHandOver": {"channel"},  # of an open list
    "evidence.LogEpoch": {"database"},  # an identity that PostgreSQL gives
    "evidence.Cosignature": {"witness"},
    "evidence.Event": {"name", "stream", "actor"},
    "figures.CountedFact": {"key"},  # the id of what is counted
    "figures.CountedUpTo": {"counted_by"},  # a hash of the code that counted
    "figures.DayCount": {"part", "dimension", "key"},  # see core/figures: made anew from the log at any time
    "figures.Revision": {"part"},
    "figures.UnitCost": {"set_by"},
    "findings.Finding": {"winning_attempt"},
    "findings.LawVersion": {"version"},
    "incidents.Incident": {"subject", "detail"},  # channels are an open list
    "incidents.StuckRow": {"wrong"},  # the kind of error
    "incidents.UnshownRow": {"thing", "number", "wrong"},  # a model, a key, the kind of error
    "lookups.Alarm": {"about", "actor", "reviewed_by"},
    "lookups.FoundNumber": {"why_unused"},
    "lookups.Inquiry": {"reason", "claimed_by"},
    "lookups.Lookup": {"asked_by", "decided_by"},
    "mandates.Mandate": {"recorded_by"},
    "orders.Order": {"placed_by", "idempotency_key"},
    "outreach.Answer": {"question", "published_by"},
    "outreach.Arm": {"name", "text"},
    "outreach.Campaign": {"title", "place", "speaker", "counted_how", "recorded_by"},
    "outreach.Experiment": {"name", "drafted_by", "begun_by", "winner"},
    "outreach.Photo": {"shows"},
    "outreach.Question": {"words"},
    "papers.Paper": {"title"},
    "parties.Address": {"kind"},
    "parties.AddressFinding": {"how", "recorded_by"},
    "parties.Consent": {"how"},
    "parties.Party": {"domicile"},
    "parties.Refusal": {"how"},
    "personal_proofs.PersonalProof": {"by"},
    "limits.KeptValue": {"cache_key"},
    "processes.Process": {"name", "version", "knows"},
    "staff.ApiClient": {"name"},
    "staff.Court": {"code", "name", "name_en", "zone", "phone", "street"},
    "staff.KeptAnswer": {"key"},
    "staff.User": {"display_name", "username", "first_name", "last_name", "password"},
    "tasks.Substitution": {"noted_by"},
    "tasks.Task": {"closed_by"},
    "tasks.TermEntry": {"by"},
    "tasks.TermsBasis": {"calendar", "rules"},  # fingerprints
    "staff.WayRule": {"way"},  # channels are an open list
    "visits.Round": {"made_by", "mark"},
    "visits.Stop": {"planned_by"},
    "visits.Visit": {"reported_by"},
    "visits.VisitPhoto": {"refused"},  # the code of a refusal
    "entrustments.Entrustment": {"sent_by", "received_by", "ended_by"},
    "letters.NumberRange": {"given_by", "prefix"},
    "letters.Batch": {"made_by", "sealed_by"},
    "letters.Letter": {"number", "opened_by", "postcode"},
    "letters.BatchScan": {"by", "typed"},
    "carriage.Push": {"carrier", "once"},
    "carriage.CarrierReport": {  # kept as the carrier said it, whatever it said
        *("carrier", "number", "product", "code", "cause", "signer", "scan_number"),
    },
    "carriage.Carriage": {"carrier", "settled_by"},
    "carriage.Enquiry": {"trouble"},
    "carriage.CameBack": {"by"},
    "carriage.StationCode": {"by", "typed"},
    "public_notices.PublicNotice": {"drafted_by", "token"},
    "public_notices.NoticePosting": {"ordered_by"},
    "public_notices.NoticeLook": {"looker"},
    "public_notices.NoticeGap": {"found_by", "weighed_by"},
    "public_notices.NoticeReport": {"asked_by"},
    "figures.FiguresPaper": {"asked_by"},
    "malfunctions.Malfunction": {"noted_by", "words"},
    "malfunctions.RanMeanwhile": {"weighed_by"},
    "telephone.Dial": {"extension", "cause", "digit", "language"},  # told by the network, and more
    "telephone.Recording": {"kept_by"},
}


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("songda.records.")]


def words_of(model: type[models.Model]) -> set[str]:
    """The columns that hold words or arrays of words."""
    return {
        field.name
        for field in model._meta.concrete_fields
        if type(field) is models.CharField
        or (isinstance(field, ArrayField) and type(field.base_field) is models.CharField)
    }


def held(model: type[models.Model]) -> set[str]:
    """The columns that some check of the table names together with a list; one that is *not* in a list is not held."""
    checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    named = re.compile(r"(?<!NOT \(AND: \()'(\w+)__(?:in|contained_by)'")
    return {name for check in checks for name in named.findall(str(check.condition))}


@all_rows("model", own_models(), ids=lambda model: model._meta.label)
def test_every_column_of_words_is_held_to_its_list_or_is_free_text(model: type[models.Model]) -> None:
    assert words_of(model) - held(model) == FREE.get(model._meta.label, set())


@pytest.mark.database
def test_the_database_refuses_a_word_that_is_in_no_list() -> None:
    party = make.party()
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="party_role_known"), transaction.atomic():
        cursor.execute("UPDATE parties_party SET role = 'friend' WHERE id = %s", [party.id])
