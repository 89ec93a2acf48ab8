"""Persons abroad who have somebody in the mainland to receive for them, and what was not signed for."""

from tests.core.law.given import Json, attempt, ruling
from tests.core.law.rows.shape import YEARS, Example, handed, in_each_law, in_year

COMPANY = {"kind": "legal_person", "domicile": "sg"}
PERSON = {"domicile": "sg"}
ITEM_5 = ("cpl2017.267.0.5", "cpl2021.274.0.5", "cpl2023.283.1.5")
POST = ("cpl2017.267.0.6", "cpl2021.274.0.6", "cpl2023.283.1.8")

OFFICES = [
    *in_each_law(
        "a representative office in the mainland signs for a company abroad",
        ITEM_5,
        lambda year: handed(year, "signed representative_office", recipient=COMPANY),
        "effective {year}-06-03 signature",
    ),
    *in_each_law(
        "the post of the mainland reaches a representative office of a company abroad",
        ITEM_5,
        lambda year: in_year(
            year, attempt("mail", None, f"signed {year}-06-03", to="representative_office"), recipient=COMPANY
        ),
        "effective {year}-06-03 signature",
    ),
    *[
        Example(
            f"a {who} with the power to receive signs for a company abroad, in {year}",
            article,
            handed(year, f"signed {who}", recipient=COMPANY | {power: True}),
            f"effective {year}-06-03 signature",
        )
        for who, power in (("branch_office", "branch_may_receive"), ("business_agent", "business_agent_may_receive"))
        for year, article in zip(YEARS, ITEM_5, strict=True)
    ],
    *[
        Example(
            f"a {who} of which no power to receive is on record, in {year}",
            article,
            handed(year, f"signed {who}", recipient=COMPANY),
            "not_effective",
        )
        for who, year, article in (
            ("branch_office", 2020, "cpl2017.267.0.5"),
            ("branch_office", 2022, "foreign.5.2"),
            ("business_agent", 2020, "cpl2017.267.0.5"),
            ("business_agent", 2022, "cpl2021.274.0.5"),
            ("business_agent", 2024, "cpl2023.283.1.5"),
        )
    ],
    Example(
        "since 2024 a branch signs without a power of its own",
        "cpl2023.283.1.5",
        handed(2024, "signed branch_office", recipient=COMPANY),
        "effective 2024-06-03 signature",
    ),
    Example(
        "since 2024 a company that is theirs alone signs",
        "cpl2023.283.1.5",
        in_year(2024, attempt("direct", None, "signed 2024-06-03", to="owned_company"), recipient=COMPANY),
        "effective 2024-06-03 signature",
    ),
    Example(
        "before 2024 a company that is theirs alone was not named",
        "cpli.130.1",
        handed(2022, "signed owned_company", recipient=COMPANY),
        "not_effective",
    ),
    Example(
        "since 2024 the company that a foreigner heads, defendant beside them, signs",
        "cpl2023.283.1.6",
        in_year(2024, attempt("mail", None, "signed 2024-06-03", to="headed_company"), recipient=PERSON),
        "effective 2024-06-03 signature",
    ),
    Example(
        "a company abroad heads nothing in this sense",
        "cpli.130.1",
        handed(2024, "signed headed_company", recipient=COMPANY),
        "not_effective",
    ),
    Example(
        "the office of somebody at home is no receiver of theirs",
        "cpl2021.88.1",
        handed(2022, "signed representative_office"),
        "not_effective",
    ),
    Example(
        "an agent whose power leaves receiving out does not receive for a person abroad, in 2022",
        "foreign.4",
        handed(2022, "signed representative", recipient=PERSON | {"agent_excluded": True}),
        "not_effective",
    ),
    Example(
        "nor can the paper be sent to such an agent, in 2022",
        "foreign.4",
        in_year(
            2022,
            attempt("direct", None, "signed 2022-06-03", to="representative"),
            recipient=PERSON | {"agent_excluded": True},
        ),
        "not_effective",
    ),
    Example(
        "since 2024 the law no longer asks for that power of an agent in the case",
        "cpl2023.283.1.4",
        handed(2024, "signed representative", recipient=PERSON | {"agent_excluded": True}),
        "effective 2024-06-03 signature",
    ),
]

