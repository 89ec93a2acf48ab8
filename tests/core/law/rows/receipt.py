"""Whoever is reached is reached as they are at that moment; and whose act counts for them then."""

from tests.core.law.given import Json, at, attempt, facts
from tests.core.law.rows.shape import Example, handed, in_each_law, in_year

COMPANY = {"kind": "legal_person"}
GROWN_UP = {"born_on": "1980-05-06"}
_STATUTORY = ("cpl2017.57", "cpl2021.60", "cpl2023.60")
_POWERS = ("cpl2017.59.2", "cpl2021.62.2", "cpl2023.62.2")
_NOTICE = "published {year}-05-20"


def _letter(year: int, by: str, **recipient: object) -> Json:
    """Posted on the first of June and signed for on the fifth."""
    return in_year(
        year, attempt("mail", None, f"sent {year}-06-01", f"signed {year}-06-05 {by}"), recipient=dict(recipient)
    )


def _message(year: int, **recipient: object) -> Json:
    to = recipient.pop("to", "recipient")
    message = attempt("sms", "confirmed", f"sent {year}-06-01", f"arrived {year}-06-05", to=to)
    return in_year(year, message, recipient=dict(recipient))


def _since_third(status: str, year: int, **more: object) -> Json:
    return {"status_periods": [{"status": status, "since": at(f"{year}-06-03")}]} | more


def _until_third(status: str, year: int, **more: object) -> Json:
    period = {"status": status, "since": at(f"{year}-01-03"), "until": at(f"{year}-06-03")}
    return {"status_periods": [period]} | more


def _returned(year: int, by: str, **recipient: object) -> Json:
    back = {"kind": "returned", "at": at(f"{year}-06-05"), "cause": "refused", "by": by}
    letter = attempt("mail", "confirmed", f"sent {year}-06-01")
    letter["events"].append(back)  # type: ignore[attr-defined]
    return in_year(year, letter, recipient=dict(recipient))


def _notice_to_attend(year: int, *events: str, address: str = "confirmed") -> Json:
    notice = attempt("wechat", address, f"sent {year}-06-01", *events)
    return in_year(year, notice, case={"branch": "criminal"}, paper={"kind": "hearing_notice"})


def _elsewhere(domicile: str, by: str, year: int = 2022, **recipient: object) -> Json:
    known_in_june = {"as_of": at(f"{year}-06-30")}
    letter = attempt("mail", None, f"signed {year}-06-05 {by}")
    return in_year(year, letter, recipient={"domicile": domicile} | recipient, **known_in_june)


CHANGED_ON_THE_WAY = [
    *in_each_law(
        "a letter posted before the petition in bankruptcy was accepted, signed by the mail room after it",
        ("ebl.25.1.7", "ebl.25.1.7", "ebl.25.1.7"),
        lambda year: _letter(year, "mail_room", **_since_third("in_bankruptcy", year, **COMPANY)),
        "not_effective",
    ),
    *in_each_law(
        "the same letter, signed by the administrator",
        ("ebl.25.1.7", "ebl.25.1.7", "ebl.25.1.7"),
        lambda year: _letter(year, "bankruptcy_administrator", **_since_third("in_bankruptcy", year, **COMPANY)),
        "effective {year}-06-05 signature",
    ),
    *in_each_law(
        "a letter posted before they enlisted, signed at home after it",
        ("cpl2017.89", "cpl2021.92", "cpl2023.92"),
        lambda year: _letter(year, "cohabitant", **_since_third("soldier", year)),
        "not_effective",
    ),
    *in_each_law(
        "a message sent before the arrest that arrived after it",
        ("cpl2017.90", "cpl2021.93", "cpl2023.93"),
        lambda year: _message(year, **_since_third("in_custody", year)),
        "not_effective",
    ),
    *in_each_law(
        "a letter posted while they were in prison, signed by them after their release",
        ("mail04.9.0.1", "mail04.9.0.1", "mail04.9.0.1"),
        lambda year: _letter(year, "recipient", **_until_third("in_custody", year)),
        "effective {year}-06-05 signature",
    ),
    *in_each_law(
        "a message to an agent that arrived after the mandate was over",
        ("cpl2017.60", "cpl2021.63", "cpl2023.63"),
        lambda year: _message(year, to="representative", mandate_ended_at=at(f"{year}-06-03")),
        "not_effective",
    ),
    *in_each_law(
        "a letter posted before they were of age and signed by them after it",
        ("mail04.9.0.1", "mail04.9.0.1", "mail04.9.0.1"),
        lambda year: _letter(year, "recipient", born_on=f"{year - 18}-06-03"),
        "effective {year}-06-05 signature",
    ),
    *in_each_law(
        "a letter posted before they were of age, signed by whoever was their statutory agent until then",
        _STATUTORY,
        lambda year: _letter(year, "statutory_agent", born_on=f"{year - 18}-06-03"),
        "not_effective",
    ),
    *in_each_law(
        "a message that arrived after they had gone off line",
        ("cpl2017.87.1", "olr.5.1", "olr.5.1"),
        lambda year: _message(year, **_since_third("offline", year)),
        "not_effective",
    ),
    *in_each_law(
        "a notice that ran out after the petition in bankruptcy was accepted",
        ("ebl.25.1.7", "ebl.25.1.7", "ebl.25.1.7"),
        lambda year: in_year(
            year,
            attempt("public_notice", None, f"published {year}-05-20"),
            recipient=_since_third("in_bankruptcy", year, missing=True, **COMPANY),
        ),
        "not_effective",
    ),
]

