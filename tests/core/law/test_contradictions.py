"""Facts that cannot all be true are refused with the place of the one that another rules out."""

import pytest

from songda.core.law import FactsError, read_facts
from tests.core.law.given import HASH, Json, at, attempt, consent, event, facts, rebuttal, ruling
from tests.rows import all_rows

DIED_ON_THE_SECOND = {"status_periods": [{"status": "deceased", "since": at("2022-06-02")}]}
WRONG: list[tuple[str, Json, str]] = [
    (
        "arrived before it was sent",
        facts(attempt("sms", "found", "sent 2022-06-03", "arrived 2022-06-02")),
        "$.attempts[0].events[1].at",
    ),
    (
        "read a minute before it was sent",
        facts(attempt("sms", "found", "read 2022-06-03 09:59", "sent 2022-06-03 10:00")),
        "$.attempts[0].events[0].at",
    ),
    (
        "signed before it was posted",
        facts(attempt("mail", "found", "sent 2022-06-03", "signed 2022-06-02 cohabitant")),
        "$.attempts[0].events[1].at",
    ),
    (
        "a ruling before the attempt",
        facts(attempt("sms", "found", "sent 2022-06-03", rulings=[ruling("2022-06-02", counts=True)])),
        "$.attempts[0].rulings[0].at",
    ),
    (
        "a rebuttal proved before the attempt",
        facts(attempt("sms", "found", "sent 2022-06-03", rebuttals=[rebuttal("system_error", "2022-06-02")])),
        "$.attempts[0].rebuttals[0].proved_at",
    ),
    (
        "an arrival proved for a day before the sending",
        facts(attempt("sms", "found", "sent 2022-06-03", rebuttals=[rebuttal("other_arrival_date", "2022-06-02")])),
        "$.attempts[0].rebuttals[0].proved_at",
    ),
    (
        "a try for another order under a number that is taken",
        facts(attempt("sms", "found"), other_tries=[attempt("mail", None)]),
        "$.other_tries[0].id",
    ),
    (
        "a publication by text message",
        facts(attempt("sms", "found", "published 2022-06-03")),
        "$.attempts[0].events[0].kind",
    ),
    ("a text message left at home", facts(attempt("sms", "found", "left 2022-06-03")), "$.attempts[0].events[0].kind"),
    (
        "an e-mail returned by the post",
        facts(attempt("email", "found", "sent 2022-06-02", "returned 2022-06-03")),
        "$.attempts[0].events[1].kind",
    ),
    (
        "how a paper was left, told of one that was signed for",
        facts(attempt("direct", None, events=[event("signed 2022-06-03") | {"how": "filmed"}])),
        "$.attempts[0].events[0].how",
    ),
    (
        "why a paper came back, told of one that was left",
        facts(attempt("direct", None, events=[event("left 2022-06-03") | {"cause": "refused"}])),
        "$.attempts[0].events[0].cause",
    ),
    (
        "where a notice was posted, told of a paper that was left",
        facts(attempt("direct", None, events=[event("left 2022-06-03") | {"where": "newspaper"}])),
        "$.attempts[0].events[0].where",
    ),
    ("a paper that corrects itself", facts(paper={"replaces": HASH}), "$.paper.replaces"),
    *[
        (f"a company: {key}", facts(recipient={"kind": kind, key: value}), f"$.recipient.{key}")
        for kind in ("legal_person", "organisation")
        for key, value in (
            ("soldier", True),
            ("in_custody", True),
            ("born_on", "2000-01-01"),
            ("own_labour", True),
            ("lacks_capacity", True),
        )
    ],
    ("born after the moment asked about", facts(recipient={"born_on": "2022-07-02"}), "$.recipient.born_on"),
    (
        "a text message to an address of the contract",
        facts(attempt("sms", "found", address_source="contract")),
        "$.attempts[0].address_source",
    ),
    (
        "a day of use without the place",
        facts(attempt("mail", "found", address_last_used_on="2022-01-01")),
        "$.attempts[0].address_last_used_on",
    ),
    (
        "an address that was used after the attempt",
        facts(
            attempt("mail", "found", "sent 2022-06-02", address_source="civil_act", address_last_used_on="2022-06-03")
        ),
        "$.attempts[0].address_last_used_on",
    ),
    (
        "an address that was used between two visits: after the attempt had begun",
        facts(
            attempt(
                "direct",
                "found",
                "failed 2022-06-02",
                "failed 2022-06-05",
                address_source="civil_act",
                address_last_used_on="2022-06-03",
            )
        ),
        "$.attempts[0].address_last_used_on",
    ),
    (
        "a rebuttal proved before anything is known to have happened, of an attempt of which no sending is told",
        facts(attempt("sms", "found", "arrived 2022-06-03", rebuttals=[rebuttal("system_error", "2022-06-02")])),
        "$.attempts[0].rebuttals[0].proved_at",
    ),
    (
        "an address given before it was withheld",
        facts(
            recipient={"address_withheld": [{"how": "evades", "at": at("2022-06-02"), "ended_at": at("2022-06-01")}]}
        ),
        "$.recipient.address_withheld[0].ended_at",
    ),
    (
        "a procuratorate agreed that takes no part",
        facts(case={"procuratorate_agreed_at": at("2022-06-01")}),
        "$.case.procuratorate_agreed_at",
    ),
    *[
        (f"{role} at first instance", facts(recipient={"role": role}), "$.recipient.role")
        for role in ("appellant", "appellee", "retrial_applicant", "retrial_respondent")
    ],
    *[
        (f"{procedure} at second instance", facts(case={"procedure": procedure, "stage": "second_instance"}), path)
        for procedure, path in (
            ("small_claims", "$.case.procedure"),
            ("payment_order", "$.case.procedure"),
            ("special", "$.case.procedure"),
        )
    ],
    *[
        (
            f"{procedure} in an administrative case",
            facts(case={"procedure": procedure, "branch": "administrative"}),
            path,
        )
        for procedure, path in (
            ("small_claims", "$.case.procedure"),
            ("payment_order", "$.case.procedure"),
            ("special", "$.case.procedure"),
        )
    ],
    (
        "enforcement at second instance",
        facts(case={"branch": "enforcement", "stage": "second_instance"}),
        "$.case.branch",
    ),
    ("an indictment in a civil case", facts(paper={"kind": "indictment_copy"}), "$.paper.kind"),
    (
        "a payment order in a criminal case",
        facts(paper={"kind": "payment_order"}, case={"branch": "criminal"}),
        "$.paper.kind",
    ),
    (
        "a counterclaim against an authority's citizen",
        facts(paper={"kind": "counterclaim_copy"}, case={"branch": "administrative"}),
        "$.paper.kind",
    ),
    (
        "a defendant to a counterclaim in an administrative case",
        facts(recipient={"role": "counterclaim_defendant"}, case={"branch": "administrative"}),
        "$.recipient.role",
    ),
    ("a retrial of something at first instance", facts(case={"retrial_of": "first_instance"}), "$.case.retrial_of"),
    (
        "a criminal case about somebody's status",
        facts(case={"branch": "criminal", "status_case": True}),
        "$.case.status_case",
    ),
    (
        "signed after the letter had come back",
        facts(attempt("mail", "found", "sent 2022-06-01", "returned 2022-06-03", "signed 2022-06-05 recipient")),
        "$.attempts[0].events[2].at",
    ),
    (
        "agreed before they were born",
        facts(consents=[consent("2022-06-01")], recipient={"born_on": "2022-06-02"}),
        "$.consents[0].at",
    ),
    (
        "agreed after they had died",
        facts(consents=[consent("2022-06-03")], recipient=DIED_ON_THE_SECOND),
        "$.consents[0].at",
    ),
    (
        "signed by somebody who had died",
        facts(attempt("mail", "found", "signed 2022-06-03 recipient"), recipient=DIED_ON_THE_SECOND),
        "$.attempts[0].events[0].at",
    ),
    (
        "signed before the court issued it",
        facts(
            attempt("direct", None, "signed 2022-06-03"), paper={"kind": "payment_order", "issued_at": at("2022-06-04")}
        ),
        "$.attempts[0].events[0].at",
    ),
    (
        "signed by the other side before the court issued it",
        facts(
            paper={
                "kind": "mediation_document",
                "issued_at": at("2022-06-04"),
                "other_signatures": [at("2022-06-03")],
            }
        ),
        "$.paper.other_signatures[0]",
    ),
    (
        "the second of two attempts",
        facts(attempt("sms", "found", id="a1"), attempt("sms", "found", "left 2022-06-03", id="a2")),
        "$.attempts[1].events[0].kind",
    ),
]


