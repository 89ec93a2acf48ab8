"""How a paper was left: where, what records it, and that somebody was met who refused."""

from tests.core.law.given import Json, attempt, event
from tests.core.law.rows.shape import YEARS, Example, in_year

COMPANY = {"kind": "legal_person"}
PERSON_ABROAD = {"domicile": "sg", "missing": False}
ABROAD = COMPANY | PERSON_ABROAD
OF_THE_HOME = ("cpl2017.86", "cpl2021.89", "cpl2023.89")


def _left(year: int, how: str, *, channel: str = "left", by: str = "recipient", **changes: object) -> Json:
    """A paper that was left on 3 June of that year, and how."""
    left = event(f"left {year}-06-03 {by}") | {"how": how}
    return in_year(year, attempt(channel, None, events=[left]), **changes)


EXAMPLES = [
    *[
        Example(f"left at home, {how}, in {year}", article, _left(year, how), f"effective {year}-06-03 left")
        for how in ("witnessed", "filmed")
        for year, article in zip(YEARS, OF_THE_HOME, strict=True)
    ],
    *[
        Example(f"left at home, {how}, in {year}", article, _left(year, how), "not_effective")
        for how in ("unrecorded", "nobody_met")
        for year, article in zip(YEARS, OF_THE_HOME, strict=True)
    ],
    *[
        Example(
            f"in a criminal case left at home, {how}, in {year}",
            article,
            _left(year, how, case={"branch": "criminal"}),
            answer,
        )
        for year, article in ((2020, "crpli2012.167.3"), (2022, "crpli.204.2"))
        for how, answer in (
            ("witnessed", f"effective {year}-06-03 left"),
            ("filmed", f"effective {year}-06-03 left"),
            ("unrecorded", "not_effective"),
            ("nobody_met", "not_effective"),
        )
    ],
    *[
        Example(
            f"whoever refuses {how} is served, in {year}",
            f"{article}.{paragraph}",
            _left(year, how, channel="direct"),
            f"effective {year}-06-03 left",
        )
        for how, paragraph in (("at_court", 1), ("elsewhere_filmed", 2))
        for year, article in ((2020, "cpli2015.131"), (2022, "cpli.131"))
    ],
    *[
        Example(
            f"what was to be left at home, and was refused {how}, in {year}",
            f"{article}.{paragraph}",
            _left(year, how),
            f"effective {year}-06-03 left",
        )
        for how, paragraph in (("at_court", 1), ("elsewhere_filmed", 2))
        for year, article in ((2020, "cpli2015.131"), (2022, "cpli.131"))
    ],
    Example(
        "another court was asked to serve, and nobody came to that court to refuse",
        "",
        _left(2022, "at_court", channel="entrusted"),
        "not_effective",
    ),
    *[
        Example(
            f"what was to be handed over was left at home, {how} by the {by}, in {year}",
            article,
            _left(year, how, channel="direct", by=by),
            answer.format(year=year),
        )
        for year, article in zip(YEARS, OF_THE_HOME, strict=True)
        for how, by, answer in (
            ("witnessed", "recipient", "effective {year}-06-03 left"),
            ("filmed", "cohabitant", "effective {year}-06-03 left"),
            ("filmed", "cohabitant_of_unknown_age", "awaiting_judge"),
            ("untold", "cohabitant", "awaiting_judge"),
            ("nobody_met", "cohabitant", "not_effective"),
        )
    ],
    *[
        Example(
            f"somebody without a home in the mainland refuses on film, wherever they are met, in {year}",
            article,
            _left(year, "filmed", channel="direct", recipient=PERSON_ABROAD),
            f"effective {year}-06-03 left",
        )
        for year, article in ((2020, "cpli2015.131.2"), (2022, "cpli.131.2"))
    ],
    *[
        Example(sentence, article, _left(2014, how, channel=channel, by=by, **changes), answer)
        for sentence, article, how, channel, by, changes, answer in (
            (
                "a company's office refuses in 2014",
                "cpl2017.86",
                "filmed",
                "left",
                "mail_room",
                {"recipient": COMPANY},
                "effective 2014-06-03 left",
            ),
            (
                "a debtor refuses a payment order in 2014",
                "cpl2017.86",
                "filmed",
                "left",
                "recipient",
                {"paper": {"kind": "payment_order"}},
                "effective 2014-06-03 left",
            ),
            (
                "somebody from Hong Kong refuses in 2014",
                "hkmo.11",
                "filmed",
                "direct",
                "recipient",
                {"recipient": {"domicile": "hk"}},
                "effective 2014-06-03 left",
            ),
            (
                "somebody from Taiwan refuses in 2014",
                "tw.4",
                "witnessed",
                "left",
                "recipient",
                {"recipient": {"domicile": "tw"}},
                "effective 2014-06-03 left",
            ),
            (
                "abroad in 2019, of which the text was not read",
                "",
                "filmed",
                "left",
                "recipient",
                {"recipient": ABROAD},
                "not_verified",
            ),
        )
    ],
    *[
        Example(
            f"in a criminal case the addressee refuses {how}, in {year}",
            article,
            _left(year, how, channel=channel, case={"branch": "criminal"}, paper={"kind": "judgment"}),
            "awaiting_judge",
        )
        for year, article in ((2020, "crpli2012.546.3"), (2022, "crpli.652.3"))
        for how, channel in (("at_court", "direct"), ("elsewhere_filmed", "left"), ("at_pronouncement", "direct"))
    ],
    *[
        Example(
            f"another court had it signed in 2014: {kind}",
            "cpl2017.84.2",
            in_year(2014, attempt("entrusted", None, f"signed 2014-06-03 {by}"), recipient=who, paper={"kind": kind}),
            "effective 2014-06-03 signature",
        )
        for kind, by, who in (
            ("summons", "cohabitant", {}),
            ("payment_order", "recipient", {}),
            ("judgment", "mail_room", COMPANY),
        )
    ],
    Example(
        "a company's office refuses before a witness",
        "cpli.130.1",
        _left(2022, "witnessed", by="mail_room", recipient=COMPANY),
        "effective 2022-06-03 left",
    ),
    Example(
        "nobody was met at a company's office",
        "cpl2021.89",
        _left(2022, "nobody_met", by="mail_room", recipient=COMPANY),
        "not_effective",
    ),
    *[
        Example(
            f"refused at the pronouncement, in {year}: {kind}",
            article,
            _left(year, "at_pronouncement", channel="direct", paper={"kind": kind}),
            f"effective {year}-06-03 left",
        )
        for kind in ("judgment", "ruling", "ruling_appealable")
        for year, article in ((2020, "cpli2015.141"), (2022, "cpli.141"))
    ],
    Example(
        "a summons is not pronounced",
        "",
        _left(2022, "at_pronouncement", channel="direct"),
        "not_effective",
    ),
    *[
        Example(
            f"whoever represents them refuses at the pronouncement, in {year}",
            article,
            _left(year, "at_pronouncement", channel="direct", by="representative", paper={"kind": "judgment"}),
            f"effective {year}-06-03 left",
        )
        for year, article in ((2020, "cpli2015.141"), (2022, "cpli.141"))
    ],
    Example(
        "family that refuses at the pronouncement is not the party",
        "cpli.141",
        _left(2022, "at_pronouncement", channel="direct", by="cohabitant", paper={"kind": "judgment"}),
        "not_effective",
    ),
]

