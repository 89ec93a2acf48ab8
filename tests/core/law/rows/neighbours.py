"""Neighbours of what the other tables prove: other signers, refusers, places and papers, each side of the line."""

from tests.core.law.given import Json, attempt, consent, facts
from tests.core.law.rows.shape import Example

COMPANY = {"kind": "legal_person"}
ABROAD = COMPANY | {"domicile": "us"}
MINOR = {"born_on": "2012-01-01"}
ORDER, JUDGMENT = {"kind": "payment_order"}, {"kind": "judgment"}
MEDIATION = {"kind": "mediation_document"}
CRIMINAL, RETRIAL = {"branch": "criminal"}, {"stage": "retrial"}
AGREED = {"consents": [consent("2026-05-01")]}


def in_2026(channel: str, event: str, address_class: str | None = "provided", **changes: object) -> Json:
    """One event of 3 June 2026."""
    kind, *by = event.split()
    about = {name: changes.pop(name) for name in ("to", "shared_with_opponent") if name in changes}
    tried = attempt(channel, address_class, " ".join([kind, "2026-06-03", *by]), **about)
    plain: Json = {"as_of": "2026-10-01T00:00:00+08:00", "hearing_at": "2026-08-20T09:00:00+08:00"}
    return facts(tried, **(plain | changes))


