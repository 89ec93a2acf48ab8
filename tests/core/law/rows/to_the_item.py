"""Rows that cite paragraph and item: who receives elsewhere, whose a period is, and what a retrial tries again."""

from tests.core.law.given import Json, attempt
from tests.core.law.rows.shape import YEARS, Advice, Example, StartedPeriods, handed, in_year

COMPANY: Json = {"kind": "legal_person"}
CRIMINAL, ADMINISTRATIVE = {"branch": "criminal"}, {"branch": "administrative"}
SIGNED = "effective {year}-06-03 signature"
OFFICES = {"branch_may_receive": True, "business_agent_may_receive": True}


def _to(year: int, who: str, domicile: str, channel: str = "direct", **about: object) -> Json:
    """A paper that somebody who stands for the recipient signed for."""
    tried = attempt(channel, None, f"signed {year}-06-03 {who}", to=who)
    return in_year(year, tried, recipient=COMPANY | OFFICES | {"domicile": domicile} | about)


# In Hong Kong, Macau and Taiwan: the article that opens the way, and that by which it counts.
RECEIVERS = [
    ("hk", "representative", "hkmo.4"),
    ("mo", "representative_office", "hkmo.5.1"),
    ("hk", "branch_office", "hkmo.5.2"),
    ("hk", "business_agent", "hkmo.5.2"),
    ("tw", "representative", "tw.3.1.2"),
    ("tw", "designated_receiver", "tw.3.1.3"),
    ("tw", "representative_office", "tw.3.1.4"),
    ("tw", "branch_office", "tw.3.1.4"),
    ("tw", "recipient", "tw.3.1.1"),
    ("tw", "designated_receiver", "tw.4"),
    ("tw", "recipient", "tw.4"),
]
EXAMPLES = [
    Example(f"{who} of a company in {domicile} signs", article, _to(2022, who, domicile), SIGNED.format(year=2022))
    for domicile, who, article in RECEIVERS
]
# The provisions on Hong Kong and Macau are of civil cases: in criminal ones who may sign is told by their own law.
EXAMPLES += [
    Example(f"{office} signs for a company in Hong Kong in a criminal case, {told}", "crpli.204.1",
            in_year(2022, attempt("direct", None, f"signed 2022-06-03 {office}", to=office), case=CRIMINAL,
                    recipient=COMPANY | {"domicile": "hk"} | (OFFICES if power else {})),
            "not_effective")
    for office in ("branch_office", "business_agent")
    for told, power in (("with power to receive", True), ("without", False))
]  # fmt: skip
IN_CHINA = ("cpl2017.267.0.5", "cpl2021.274.0.5", "cpl2023.283.1.5")
EXAMPLES += [
    Example(
        f"{who} of a company abroad signs, {channel}", article, _to(year, who, "sg", channel), SIGNED.format(year=year)
    )
    for who in ("representative_office", "branch_office", "business_agent")
    for channel in ("direct", "mail")
    for year, article in zip(YEARS, IN_CHINA, strict=True)
]
EXAMPLES += [
    Example(f"the agent of a company abroad signs, {channel}", article, _to(year, "representative", "sg", channel),
            SIGNED.format(year=year))
    for channel in ("direct", "mail")
    for year, article in zip(YEARS, ("cpl2017.267.0.4", "cpl2021.274.0.4", "cpl2023.283.1.4"), strict=True)
]  # fmt: skip
EXAMPLES += [
    Example("the company that is theirs alone signs", "cpl2023.283.1.5", _to(2024, "owned_company", "sg"),
            SIGNED.format(year=2024)),
    Example("the head of a company abroad is here", "cpl2023.283.1.7", _to(2024, "recipient", "sg"),
            SIGNED.format(year=2024)),
    Example("the interpretation said so before", "cpli.533.1", _to(2022, "recipient", "sg"), SIGNED.format(year=2022)),
    Example("a person abroad is here", "cpli.533.1", _to(2024, "recipient", "sg", kind="natural_person"),
            SIGNED.format(year=2024)),
    Example("Taiwan was asked to serve", "tw11.7.1.5",
            in_year(2022, attempt("entrusted", None, "signed 2022-06-03"), recipient={"domicile": "tw"}),
            SIGNED.format(year=2022)),
    Example("Taiwan was asked in a criminal case", "tw11.7.3",
            in_year(2022, attempt("entrusted", None, "signed 2022-06-03"), recipient={"domicile": "tw"}, case=CRIMINAL),
            SIGNED.format(year=2022)),
]  # fmt: skip

