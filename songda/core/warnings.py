"""What messages and pages say of codes, of what a court never asks, and whom to call: each has its one home here."""

from songda.core.words import say

COURT_LINE = "12368"  # of every court in the country
FRAUD_LINE = "96110"
POLICE_LINE = "110"
LEGAL_AID_LINE = "12348"


def code_rule(code: str, page: str, language: str) -> str:
    """How to treat a code ("one_time", "of_message") that is typed on a page ("this_page", "court_page")."""
    names = {name: say(f"warnings.code.{word}", language) for name, word in (("code", code), ("page", page))}
    return say("warnings.code.rule", language, **names)


def never_asked(language: str) -> str:
    """What no court asks for."""
    return say("warnings.never", language)


def check_rule(language: str) -> str:
    """How to find out whether a message is genuine: by asking oneself, with what opens nothing, its case number."""
    return say("warnings.check", language, phone=COURT_LINE)