REFUSED = [
    *[
        Example(
            f"{who} refuses in the mainland for a company abroad: {channel}",
            "foreign.12",
            in_year(2022, attempt(channel, None, "left 2022-06-03 filmed", to=who), recipient=COMPANY | power),
            "effective 2022-06-03 left",
        )
        for channel in ("direct", "left")
        for who, power in (
            ("representative", {}),
            ("representative_office", {}),
            ("branch_office", {"branch_may_receive": True}),
            ("business_agent", {"business_agent_may_receive": True}),
        )
    ],
    Example(
        "the head of a company abroad refuses in the mainland",
        "foreign.12",
        handed(2022, "left recipient filmed", channel="left", recipient=COMPANY),
        "effective 2022-06-03 left",
    ),
    Example(
        "the agent of a person abroad refuses in the mainland",
        "foreign.12",
        in_year(2022, attempt("left", None, "left 2022-06-03 filmed", to="representative"), recipient=PERSON),
        "effective 2022-06-03 left",
    ),
    *[
        Example(
            f"a {who} without power refuses for a company abroad",
            article,
            in_year(2022, attempt("left", None, "left 2022-06-03 filmed", to=who), recipient=COMPANY),
            "not_effective",
        )
        for who, article in (("branch_office", "foreign.5.2"), ("business_agent", "cpl2021.274.0.5"))
    ],
    Example(
        "before 2021 nothing at hand tells whether a paper may be left with a representative office",
        "",
        in_year(2020, attempt("left", None, "left 2020-06-03 filmed", to="representative_office"), recipient=COMPANY),
        "not_verified",
    ),
    Example(
        "a person abroad has no home in the mainland at which it could be left",
        "",
        handed(2022, "left recipient filmed", channel="left", recipient=PERSON),
        "not_allowed",
    ),
]

UNSIGNED = [
    *[
        Example(
            f"abroad, not signed for, but they did what it says: {channel}",
            "foreign.13.0.2",
            in_year(2022, attempt(channel, None, "acted 2022-06-03"), recipient=PERSON),
            "effective 2022-06-03 deemed",
        )
        for channel in ("direct", "entrusted", "mail")
    ],
    Example(
        "abroad, they mentioned it to the court: in writing or not is for the judge",
        "foreign.13.0.1",
        in_year(2022, attempt("entrusted", None, "acknowledged 2022-06-03"), recipient=PERSON),
        "awaiting_judge",
    ),
    Example(
        "abroad, the judge finds that they mentioned it in writing",
        "foreign.13.0.3",
        in_year(
            2022,
            attempt("entrusted", None, "acknowledged 2022-06-03", rulings=[ruling("2022-07-01", counts=True)]),
            recipient=PERSON,
        ),
        "effective 2022-06-03 deemed",
    ),
    Example(
        "at home a mention in place of a signature is nothing that the law names",
        "cpl2021.87.1",
        handed(2022, "acted recipient"),
        "not_effective",
    ),
    Example(
        "abroad, papers that went through the treaty's channels and of which no proof has come",
        "foreign.7",
        in_year(2022, attempt("entrusted", None, "sent 2022-03-01"), recipient=PERSON),
        "not_effective",
    ),
    *in_each_law(
        "their state does not allow post",
        POST,
        lambda year: in_year(
            year, attempt("mail", None, f"signed {year}-06-03"), recipient=PERSON | {"home_law_forbids_post": True}
        ),
        "not_allowed",
    ),
    Example(
        "what their state says of post does not reach their agent in the mainland",
        "cpl2021.274.0.4",
        in_year(
            2022,
            attempt("direct", None, "signed 2022-06-03", to="representative"),
            recipient=PERSON | {"home_law_forbids_post": True},
        ),
        "effective 2022-06-03 signature",
    ),
    *[
        Example(
            f"their state does not allow post in a criminal case, in {year}",
            article,
            in_year(
                year,
                attempt("mail", None, f"signed {year}-06-03"),
                recipient=PERSON | {"home_law_forbids_post": True},
                case={"branch": "criminal"},
            ),
            "not_allowed",
        )
        for year, article in ((2020, "crpli2012.412.0.6"), (2022, "crpli.495.0.6"))
    ],
    Example(
        "abroad, the first of several ways fixes the day",
        "foreign.11",
        in_year(
            2022,
            attempt("email", "found", "acknowledged 2022-06-03", id="a1"),
            attempt("mail", "found", "signed 2022-06-08", id="a2"),
            recipient=PERSON,
        ),
        "effective 2022-06-03 receipt_completed",
    ),
]