@all_rows(("sentence", "service", "path"), WRONG, ids=[row[0] for row in WRONG])
def test_contradictions(sentence: str, service: Json, path: str) -> None:
    with pytest.raises(FactsError) as refused:
        read_facts(service)
    assert refused.value.path == path
    assert refused.value.reason.sentence("en")
    assert refused.value.reason.sentence("zh")


POSSIBLE: list[tuple[str, Json]] = [
    (
        "sent twice, arrived between",
        facts(attempt("sms", "found", "sent 2022-06-01", "arrived 2022-06-02", "sent 2022-06-03")),
    ),
    ("read without a report of arrival", facts(attempt("sms", "found", "sent 2022-06-01", "read 2022-06-02"))),
    ("read before the report of arrival", facts(attempt("sms", "found", "read 2022-06-01", "arrived 2022-06-02"))),
    (
        "an arrival proved for the day of the sending",
        facts(
            attempt("sms", "confirmed", "sent 2022-06-03", rebuttals=[rebuttal("other_arrival_date", "2022-06-03")]),
        ),
    ),
    (
        "an arrival proved before the report, where no sending is told",
        facts(attempt("sms", "found", "arrived 2022-06-03", rebuttals=[rebuttal("other_arrival_date", "2022-05-03")])),
    ),
    (
        "a ruling at the moment of the attempt",
        facts(attempt("sms", "found", "read 2022-06-03", rulings=[ruling("2022-06-03", counts=True)])),
    ),
    (
        "a ruling on an attempt of which no event is told",
        facts(
            attempt(
                "sms",
                "found",
                rebuttals=[rebuttal("system_error", "2022-06-03")],
                rulings=[ruling("2022-06-03", counts=False)],
            )
        ),
    ),
    (
        "a hearing before the service",
        facts(attempt("sms", "found", "read 2022-06-03"), hearing_at="2022-06-01T09:00:00+08:00"),
    ),
    (
        "a consent taken back at the moment at which it was given",
        facts(consents=[consent("2022-06-01", withdrawn_at=at("2022-06-01", "09:00"))]),
    ),
    (
        "an objection dismissed at the moment at which it was raised",
        facts(
            case={"jurisdiction_objection": {"raised_at": at("2022-06-01"), "dismissal_in_force_at": at("2022-06-01")}}
        ),
    ),
    (
        "an address given at the moment at which it was withheld",
        facts(
            recipient={"address_withheld": [{"how": "evades", "at": at("2022-06-01"), "ended_at": at("2022-06-01")}]}
        ),
    ),
    (
        "an address that was used on the day of the attempt",
        facts(
            attempt("mail", "found", "sent 2022-06-02", address_source="civil_act", address_last_used_on="2022-06-02")
        ),
    ),
    (
        "an address of an attempt of which no event is told",
        facts(attempt("mail", "found", address_source="civil_act", address_last_used_on="2022-06-02")),
    ),
    ("a professional who is a soldier", facts(recipient={"kind": "professional", "soldier": True})),
    ("born on the day asked about", facts(recipient={"born_on": "2022-07-01"})),
    *[
        (f"left by {channel}", facts(attempt(channel, None, "left 2022-06-03")))
        for channel in ("direct", "left", "entrusted", "transfer")
    ],
    ("returned by the post", facts(attempt("mail", "found", "sent 2022-06-01", "returned 2022-06-03"))),
    ("returned by another court", facts(attempt("entrusted", None, "sent 2022-06-01", "returned 2022-06-03"))),
]