# Told how, and each law that has leaving; its neighbour is the same paper of which nothing tells how.
TOLD = [
    ("cpli2015.130.1", _left(2020, "witnessed", by="mail_room", recipient=COMPANY)),
    ("apli.52", _left(2022, "elsewhere_filmed", channel="direct", case={"branch": "administrative"})),
    ("hkmo.11", _left(2022, "filmed", by="representative_office", recipient=ABROAD | {"domicile": "hk"})),
    ("tw.4", _left(2022, "filmed", by="representative_office", recipient=ABROAD | {"domicile": "tw"})),
    ("foreign.12", _left(2022, "filmed", recipient=ABROAD)),
    ("foreign.12", _left(2022, "at_court", channel="direct", by="representative", recipient=PERSON_ABROAD)),
    ("foreign.12", _left(2022, "filmed", by="branch_office", recipient=ABROAD | {"branch_may_receive": True})),
    ("foreign.12", _left(2022, "filmed", by="business_agent", recipient=ABROAD | {"business_agent_may_receive": True})),
]
EXAMPLES += [
    Example(f"left and recorded as art. {article} asks, {number}", article, service, f"effective {day} left")
    for number, (article, service) in enumerate(TOLD)
    for day in [service["attempts"][0]["events"][0]["at"][:10]]
]