SIGNED, LEFT = "effective 2026-06-03 signature", "effective 2026-06-03 left"
ROWS: list[tuple[str, str, Json, str]] = [
    # a payment order goes to the debtor in person
    ("the household signs for a payment order", "cpli.429",
     in_2026("direct", "signed cohabitant", paper=ORDER),
     "awaiting_judge"),
    ("so by post", "cpli.429", in_2026("mail", "signed cohabitant", paper=ORDER), "awaiting_judge"),
    ("so through another court", "cpli.429",
     in_2026("entrusted", "signed cohabitant", paper=ORDER),
     "awaiting_judge"),
    ("the debtor signs for it", "cpl2023.91", in_2026("mail", "signed", paper=ORDER), SIGNED),
    ("the debtor's agent signs for it", "cpl2023.88.2",
     in_2026("direct", "signed representative", paper=ORDER),
     SIGNED),
    ("the debtor signs before another court", "cpli.134.1", in_2026("entrusted", "signed", paper=ORDER), SIGNED),
    ("a company's mail room signs for one", "cpl2023.88.2",
     in_2026("direct", "signed mail_room", paper=ORDER, recipient=COMPANY),
     SIGNED),
    ("the household refuses one", "cpli.429", in_2026("left", "left cohabitant", paper=ORDER), "not_effective"),
    # at work
    ("the employer's mail room is not the household", "cpl2023.88.1",
     in_2026("direct", "signed mail_room"),
     "not_effective"),
    ("in a criminal case it may receive", "crpli.204.1",
     in_2026("direct", "signed mail_room", case=CRIMINAL, paper=JUDGMENT),
     SIGNED),
    # criminal: family, and who passes a paper on
    ("what a prison passes on must be signed by the prisoner", "",
     in_2026("transfer", "signed mail_room", case=CRIMINAL, paper=JUDGMENT, recipient={"in_custody": True}),
     "not_effective"),
    ("the prisoner signs for what was passed on", "crpli.208.4",
     in_2026("transfer", "signed", case=CRIMINAL, paper=JUDGMENT, recipient={"in_custody": True}),
     SIGNED),
    ("family does not sign for what a unit passes on", "",
     in_2026("transfer", "signed cohabitant", case=CRIMINAL, paper=JUDGMENT, recipient={"soldier": True}),
     "not_effective"),
    ("family that lives elsewhere receives in a criminal case", "crpli.204.1",
     in_2026("direct", "signed family_elsewhere", case=CRIMINAL, paper=JUDGMENT),
     SIGNED),
    ("in a civil case it does not", "cpl2023.88.1", in_2026("direct", "signed family_elsewhere"), "not_effective"),
    ("one accused beside them signs", "crpli.204.1",
     in_2026("direct", "signed co_party", case=CRIMINAL, paper=JUDGMENT),
     "awaiting_judge"),
    ("the statutory agent of an accused minor signs", "crpli.204.1",
     in_2026("direct", "signed statutory_agent", case=CRIMINAL, paper=JUDGMENT, recipient=MINOR),
     "awaiting_judge"),
    ("the defender does not sign for the accused", "crpli.204.1",
     in_2026("direct", "signed representative", case=CRIMINAL, paper=JUDGMENT),
     "not_effective"),
    ("a company's representative office receives in criminal cases too", "crpli.495.0.5",
     in_2026("direct", "signed representative_office", case=CRIMINAL, paper=JUDGMENT, recipient=ABROAD),
     SIGNED),
    ("nobody's office receives for a person who is charged", "crpli.204.1",
     in_2026("direct", "signed representative_office", case=CRIMINAL, paper=JUDGMENT, recipient={"domicile": "us"}),
     "not_effective"),
    # whoever cannot act themselves cannot refuse either
    ("somebody without capacity refuses at home", "cpl2023.60",
     in_2026("left", "left", recipient={"lacks_capacity": True}),
     "not_effective"),
    ("they refuse at court", "cpl2023.60",
     in_2026("direct", "left", recipient={"lacks_capacity": True}),
     "not_effective"),
    ("a minor refuses", "cpl2023.60", in_2026("left", "left", recipient=MINOR), "not_effective"),
    ("a minor refuses in an administrative case", "apl.30",
     in_2026("direct", "left", recipient=MINOR, case={"branch": "administrative"}),
     "not_effective"),
    ("their statutory agent refuses", "cpl2023.89",
     in_2026("left", "left statutory_agent filmed", recipient=MINOR), LEFT),
    ("an adult of the household refuses", "cpl2023.89",
     in_2026("left", "left cohabitant filmed", recipient=MINOR), LEFT),
    ("on the eighteenth birthday it is still a minor who signs", "cpl2023.60",
     in_2026("direct", "signed", recipient={"born_on": "2008-06-03"}),
     "not_effective"),
    ("on the day after it is not", "cpl2023.87.2",
     in_2026("direct", "signed", recipient={"born_on": "2008-06-02"}),
     SIGNED),
    ("at seventeen, on their own wages", "cpl2023.87.2",
     in_2026("direct", "signed", recipient={"born_on": "2009-01-01", "own_labour": True}),
     SIGNED),
    # an agent
    ("an agent whose mandate is over refuses", "",
     in_2026("left", "left representative", recipient={"mandate_ended_at": "2026-06-02T00:00:00+08:00"}),
     "not_effective"),
    ("an agent whose mandate is over signs", "cpl2023.63",
     in_2026("direct", "signed representative", recipient={"mandate_ended_at": "2026-06-02T00:00:00+08:00"}),
     "not_effective"),
    ("it ended on the day after", "cpl2023.88.2",
     in_2026("direct", "signed representative", recipient={"mandate_ended_at": "2026-06-04T00:00:00+08:00"}),
     SIGNED),
    ("an agent who was not named to receive refuses", "cpl2023.89",
     in_2026("left", "left representative"),
     "not_effective"),
    ("one who was named refuses", "cpl2023.89", in_2026("left", "left designated_receiver filmed"), LEFT),
    ("an agent signs for a mediation document", "cpli.133",
     in_2026("direct", "signed representative", paper=MEDIATION),
     "not_effective"),
    ("a mail room signs for one", "",
     in_2026("mail", "signed mail_room", paper=MEDIATION, recipient=COMPANY),
     "not_effective"),
    # companies and their offices
    ("nobody lives with a company", "cpli.130.1",
     in_2026("direct", "signed cohabitant", recipient=COMPANY),
     "not_effective"),
    ("a branch is not the company's receiving office", "cpli.130.1",
     in_2026("direct", "signed branch_office", recipient=COMPANY),
     "not_effective"),
    ("a representative office receives for one abroad", "cpl2023.283.1.5",
     in_2026("direct", "signed representative_office", recipient=ABROAD),
     SIGNED),
    ("but not through the channels of a treaty", "foreign.7",
     in_2026("entrusted", "signed representative_office", recipient=ABROAD),
     "not_effective"),
    ("nor by its own e-mail", "cpl2023.283.1.9",
     in_2026("email", "acknowledged representative_office", recipient=ABROAD, to="representative_office"),
     "not_effective"),
    ("a company that they head receives for a person alone", "",
     in_2026("direct", "signed headed_company", recipient=ABROAD),
     "not_effective"),
    ("a bankrupt's mail room receives nothing", "ebl.25.1.7",
     in_2026("mail", "signed mail_room", recipient=COMPANY | {"in_bankruptcy": True}),
     "not_effective"),
    # whose act it was
    ("a message that an adult of the household read", "",
     in_2026("wechat", "read cohabitant", "found", **AGREED),
     "not_effective"),
    ("a number that the opponent shares", "",
     in_2026("sms", "arrived", shared_with_opponent=True, **AGREED),
     "not_effective"),
    ("consent of the household", "cpl2023.90.1",
     in_2026("sms", "arrived", consents=[consent("2026-05-01", by="cohabitant")]),
     "not_effective"),
    ("consent of a minor", "cpl2023.60", in_2026("sms", "arrived", recipient=MINOR, **AGREED), "not_effective"),
    ("a call that the household took", "",
     in_2026("phone", "acknowledged cohabitant", case={"procedure": "simplified"}),
     "not_effective"),
    # stages
    ("consent at first instance does not reach enforcement", "olr.4.2.4",
     in_2026("sms", "arrived", case={"branch": "enforcement", "stage": "enforcement"}, **AGREED),
     "not_effective"),
    ("a judgment on retrial says that its appeal hangs on the instance", "cpl2023.218.1",
     in_2026("direct", "signed", case=RETRIAL, paper=JUDGMENT),
     SIGNED),
    ("so in an administrative case", "apli.119.1",
     in_2026("direct", "signed", case=RETRIAL | {"branch": "administrative"}, paper=JUDGMENT),
     SIGNED),
    ("so in a criminal case", "crpl.256.1",
     in_2026("direct", "signed", case=RETRIAL | CRIMINAL, paper=JUDGMENT),
     SIGNED),
]  # fmt: skip


