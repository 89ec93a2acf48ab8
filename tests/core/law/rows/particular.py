"""Particular papers, procedures, courts and recipients: simplified, enforcement, at sea, foreign States."""

from tests.core.law.given import Json, attempt, event, refusal
from tests.core.law.rows.shape import Example, in_year

SIMPLIFIED = {"procedure": "simplified"}
JUDGMENT = {"kind": "judgment"}
COMPANY = {"kind": "legal_person"}


def back(channel: str, cause: str, year: int = 2022, **changes: object) -> Json:
    """What came back on 3 June from the address that they gave."""
    returned = event(f"returned {year}-06-03") | {"cause": cause}
    return in_year(year, attempt(channel, "provided", events=[returned]), **({"case": SIMPLIFIED} | changes))


def left(how: str, by: str = "recipient", year: int = 2022, **changes: object) -> Json:
    """What was left, in simplified procedure, on 3 June."""
    happened = event(f"left {year}-06-03 {by}") | {"how": how}
    return in_year(year, attempt("direct", None, events=[happened]), **({"case": SIMPLIFIED} | changes))


def on_appeal(tried: Json, **changes: object) -> Json:
    """A case that was heard in simplified procedure before, and is told so still."""
    return in_year(2022, tried, **({"case": SIMPLIFIED | {"stage": "second_instance"}} | changes))


SIMPLIFIED_PROCEDURE = [
    Example("went to a wrong address that they gave", "jy.10.1.2", back("direct", "wrong_address"),
            "presumed 2022-06-03 returned"),
    Example("went where they live no longer", "jy.10.1.2", back("direct", "moved_untold"),
            "presumed 2022-06-03 returned"),
    Example("nobody of that name is where they said that they live", "jy.10.1.2", back("direct", "not_known_there"),
            "presumed 2022-06-03 returned"),
    Example("nor does a neighbour's word that they died", "", back("direct", "said_deceased"), "not_effective"),
    Example("in ordinary procedure that serves nobody", "", back("direct", "wrong_address", case={}), "not_effective"),
    Example("nor is nobody met a wrong address", "", back("direct", "nobody_met"), "not_effective"),
    Example("nobody would witness the refusal", "jy.11.1", left("witness_declined"), "effective 2022-06-03 left"),
    Example("their adult family refused", "jy.11.1", left("witness_declined", "cohabitant"),
            "effective 2022-06-03 left"),
    Example("a company's mail room refused", "jy.11.1", left("witness_declined", "mail_room", recipient=COMPANY),
            "effective 2022-06-03 left"),
    Example("whoever is the other side refuses nothing", "", left("witness_declined", "opponent"), "not_effective"),
    Example("ordinary procedure asks for the witness", "", left("witness_declined", case={}), "not_effective"),
    Example("before 2021 the text was not at hand", "jy03.11", left("witness_declined", year=2020), "not_verified"),
    Example("nor what it said of a wrong address", "jy03.10", back("direct", "wrong_address", 2020), "not_verified"),
    Example("nor of fetching a judgment", "jy03.28", left("not_fetched", year=2020, paper=JUDGMENT), "not_verified"),
    Example("nor of a judgment that nobody took", "jy03.29", back("mail", "nobody_met", 2020, paper=JUDGMENT),
            "not_verified"),
    Example("pronounced, and not fetched in time", "jy.28.2", left("not_fetched", paper=JUDGMENT),
            "effective 2022-06-03 deemed"),
    Example("a summons is not fetched so", "", left("not_fetched"), "not_effective"),
    Example("nor a judgment in ordinary procedure", "", left("not_fetched", paper=JUDGMENT, case={}), "not_effective"),
    Example("a judgment that nobody took at their own address", "jy.29.2",
            back("mail", "nobody_met", paper=JUDGMENT), "presumed 2022-06-03 returned"),
    Example("but for the carrier's mistake", "", back("mail", "carrier", paper=JUDGMENT), "not_effective"),
    Example("in ordinary procedure nobody met serves nobody", "", back("mail", "nobody_met", paper=JUDGMENT, case={}),
            "not_effective"),
    Example("on appeal there is no simplified procedure: a call counts as everywhere", "op17.14",
            on_appeal(attempt("phone", "found", "acknowledged 2022-06-03")), "effective 2022-06-03 receipt_completed"),
    Example("nor do simple means go there without consent", "",
            on_appeal(attempt("sms", "confirmed", "arrived 2022-06-03"), consents=[]), "not_effective"),
    Example("and a public notice is open there", "cpl2021.95.1",
            on_appeal(attempt("public_notice", None, "published 2022-06-03"), recipient={"missing": True}),
            "effective 2022-07-03 public_notice"),
    Example("stayed away from the pronouncement", "jy.31.1", left("pronounced_in_absence", paper=JUDGMENT),
            "effective 2022-06-03 deemed"),
    Example("in ordinary procedure that day serves nobody", "",
            left("pronounced_in_absence", paper=JUDGMENT, case={}), "not_effective"),
]  # fmt: skip

NO = {"refusals": [refusal("2022-05-01")]}  # by the general rules nothing would count electronically
ENFORCING = {"branch": "enforcement", "stage": "enforcement"}


def enforced(kind: str, channel: str, happened: str, address: str | None = "found", **changes: object) -> Json:
    tried = attempt(channel, address, **changes) if "events" in changes else attempt(channel, address, happened)
    return in_year(2022, tried, case=ENFORCING, paper={"kind": kind}, consents=[], **NO)