APPEAL = {"stage": "second_instance"}
BEFORE = PERSON | {"missing": False, "notice_at_first_instance": True}
NOTICES = [
    *[
        Example(
            f"at second instance a notice follows the one of first instance, in {year}",
            article,
            in_year(year, attempt("public_notice", None, f"published {year}-06-03"), recipient=BEFORE, case=APPEAL),
            answer,
        )
        for year, article, answer in (
            (2020, "cpli2015.537", "effective 2020-09-03 public_notice"),
            (2022, "cpli.535", "effective 2022-09-03 public_notice"),
            (2024, "cpli.535", "effective 2024-08-02 public_notice"),
        )
    ],
    Example(
        "at first instance no notice goes before",
        "cpl2021.274.0.8",
        in_year(2022, attempt("public_notice", None, "published 2022-06-03"), recipient=BEFORE),
        "not_effective",
    ),
    Example(
        "at second instance somebody who was served otherwise before needs the other ways first",
        "cpl2021.274.0.8",
        in_year(
            2022,
            attempt("public_notice", None, "published 2022-06-03"),
            recipient=PERSON | {"missing": False},
            case=APPEAL,
        ),
        "not_effective",
    ),
    *[
        Example(
            f"a request to another authority is in vain after six months, not after {months}",
            "cpl2021.274.0.8",
            in_year(
                2022,
                attempt("entrusted", None, f"sent 2022-{month}-01", id="a1"),
                attempt("mail", None, "returned 2022-06-01", id="a2"),
                attempt("email", "found", "failed 2022-06-02", id="a3"),
                attempt("public_notice", None, "published 2022-08-03", id="a4"),
                recipient=PERSON | {"missing": False},
            ),
            answer,
        )
        for months, month, answer in (
            ("five", "03", "awaiting_judge"),
            ("seven", "01", "effective 2022-11-03 public_notice"),
        )
    ],
]


def _called(year: int, event: str, **changes: object) -> Json:
    return in_year(
        year,
        attempt("phone", "confirmed", f"{event} {year}-06-03"),
        **({"recipient": PERSON, "consents": []} | changes),
    )


AGREED_WAYS = [
    Example(
        "a judgment reaches the system of somebody abroad who agreed, before the law of 2021",
        "cpl2017.87.2",
        in_year(
            2020, attempt("email", "confirmed", "arrived 2020-06-03"), recipient=PERSON, paper={"kind": "judgment"}
        ),
        "effective 2020-06-03 arrival",
    ),
    Example(
        "a call abroad in which they confirmed: whether they agreed to this way is for the judge",
        "cpl2023.283.1.10",
        _called(2024, "acknowledged"),
        "awaiting_judge",
    ),
    Example("a call abroad with nothing confirmed", "cpl2023.283.1.10", _called(2024, "sent"), "not_effective"),
    Example("before 2024 no agreement opened a way abroad", "", _called(2022, "acknowledged"), "not_allowed"),
    Example(
        "a judgment is read to nobody over the telephone",
        "op17.14",
        _called(2024, "acknowledged", paper={"kind": "judgment"}),
        "not_verified",
    ),
    Example(
        "the agreed way is of the civil chapter: a criminal summons by telephone stays closed",
        "crpl.107",
        _called(2024, "acknowledged", case={"branch": "criminal"}),
        "not_allowed",
    ),
]

EXAMPLES = [*OFFICES, *REFUSED, *UNSIGNED, *NOTICES, *AGREED_WAYS]