def _under(year: str, channel: str, event: str, **changes: object) -> Json:
    kind, *by = event.split()
    tried = attempt(channel, "provided", " ".join([kind, f"{year}-06-03", *by]))
    return facts(tried, as_of=f"{year}-10-01T00:00:00+08:00", hearing_at=f"{year}-08-20T09:00:00+08:00", **changes)


def _earlier() -> list[Example]:
    """The same under the law of 2017 and of 2021."""
    found = []
    for year, cpl, cpli, order in (("2020", "cpl2017", "cpli2015", "431"), ("2022", "cpl2021", "cpli", "429")):
        mail, direct, retrial = ("88", "85.2", "207.1") if cpl == "cpl2017" else ("91", "88.2", "214.1")
        family, passed_on = ("i2012.167.2", "i2012.171.4") if year == "2020" else ("i.204.1", "i.208.4")
        signed = f"effective {year}-06-03 signature"
        accused: Json = {"case": CRIMINAL, "paper": JUDGMENT}
        order_to: Json = {"paper": ORDER}
        told = [
            ("the household signs for a payment order", f"{cpli}.{order}", "direct", "signed cohabitant", order_to,
             "awaiting_judge"),
            ("the debtor signs by post", f"{cpl}.{mail}", "mail", "signed", order_to, signed),
            ("the debtor's agent signs", f"{cpl}.{direct}", "direct", "signed representative", order_to, signed),
            ("the debtor signs before another court", f"{cpli}.134.1", "entrusted", "signed", order_to, signed),
            ("one accused beside them signs", f"crpl{family}", "direct", "signed co_party", accused, "awaiting_judge"),
            ("a prisoner signs for what was passed on", f"crpl{passed_on}", "transfer", "signed",
             accused | {"recipient": {"in_custody": True}}, signed),
            ("a judgment on retrial", f"{cpl}.{retrial}", "direct", "signed", {"case": RETRIAL, "paper": JUDGMENT},
             signed),
        ]  # fmt: skip
        for says, article, way, event, more, then in told:
            found.append(Example(f"{says}, in {year}", article, _under(year, way, event, **more), then))
    tried_again = _under("2018", "direct", "signed", case=RETRIAL | CRIMINAL, paper=JUDGMENT)
    sentence = "a criminal judgment on retrial, in 2018"
    return [*found, Example(sentence, "crpl2012.245.1", tried_again, "effective 2018-06-03 signature")]


EXAMPLES = [Example(f"{says}, in 2026", article, service, then) for says, article, service, then in ROWS] + _earlier()