# A bare reply: in Hong Kong it confirms receipt of a message, and is for the judge where nobody signed a paper.
EXAMPLES += [
    Example(f"in Hong Kong, a reply to {channel}", article,
            in_year(2022, attempt(channel, "found", "sent 2022-03-01", "acknowledged 2022-06-03"),
                    recipient={"domicile": "hk"}), answer)
    for channel, article, answer in (
        ("email", "hkmo.8", "effective 2022-06-03 receipt_completed"),
        ("direct", "hkmo.12", "awaiting_judge"),
        ("left", "hkmo.12", "awaiting_judge"),
        ("entrusted", "hkmo.12", "awaiting_judge"),
        ("mail", "hkmo.7.3", "awaiting_judge"),
    )
]  # fmt: skip
EXAMPLES += [
    Example(f"in Hong Kong, they followed what was left unsigned, {channel}", "hkmo.12.0.2",
            in_year(2022, attempt(channel, None, "acted 2022-06-03"), recipient={"domicile": "hk"}),
            "effective 2022-06-03 receipt_completed")
    for channel in ("direct", "entrusted", "left")
]  # fmt: skip

# The statutory agent: CPL 60, in administrative cases APL 30.
EXAMPLES += [
    Example(f"the statutory agent signs, in {year}", article, handed(year, "signed statutory_agent"),
            SIGNED.format(year=year))
    for year, article in zip(YEARS, ("cpl2017.57", "cpl2021.60", "cpl2023.60"), strict=True)
]  # fmt: skip
EXAMPLES += [
    Example("in an administrative case", "apl.30", handed(2022, "signed statutory_agent", case=ADMINISTRATIVE),
            SIGNED.format(year=2022)),
]  # fmt: skip

# Who signs for a letter (mail provisions, art. 9).
LETTERS = [
    ({}, "recipient", 1),
    ({"lacks_capacity": True}, "statutory_agent", 2),
    (COMPANY, "mail_room", 3),
    ({}, "representative", 4),
    ({}, "designated_receiver", 5),
    ({}, "cohabitant", 6),
]
EXAMPLES += [
    Example(
        f"{who} signs for a letter",
        f"mail04.9.0.{item}",
        handed(2022, f"signed {who}", channel="mail", recipient=about),
        SIGNED.format(year=2022),
    )
    for about, who, item in LETTERS
]

SERVED = "effective {year}-06-09 signature"


def _served(year: int, kind: str, **changes: object) -> Json:
    """A paper of that kind, which the recipient signed for in hand on the ninth of June."""
    return in_year(year, attempt("direct", None, f"signed {year}-06-09 recipient"), paper={"kind": kind}, **changes)


# Whose a period is: the defendant answers and objects, a third party does not.
THIRD = {"role": "third_party"}
CLAIMANT = {"role": "third_party_with_claim"}
ANSWER = ("cpl2017.125.1", "cpl2021.128.1", "cpl2023.128.1")
EXAMPLES += [
    Example(f"a third party answers no claim, in {year}", article, _served(year, "complaint_copy", recipient=who),
            SERVED.format(year=year))
    for who in (THIRD, CLAIMANT)
    for year, article in zip(YEARS, ANSWER, strict=True)
]  # fmt: skip
EXAMPLES += [
    Example(f"nor in an administrative case: {who}", "apl.67.1",
            _served(2022, "complaint_copy", recipient={"role": who}, case=ADMINISTRATIVE), SERVED.format(year=2022))
    for who in ("third_party", "third_party_with_claim")
]  # fmt: skip
EXAMPLES += [
    Example(f"a third party without a claim: {kind}, in {year}", article, _served(year, kind, recipient=THIRD),
            SERVED.format(year=year))
    for kind in ("complaint_copy", "judgment")
    for year, article in ((2020, "cpli2015.82"), (2022, "cpli.82"))
]  # fmt: skip

