"""Finds for each row a case in which it speaks, among cases made of its own conditions."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from songda.core.law import profile_of
from songda.core.law.facts import words
from songda.core.law.facts import words as event_words
from songda.core.law.profile.conditions import Condition
from songda.core.law.profile.rows import Row
from tests.core.law.borders.answers import heard
from tests.core.law.borders.case import NOTHING, PLAIN, Case
from tests.core.law.borders.describing import law_of

DOMICILES = {"cn": ["cn", "hk", "tw", "sg"], "at": ["at", "sg"], "es": ["es", "sg"]}
# What is plain before the other bodies, and in other countries.
ELSEWHERE: dict[str, Case] = {
    "cn_reconsideration": {"branch": "administrative"},
    "at": {"domicile": "at", "recipient": "professional", "channel": "inbox"},
    "es": {"domicile": "es", "recipient": "professional", "channel": "inbox"},
}
NOTICE = {"missing": "false", "channel": "public_notice", "events": "published"}
DAYS = (
    "2022-06-02",
    "2024-06-03",
    "2022-02-10",
    "2021-06-02",
    "2020-06-02",
    "2019-06-03",
    "2018-03-01",
    "2016-06-02",
    "2014-06-03",
)
BY_HAND = ("direct", "mail", "left", "entrusted", "transfer", "public_notice")
# Which words make sense of a condition, the plainest first.
WORDS: dict[str, list[str]] = {
    "branch": [str(word) for word in words.Branch],
    "procedure": [str(word) for word in words.Procedure],
    "stage": [str(word) for word in words.Stage],
    "court": ["general", "internet", "maritime"],
    "paper": ["summons", *(str(word) for word in words.PaperKind if word != "summons")],
    "recipient": [str(word) for word in words.RecipientKind],
    "channel": [str(word) for word in words.Channel],
    "class": ["confirmed", "provided", "found", "unknown", "rejected", NOTHING],
    "to": [str(word) for word in words.Person],
    "consent_by": [str(word) for word in words.Person],
    "by": [NOTHING, *(str(word) for word in words.Person)],
    "events": [str(word) for word in event_words.EventKind],
    "then": [str(word) for word in event_words.EventKind],
    "procuratorate": [NOTHING, *(str(word) for word in words.Procuratorate)],
    "cause": [NOTHING, *(str(word) for word in event_words.ReturnCause if word != "untold")],
    "how": [NOTHING, *(str(word) for word in event_words.Leaving if word != "untold")],
    "where": [NOTHING, *(str(word) for word in event_words.Posting if word != "untold")],
    "source": [NOTHING, *(str(word) for word in words.AddressSource)],
    "withholds": [NOTHING, *(str(word) for word in words.Withholding)],
    "retrial_of": [NOTHING, *(str(word) for word in words.RetrialOf)],
    "role": [NOTHING, *(str(word) for word in words.Role)],
    "missing": [NOTHING, "true", "false"],
    "carried_out": [NOTHING, "true", "false"],
}
FLAGS = ["false", "true"]
_EFFECTS: list[Case] = [
    {},
    {"class": "found"},
    {"consent": NOTHING},
    {"soldier": "true"},
    {"source": "contract"},
    {"source": "contract", "class": "found"},
    {"source": "contract", "class": "found", "by": "statutory_agent"},
]
EVENTS = ("arrived", "acknowledged", "read", "signed", "left", "returned", "published", "sent")
WANTING: dict[str, Case] = {
    "no_consent": {"consent": NOTHING},
    "refused": {"consent": NOTHING, "answer": "refused"},
    "consent_withdrawn": {"answer": "withdrew"},
    "consent_came_later": {"consent_on": "5"},
    "consent_for_other_stage": {"consent_to": "retrial"},
    "consent_for_other_papers": {"consent_to": "judgment"},
    "consent_ground_unknown_then": {"consent": "prior_agreement"},
    "consent_by_another": {"consent_by": "stranger"},
    "consent_given_by": {"consent_by": "statutory_agent"},
    "consent_given_by_agent": {"consent_by": "representative"},
    "received_by_agent": {"events": "acknowledged", "by": "representative"},
    "consent_without_capacity": {"capable": "false"},
    "day_on_the_return": {"channel": "mail", "events": "signed"},
    "other_content": {"content": "other"},
    "earlier_version": {"content": "earlier"},
    "taken_back": {"then": "failed"},
    "address_not_withheld": {"source": "contract", "channel": "mail", "events": "returned", "class": NOTHING},
    "returned_for_another_cause": {"channel": "mail", "events": "returned", "cause": "nobody_met"},
    "refused_by_another": {"events": "left", "by": "stranger", "class": NOTHING},
    "signed_by_another": {"events": "signed", "by": "stranger", "class": NOTHING},
    "came_back_as_of_the_dead": {"channel": "mail", "events": "returned", "cause": "said_deceased"},
    "left_with_nobody": {"channel": "left", "events": "left", "how": "nobody_met"},
    "left_without_record": {"channel": "left", "events": "left", "how": "unrecorded"},
    "published_in_another_place": NOTICE | {"tried": "direct,mail,email", "where": "at_court"},
    "recipient_died_first": {
        "after": "deceased",
        "paper": "mediation_document",
        "channel": "direct",
        "events": "signed",
    }
    | {"signed_by_others": "all"},
    "recipient_ended_first": {"after": "dissolved", "paper": "mediation_document", "channel": "direct"}
    | {"events": "signed", "signed_by_others": "all", "recipient": "legal_person"},
    "bankruptcy_came_first": NOTICE
    | {"after": "in_bankruptcy", "tried": "direct,mail,email", "recipient": "legal_person"},
    "last_signature": {
        "paper": "mediation_document",
        "channel": "direct",
        "events": "signed",
        "signed_by_others": "all",
    },
    "others_have_not_signed": {
        "paper": "mediation_document",
        "channel": "direct",
        "events": "signed",
        "signed_by_others": "some",
    },
}
_SORTS: list[Case] = [
    {},
    {"recipient": "legal_person"},
    {"recipient": "organisation"},
    {"to": "estate_administrator"},
    {"branch_may_receive": "true", "business_agent_may_receive": "true"},
]
_PLAINLY: dict[str, list[Case]] = {
    "way": _SORTS,
    "block": _SORTS,
    "conduct": [{"consent": NOTHING}],
    "waiver": [{"consent": NOTHING}],
    "first_way_wins": [{"also": "email"}, {"also": "mail"}],
    "guard": [{}, {"hearing": "1"}, {"recipient": "legal_person"}, {"denied": "3"}],
    "caution": [{}, {"paper": "hearing_notice"}, {"recipient": "legal_person"}],
}
# What a row leaves to the judge.
_FOR_THE_JUDGE: list[Case] = [
    {"class": "found", "consent": NOTHING, "events": "read"},
    {"channel": "direct", "class": NOTHING, "events": "signed", "by": "co_party"},
    {"channel": "direct", "class": NOTHING, "events": "signed", "by": "cohabitant", "paper": "payment_order"},
]
_OF_COUNTING: dict[str, Case] = {
    "cn_arbitration": {"ask": "set_aside", "paper": "judgment"},
    "cn_reconsideration": {"ask": "suit", "paper": "judgment"},
}
_OF_SIGNER: dict[str, list[Case]] = {
    "branch_office": [{"branch_may_receive": "true"}],
    "business_agent": [{"business_agent_may_receive": "true"}],
    "bankruptcy_administrator": [
        {"recipient": "legal_person", "to": to} for to in ("recipient", "bankruptcy_administrator")
    ],
    "statutory_agent": [{"in_custody": "true"}],
    "estate_administrator": [{"to": "estate_administrator"}],
    "mail_room": [{"recipient": "legal_person", "channel": "mail"}],
}


def subject_of(condition: str) -> str:
    """The word of a case for the subject of a condition."""
    return "domicile" if condition == "zone" else condition


def words_of(subject: str, law: str) -> list[str]:
    """Everything that may be said of it."""
    if subject == "domicile":
        return DOMICILES[law.partition("_")[0]]
    return WORDS.get(subject, FLAGS)


def case_for(kind: str, row: Row) -> Case | None:
    """The first case in which the row speaks."""
    return next((case for case in _candidates(kind, row) if id(row.rule) in heard(kind, case).rows), None)


def _candidates(kind: str, row: Row) -> Iterator[Case]:
    law = law_of(row)
    plain = PLAIN | {"law": law} | ELSEWHERE.get(law, {}) | _circumstances(row) | _manner(row)
    days = [day for day in DAYS if row.is_in_force(date.fromisoformat(day))] or [str(row.since)]
    channels = (
        [plain["channel"]]
        if any(each.subject == "channel" for each in row.conditions) or plain["channel"] != PLAIN["channel"]
        else [*(["direct"] if kind == "caution" else []), "sms", *BY_HAND]
    )
    classes = [plain["class"]] if any(each.subject == "class" for each in row.conditions) else ["confirmed", "found"]
    for special, day, channel, address, events in product(_special(kind, row), days, channels, classes, _events(row)):
        yield plain | {"on": day, "channel": channel, "class": address, "events": events} | special


def _circumstances(row: Row) -> Case:
    """As the conditions want it, in the plainest words."""
    found: Case = {}
    for subject in dict.fromkeys(each.subject for each in row.conditions):
        name = subject_of(subject)
        fit = [
            word
            for word in words_of(name, law_of(row))
            if all(_holds(each, _meant(subject, word, row)) for each in row.conditions if each.subject == subject)
        ]
        plain = PLAIN.get(name)
        found[name] = plain if plain in fit else fit[0]
    return found


def _meant(subject: str, word: str, row: Row) -> str:
    return profile_of(law_of(row)).zone_of(word) if subject == "zone" else word


def _holds(condition: Condition, word: str) -> bool:
    values = {str(value).lower() if isinstance(value, bool) else str(value) for value in condition.values}
    return (word in values) is condition.wanted


def _manner(row: Row) -> Case:
    """How, why or where, for a row that asks for it to be told."""
    told = {name: sorted(map(str, getattr(row, name, ()))) for name in ("how", "cause", "where")}
    return {name: manners[0] for name, manners in told.items() if manners and "untold" not in manners}


def _events(row: Row) -> list[str]:
    own = sorted(str(event) for event in getattr(row, "events", ()))
    if getattr(row, "months_after_sending", 0):
        own = [f"sent-5,{event}" for event in own]
    return list(dict.fromkeys([*own, *EVENTS]))


def _signers(row: Row) -> list[Case]:
    """Each of those whose act counts, and what makes them somebody: a company, a prisoner, the estate of the dead."""
    words = [str(word) for word in sorted(getattr(row, "by", ()))]
    return [more | {"by": word} for word in words for more in ({}, *_OF_SIGNER.get(word, []))]


def _special(kind: str, row: Row) -> list[Case]:
    ground = str(getattr(row, "ground", ""))
    ruling = {"ruling": "counts" if getattr(row, "counts", False) else "fails"}
    special: dict[str, list[Case]] = {
        "defect": [WANTING.get(row.say, {}) | more for more in ({}, {"soldier": "true"}, {"in_custody": "true"})],
        "rebuttal": [{"rebuttal": ground}, {"rebuttal": ground, "source": "contract", "withholds": "refuses"}],
        "ruling": [
            ruling,
            ruling | {"source": "contract", "withholds": "refuses"},
            NOTICE | ruling | {"tried": "mail"},
            *(ruling | more for more in _FOR_THE_JUDGE),
        ],
        "consent": [{"consent": ground}],
        "capacity": [
            {"born_on": "1990-01-01"},
            *({"born_on": f"{year}-01-01", "own_labour": "true"} for year in (2005, 2003, 1999, 2008)),
            {"born_on": "1990-01-01", "on": "2026-06-03"},
            {"born_on": "2010-01-01", "own_labour": "true", "on": "2026-06-03"},
        ],
        "excluded": [
            {"by": "recipient"},
            {"by": "representative"},
            {"by": "representative", "class": "found"},
            {"by": "representative", "mandate_over": "true", "channel": "direct", "events": "signed"},
            *_signers(row),
        ],
        "exhaustion": [
            NOTICE | {"tried": ",".join(str(tier.ways[0]) for tier in getattr(row, "tiers", ())) or NOTHING}
        ],
        "substitute_address": [
            {"source": str(getattr(row, "source", "")), "channel": "mail", "events": "returned", "class": NOTHING}
        ],
        "lapse": [_hand({"issued": "40"})],
        "effect": [*_EFFECTS, *_signers(row)],
    }
    return special.get(kind) or _PLAINLY.get(kind) or _special_of_periods(kind, row)


def _special_of_periods(kind: str, row: Row) -> list[Case]:
    asked = {"ask": str(getattr(row, "kind", ""))}
    special: dict[str, list[Case]] = {
        "period": [
            *([] if getattr(row, "only_on_request", False) else [_hand(_told_of(row)), _by_another_court(row)]),
            asked | _told_of(row),
        ],
        "no_period": [_hand({}), {"events": "read", "channel": "sms"}, asked],
        "limit": [
            *(_hand({"paper": "evidence_notice", "days_set_in_paper": days}) for days in ("14", "9", "16", "8")),
            asked | {"days_set_in_paper": "30"},
        ],
        "hours": [{"ask": kind, "hour": "10:30"} for kind in _in_hours(row)],
        "suspension": [_hand({"paper": "evidence_notice", "days_set_in_paper": "15", "objection": "2"})],
        "counting": [
            {"ask": "appeal", "paper": "judgment"}
            | _OF_COUNTING.get(law_of(row), {})
            | {"on": str(date(year, 6, 2) + timedelta(days=day))}
            for year in (2022, 2020, 2024, 2018, 2026)
            for day in range(10)
        ],
    }
    return special.get(kind, [{}])


def _by_another_court(row: Row) -> Case:
    """To whom nothing may be handed directly."""
    return _hand(_told_of(row)) | {"channel": "entrusted"}


def _told_of(row: Row) -> Case:
    """What the length of the period needs."""
    if getattr(row, "hours", 0):
        return {"hour": "10:30"}
    return {"days_set_in_paper": "60" if getattr(row, "only_on_request", False) else "15"}


def _in_hours(row: Row) -> list[str]:
    return list(dict.fromkeys(each.kind for each in profile_of(law_of(row)).rows.period if each.hours))


def _hand(more: Case) -> Case:
    return {"channel": "direct", "class": NOTHING, "events": "signed"} | more