WHOSE_ACT = [
    *in_each_law(
        "nobody is the statutory agent of somebody who is known to be of age",
        _STATUTORY,
        lambda year: _letter(year, "statutory_agent", **GROWN_UP),
        "not_effective",
    ),
    *in_each_law(
        "nor agrees for them in that name",
        _STATUTORY,
        lambda year: handed(year, "signed statutory_agent", recipient=GROWN_UP),
        "not_effective",
    ),
    Example(
        "nor in an administrative case",
        "apl.30",
        handed(2022, "signed statutory_agent", recipient=GROWN_UP, case={"branch": "administrative"}),
        "not_effective",
    ),
    *in_each_law(
        "that a power of attorney keeps the agent from receiving is told of a signature of theirs",
        _POWERS,
        lambda year: handed(year, "signed representative", recipient={"agent_excluded": True}),
        "effective {year}-06-03 signature",
    ),
    Example(
        "and that the agent of a person abroad receives all the same since 2024",
        "cpl2023.283.1.4",
        handed(2024, "signed representative", recipient={"agent_excluded": True, "domicile": "sg"}),
        "effective 2024-06-03 signature",
    ),
    Example(
        "what the debtor in bankruptcy refuses is told as that, not as somebody else's refusal",
        "ebl.25.1.7",
        _returned(2022, "recipient", in_bankruptcy=True, **COMPANY),
        "not_effective",
    ),
    Example(
        "no public notice where an administrator can be served",
        "ebl.25.1.7",
        in_year(
            2022,
            attempt("public_notice", None, "published 2022-05-20"),
            recipient={"in_bankruptcy": True, "missing": True} | COMPANY,
        ),
        "not_effective",
    ),
    Example(
        "a notice to attend that the system reports as read",
        "crpli.221.1.5",
        _notice_to_attend(2022, "read 2022-06-02"),
        "presumed 2022-06-02 receipt_presumed",
    ),
    Example(
        "the same under the Interpretation of 2012",
        "crpli2012.182.1.5",
        _notice_to_attend(2020, "read 2020-06-02"),
        "presumed 2020-06-02 receipt_presumed",
    ),
    *[
        Example(f"at a number that was only found it is for the judge, in {year}", article, service, "awaiting_judge")
        for year, article in ((2022, "crpli.221.1.5"), (2020, "crpli2012.182.1.5"))
        for service in (
            _notice_to_attend(year, f"read {year}-06-02", address="found"),
            _notice_to_attend(year, f"known {year}-06-02"),
        )
    ],
    Example(
        "a letter to the representative office of a company in Hong Kong",
        "hkmo.5.1",
        _elsewhere("hk", "representative_office", **COMPANY),
        "effective 2022-06-05 signature",
    ),
    Example(
        "and to a branch that may receive",
        "hkmo.5.2",
        _elsewhere("hk", "branch_office", branch_may_receive=True, **COMPANY),
        "effective 2022-06-05 signature",
    ),
    Example(
        "a letter to the representative office of a company in Taiwan",
        "tw.3.1.4",
        _elsewhere("tw", "representative_office", **COMPANY),
        "effective 2022-06-05 signature",
    ),
    Example(
        "and to a business agent with the power",
        "tw.3.1.4",
        _elsewhere("tw", "business_agent", business_agent_may_receive=True, **COMPANY),
        "effective 2022-06-05 signature",
    ),
    Example(
        "a letter to Taiwan of which nothing is known but that the post took it",
        "tw.5.2",
        facts(attempt("mail", None, "accepted 2022-06-03"), recipient={"domicile": "tw"}),
        "not_effective",
    ),
    *[
        Example(
            f"a private prosecutor who is summoned, in {year}: whoever stays away withdraws",
            article,
            handed(year, "signed recipient", case={"branch": "criminal"}, recipient={"role": "plaintiff"}),
            f"effective {year}-06-03 signature",
        )
        for year, article in ((2018, "crpli2012.167.2"), (2022, "crpli.204.1"))
    ],
    Example("a stranger's signature in Hong Kong", "hkmo.7.2", _elsewhere("hk", "stranger"), "not_effective"),
    Example("a stranger's signature in Taiwan", "tw.5.1", _elsewhere("tw", "stranger"), "not_effective"),
    Example("a stranger's signature abroad", "cpli.534.2", _elsewhere("sg", "stranger"), "not_effective"),
    Example(
        "a stranger's signature abroad in 2020", "cpli2015.536.2", _elsewhere("sg", "stranger", 2020), "not_effective"
    ),
    Example(
        "an e-mail to Hong Kong asks for no consent but for receipt",
        "hkmo.8",
        facts(attempt("email", "confirmed", "arrived 2022-06-02"), recipient={"domicile": "hk"}),
        "not_effective",
    ),
]

EXAMPLES = [*CHANGED_ON_THE_WAY, *WHOSE_ACT]