# A retrial: whose decision it tries again.
RETRIALS = (
    ("civil", 2020, "cpl2017.207.1"),
    ("civil", 2022, "cpl2021.214.1"),
    ("civil", 2024, "cpl2023.218.1"),
    ("administrative", 2022, "apli.119.1"),
    ("criminal", 2018, "crpl2012.245.1"),
    ("criminal", 2022, "crpl.256.1"),
)
EXAMPLES += [
    Example(f"a retrial of {tried} is final: {branch}, {year}", article,
            _served(year, "judgment", case={"branch": branch, "stage": "retrial", "retrial_of": tried}),
            SERVED.format(year=year))
    for branch, year, article in RETRIALS
    for tried in ("second_instance", "taken_up")
]  # fmt: skip
EXAMPLES += [
    Example("it is not told whose decision is tried again", "cpl2021.214.1",
            _served(2022, "judgment", case={"stage": "retrial"}), SERVED.format(year=2022)),
]  # fmt: skip


def _retried(year: int, branch: str, domicile: str = "cn", kind: str = "judgment") -> Json:
    return _served(
        year,
        kind,
        case={"branch": branch, "stage": "retrial", "retrial_of": "first_instance"},
        recipient={"domicile": domicile},
    )


PERIODS = [
    StartedPeriods(f"appeal from a retrial of a decision of first instance, {branch}, {domicile}, {kind}, {year}",
                   article, _retried(year, branch, domicile, kind), "appeal", days)
    for branch, domicile, kind, days, articles in (
        ("civil", "cn", "judgment", 15, ("cpl2017.164.1", "cpl2021.171.1", "cpl2023.171.1")),
        ("civil", "cn", "ruling_appealable", 10, ("cpl2017.164.2", "cpl2021.171.2", "cpl2023.171.2")),
        ("civil", "sg", "judgment", 30, ("cpl2017.269", "cpl2021.276", "cpl2023.286")),
        ("civil", "hk", "judgment", 30, ("cpli2015.551", "cpli.549", "cpli.549")),
        ("administrative", "cn", "judgment", 15, ("apl.85",) * 3),
        ("administrative", "cn", "ruling_appealable", 10, ("apl.85",) * 3),
        ("criminal", "cn", "judgment", 10, ("crpl.230",) * 3),
        ("criminal", "cn", "ruling", 5, ("crpl.230",) * 3),
    )
    for year, article in zip(YEARS, articles, strict=True)
]  # fmt: skip
PERIODS += [
    StartedPeriods(f"the like before the law of 2018: {kind}", "crpl2012.219", _retried(2018, "criminal", kind=kind),
                   "appeal", days)
    for kind, days in (("judgment", 10), ("ruling", 5))
]  # fmt: skip
PERIODS += [
    StartedPeriods("an objection to jurisdiction in enforcement", "enforcement.3.1",
                   _served(2022, "enforcement_notice", case={"branch": "enforcement"}), "jurisdiction_objection", 10),
]  # fmt: skip

# In time before a hearing that is no civil one, and procedures that are not for everybody.
EXAMPLES += [
    Example(f"{kind} in a criminal case", article,
            _served(2022, kind, case=CRIMINAL, hearing_at="2022-06-16T09:00:00+08:00"), SERVED.format(year=2022))
    for kind, article in (("indictment_copy", "crpl.187.1"), ("summons", "crpl.187.3"))
]  # fmt: skip
EXAMPLES += [
    Example(f"small claims against somebody abroad, in {year}", article,
            _served(year, "judgment", case={"procedure": "small_claims"}, recipient={"domicile": "sg"}),
            SERVED.format(year=year))
    for year, article in ((2022, "cpl2021.166.0.2"), (2024, "cpl2023.166.0.2"))
]  # fmt: skip
EXAMPLES += [
    Example(f"a payment order against somebody in {where}, in {year}", article,
            _served(year, "payment_order", recipient={"domicile": where}), SERVED.format(year=year))
    for year, article in ((2020, "cpli2015.429.1.4"), (2022, "cpli.427.1.4"))
    for where in ("sg", "hk", "tw")
]  # fmt: skip
ADVICE = [
    Advice("a change of address must be told", "apli.51.3", in_year(2022, case=ADMINISTRATIVE), "mail",
           "administrative_address_changed"),
    Advice("half a year for Taiwan", "tw11.10.2", in_year(2022, recipient={"domicile": "tw"}), "entrusted",
           "six_months_for_taiwan"),
]  # fmt: skip