@all_rows(("sentence", "service"), POSSIBLE, ids=[row[0] for row in POSSIBLE])
def test_what_may_well_be_true_is_read(sentence: str, service: Json) -> None:
    assert read_facts(service)


def test_seconds_do_not_contradict_a_provider_that_tells_the_minute() -> None:
    service = facts(attempt("sms", "found"))
    service["attempts"][0]["events"] = [
        {"kind": "sent", "at": "2022-06-03T10:00:07+08:00"},
        {"kind": "arrived", "at": "2022-06-03T10:00:00+08:00"},
    ]
    assert read_facts(service)
    service["attempts"][0]["events"][1]["at"] = "2022-06-03T09:59:59+08:00"
    with pytest.raises(FactsError, match="before the sending"):
        read_facts(service)


def test_nor_do_parts_of_a_second() -> None:
    service = facts(attempt("sms", "found"))
    service["attempts"][0]["events"] = [
        {"kind": "sent", "at": "2022-06-03T10:00:00.500000+08:00"},
        {"kind": "arrived", "at": "2022-06-03T10:00:00+08:00"},
    ]
    assert read_facts(service)


def test_the_same_moment_may_be_written_with_another_offset() -> None:
    service = facts(attempt("sms", "found"))
    service["attempts"][0]["events"] = [
        {"kind": "sent", "at": "2022-06-03T10:00:00+08:00"},
        {"kind": "arrived", "at": "2022-06-03T03:00:00+01:00"},
    ]
    assert read_facts(service)