REPLY = "acknowledged 2022-06-03"
SHOWN = [event("published 2022-06-03") | {"where": "online"}]
ENFORCEMENT = [
    Example("a debt notice goes to the third party directly", "enfwork.45.1",
            enforced("third_party_debt_notice", "mail", "signed 2022-06-03"), "not_allowed"),
    Example("in hand it counts", "enfwork.45.2",
            enforced("third_party_debt_notice", "direct", "signed 2022-06-03", None), "effective 2022-06-03 signature"),
    Example("of an auction by any sure means", "auction.16.1", enforced("auction_notice", "sms", REPLY),
            "effective 2022-06-03 receipt_completed"),
    Example("on the telephone too", "auction.16.1", enforced("auction_notice", "phone", REPLY),
            "effective 2022-06-03 receipt_completed"),
    Example("read: a judge finds", "auction.16.1", enforced("auction_notice", "email", "read 2022-06-03"),
            "awaiting_judge"),
    Example("five days on the platform", "auction.16.1",
            enforced("auction_notice", "public_notice", "", None, events=SHOWN), "effective 2022-06-08 public_notice"),
    Example("not in a newspaper", "auction.16.1",
            enforced("auction_notice", "public_notice", "", None,
                     events=[SHOWN[0] | {"where": "newspaper"}]), "effective 2022-07-03 public_notice"),
]  # fmt: skip

MARITIME = {"maritime_court": True}


def at_sea(channel: str, happened: str, address: str | None = "found", **changes: object) -> Json:
    to = changes.pop("to", "recipient")
    return in_year(2022, attempt(channel, address, happened, to=to), **({"case": MARITIME, "consents": []} | changes))


MARITIME_COURTS = [
    Example("an e-mail that they answered, without any consent", "mspi.55.2",
            at_sea("email", "acknowledged 2022-06-03", **NO), "effective 2022-06-03 receipt_completed"),
    Example("other sure means", "msp.80.1.3", at_sea("wechat", "acknowledged 2022-06-03", **NO),
            "effective 2022-06-03 receipt_completed"),
    Example("read only: a judge finds", "mspi.55.2", at_sea("fax", "read 2022-06-03", **NO), "awaiting_judge"),
    Example("arrived only", "", at_sea("email", "arrived 2022-06-03"), "not_effective"),
    Example("a judgment before 2022 as well", "mspi.55.2",
            in_year(2020, attempt("email", "found", "acknowledged 2020-06-03"), case=MARITIME, consents=[],
                    paper=JUDGMENT), "effective 2020-06-03 receipt_completed"),
    Example("a branch in the mainland needs no power", "msp.80.1.2",
            at_sea("direct", "signed 2022-06-03 branch_office", None, to="branch_office",
                   recipient={"kind": "legal_person"}), "effective 2022-06-03 signature"),
]  # fmt: skip

STATE = {"kind": "organisation", "domicile": "us", "foreign_state": True}


def to_a_state(channel: str, happened: str, **changes: object) -> Json:
    return in_year(2024, attempt(channel, None, happened), **({"recipient": STATE, "consents": []} | changes))


STATES = [
    Example("by diplomatic note, on the day it was sent", "fsi.17.2", to_a_state("transfer", "sent 2024-06-03"),
            "effective 2024-06-03 deemed"),
    Example("a State is not left anything", "fsi.17.1", to_a_state("left", "left 2024-06-03"), "not_allowed"),
    Example("nor told by public notice", "fsi.17.1", to_a_state("public_notice", "published 2024-06-03"),
            "not_allowed"),
    Example("by another way only if it accepts that", "fsi.17.1.2", to_a_state("mail", "signed 2024-06-03"),
            "not_effective"),
    Example("by treaty", "fsi.17.1.1", to_a_state("entrusted", "signed 2024-06-03"), "effective 2024-06-03 signature"),
    Example("a judgment in default: six months to appeal", "fsi.18.3",
            to_a_state("transfer", "sent 2024-06-03", paper=JUDGMENT), "effective 2024-06-03 deemed"),
]  # fmt: skip

FAST = {"branch": "criminal", "procedure": "fast_track"}
OTHERS = [
    Example("an e-mail in a fast-track case: a judge finds", "olr.3.0.2",
            in_year(2022, attempt("email", "confirmed", "arrived 2022-06-03"), case=FAST, paper=JUDGMENT),
            "awaiting_judge"),
    Example("without agreement it does not count", "",
            in_year(2022, attempt("email", "confirmed", "arrived 2022-06-03"), case=FAST, paper=JUDGMENT, consents=[]),
            "not_effective"),
    Example("in another criminal case the way stays closed", "",
            in_year(2022, attempt("email", "confirmed", "arrived 2022-06-03"), case={"branch": "criminal"},
                    paper=JUDGMENT), "not_allowed"),
    Example("a pilot court had rules of its own", "",
            in_year(2021, attempt("email", "confirmed", "arrived 2021-06-03"), case={"pilot_court": True},
                    paper=JUDGMENT), "not_verified"),
    Example("until the end of 2021", "",
            in_year(2022, attempt("email", "confirmed", "arrived 2022-06-03"), case={"pilot_court": True},
                    paper=JUDGMENT), "effective 2022-06-03 arrival"),
    Example("a protection order counts as others do, and has force before", "fdv.30",
            in_year(2022, attempt("direct", None, "signed 2022-06-03"), paper={"kind": "protection_order"}),
            "effective 2022-06-03 signature"),
    Example("and its review runs from the making", "fdv.31",
            in_year(2022, attempt("direct", None, "signed 2022-06-03"), paper={"kind": "protection_order"}),
            "effective 2022-06-03 signature"),
    Example("what The Hague asks was not read", "hague.15",
            in_year(2022, attempt("entrusted", None, "signed 2022-06-03"), recipient={"domicile": "us"}),
            "effective 2022-06-03 signature"),
]  # fmt: skip

EXAMPLES = [*SIMPLIFIED_PROCEDURE, *ENFORCEMENT, *MARITIME_COURTS, *STATES, *OTHERS]