# The same, and more, of which nothing tells how: each article makes a witness, pictures or film (at court a signed note
# on the return) a condition of service by leaving, and only the judge can find that it was met.
CRIMINAL = {"case": {"branch": "criminal"}}
ORDER = {"paper": {"kind": "payment_order"}}
UNTOLD = [
    *[(article, "left", "recipient", year, {}) for year, article in zip(YEARS, OF_THE_HOME, strict=True)],
    ("cpl2021.89", "entrusted", "cohabitant", 2022, {}),
    ("cpli2015.131", "direct", "recipient", 2020, {}),
    ("cpli.131", "direct", "recipient", 2022, {}),
    ("apli.52", "direct", "recipient", 2022, {"case": {"branch": "administrative"}}),
    ("cpli2015.130.1", "left", "mail_room", 2020, {"recipient": COMPANY}),
    ("cpli.130.1", "direct", "mail_room", 2022, {"recipient": COMPANY}),
    ("cpli2015.431", "left", "recipient", 2020, ORDER),
    ("cpli.429", "left", "recipient", 2022, ORDER),
    ("crpli2012.167.3", "left", "family_elsewhere", 2020, CRIMINAL),
    ("crpli.204.2", "direct", "recipient", 2022, CRIMINAL),
    ("ebl.25.1.7", "left", "bankruptcy_administrator", 2022, {"recipient": COMPANY | {"in_bankruptcy": True}}),
    ("hkmo.11", "left", "representative_office", 2022, {"recipient": ABROAD | {"domicile": "hk"}}),
    ("tw.4", "left", "representative_office", 2022, {"recipient": ABROAD | {"domicile": "tw"}}),
    ("foreign.12", "left", "recipient", 2022, {"recipient": ABROAD}),
    ("foreign.12", "direct", "representative", 2022, {"recipient": PERSON_ABROAD}),
    ("foreign.12", "left", "branch_office", 2022, {"recipient": ABROAD | {"branch_may_receive": True}}),
    ("foreign.12", "left", "business_agent", 2022, {"recipient": ABROAD | {"business_agent_may_receive": True}}),
]
EXAMPLES += [
    Example(
        f"refused by {by}, and nothing tells how it was left, by {channel}, in {year}",
        article,
        _left(year, "untold", channel=channel, by=by, **about),
        "awaiting_judge",
    )
    for article, channel, by, year, about in UNTOLD
]

MEDIATION = {"kind": "mediation_document", "other_signatures": ["2022-06-09T10:00:00+08:00"]}
EXAMPLES += [
    Example(
        f"a mediation document takes effect with the last signature, in {year}",
        article,
        in_year(
            year,
            attempt("direct", None, f"signed {year}-06-03 recipient"),
            paper=MEDIATION | {"other_signatures": [f"{year}-06-09T10:00:00+08:00"]},
        ),
        f"effective {year}-06-09 signature",
    )
    for year, article in ((2020, "cpli2015.149"), (2022, "cpli.149"))
]
EXAMPLES += [
    Example(
        "whoever signs a mediation document last fixes the day themselves",
        "cpli.133",
        in_year(
            2022,
            attempt("direct", None, "signed 2022-06-12 recipient"),
            paper=MEDIATION,
        ),
        "effective 2022-06-12 signature",
    )
]
