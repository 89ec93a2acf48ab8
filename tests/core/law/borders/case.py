"""A case in a few words, such as `branch=criminal paper=judgment channel=mail events=signed`; the rest is plain."""

from datetime import date, datetime, timedelta

from tests.core.law.given import HASH, OTHER_HASH, Json, attempt, facts

Case = dict[str, str]
NOTHING = "-"
PLAIN: Case = {
    "law": "cn",
    "on": "2022-06-02",
    "branch": "civil",
    "procedure": "ordinary",
    "stage": "first_instance",
    "court": "general",
    "status_case": "false",
    "paper": "summons",
    "domicile": "cn",
    "recipient": "natural_person",
    "offline": "false",
    "soldier": "false",
    "in_custody": "false",
    "home_law_forbids": "false",
    "missing": NOTHING,
    "agent_excluded": "false",
    "home_law_forbids_post": "false",
    "branch_may_receive": "false",
    "business_agent_may_receive": "false",
    "notice_at_first_instance": "false",
    "role": NOTHING,
    "must_appear": "false",
    "deceased": "false",
    "dissolved": "false",
    "in_bankruptcy": "false",
    "pilot_court": "false",
    "foreign_state": "false",  # an organisation
    "mandate_over": "false",  # their agent's, five days before
    "of_age": "false",  # told, by a day of birth long ago
    "after": NOTHING,  # a day later they had died or ended, or the mandate was over
    "carried_out": NOTHING,
    "capable": "true",
    "channel": "sms",
    "class": "confirmed",
    "to": "recipient",
    "shared_with_opponent": "false",
    "events": "arrived",  # one after the other, an hour apart; `sent-9` was nine days before
    "then": NOTHING,  # one event more
    "by": NOTHING,
    "how": NOTHING,  # a paper was left
    "cause": NOTHING,  # a letter came back
    "where": NOTHING,  # a notice was published
    "issued": NOTHING,  # a payment order, so many days before
    "content": "this",  # or another paper, or an earlier version of this one
    "consent": "express",  # thirty days before, for everything
    "consent_by": "recipient",
    "consent_to": NOTHING,  # only this stage, or only this paper
    "consent_on": "-30",
    "answer": NOTHING,  # refused or withdrew, ten days before; refused_before: forty days before
    "born_on": NOTHING,
    "own_labour": "false",
    "rebuttal": NOTHING,  # accepted
    "ruling": NOTHING,  # counts or fails
    "denied": NOTHING,  # so many days after, whoever holds the address said that they are somebody else
    "retrial_of": NOTHING,  # whose decision a retrial tries again
    "procuratorate": NOTHING,  # agrees or has_not_agreed; where nothing is said it takes no part
    "withholds": NOTHING,  # their address, for twenty-five days: refuses or evades
    "source": NOTHING,  # from what on file the address was taken
    "used": "30",  # days ago they last used it so
    "tried": NOTHING,  # other ways, in vain, twenty days before
    "silence": NOTHING,  # or sent so many days before, and nothing was heard
    "also": NOTHING,  # another way, three days later
    "signed_by_others": NOTHING,  # all or some, of a mediation document
    "hearing": "20",  # days after
    "days_set_in_paper": NOTHING,
    "objection": NOTHING,  # to jurisdiction, so many days after, dismissed another ten days later
    "ask": NOTHING,  # a period for the calculator alone
    "hour": NOTHING,  # in which such a period starts, if it is counted in hours
}
_ABROAD = ("home_law_forbids_post", "branch_may_receive", "business_agent_may_receive", "notice_at_first_instance")
_ENDED = ("deceased", "dissolved", "in_bankruptcy")
_STAGES = ("first_instance", "second_instance", "retrial", "enforcement")


def read_case(text: str) -> Case:
    """The case out of the words in which it differs from the plain one."""
    return PLAIN | dict(word.split("=", 1) for word in text.split())


def write_case(case: Case) -> str:
    """Only what differs from the plain case."""
    return " ".join(f"{key}={value}" for key, value in case.items() if value != PLAIN[key])


def service(case: Case) -> Json:
    """The facts of a service that the case stands for."""
    return facts(
        *_attempts(case),
        jurisdiction=case["law"],
        as_of=_at(case, 200),
        case={
            "branch": case["branch"],
            "procedure": case["procedure"],
            "stage": case["stage"],
            "status_case": case["status_case"] == "true",
            "internet_court": case["court"] == "internet",
            "maritime_court": case["court"] == "maritime",
            "pilot_court": case["pilot_court"] == "true",
            "jurisdiction_objection": _objection(case),
            "procuratorate_takes_part": case["procuratorate"] != NOTHING,
            "procuratorate_agreed_at": _at(case, -25) if case["procuratorate"] == "agrees" else None,
            "retrial_of": None if case["retrial_of"] == NOTHING else case["retrial_of"],
        },
        paper={
            "kind": case["paper"],
            "replaces": OTHER_HASH if case["content"] == "earlier" else None,
            "carried_out": _flag(case["carried_out"]),
            "issued_at": None if case["issued"] == NOTHING else _at(case, -int(case["issued"])),
            "days_set_in_paper": None if case["days_set_in_paper"] == NOTHING else int(case["days_set_in_paper"]),
            "other_signatures": {"all": [_at(case, 1)], "some": [_at(case, 1), None]}.get(case["signed_by_others"]),
        },
        recipient=_recipient(case),
        consents=_consents(case),
        refusals=[{"at": _at(case, {"refused": -10, "refused_before": -40}[no])} for no in _refused(case)],
        hearing_at=_at(case, int(case["hearing"]), "14:00"),
    )


def moment(case: Case) -> datetime:
    """When the attempt was made."""
    return datetime.fromisoformat(_at(case, 0))


def start(case: Case) -> date:
    """The day on which a period starts that is asked for by its name; the moment, where the hour is told."""
    day = date.fromisoformat(case["on"])
    return day if case["hour"] == NOTHING else datetime.fromisoformat(_at(case, 0, case["hour"]))


def _refused(case: Case) -> list[str]:
    return [case["answer"]] if case["answer"].startswith("refused") else []


def _recipient(case: Case) -> Json:
    return {
        "kind": "organisation" if case["foreign_state"] == "true" else case["recipient"],
        "foreign_state": case["foreign_state"] == "true",
        "domicile": case["domicile"],
        "offline": case["offline"] == "true",
        "soldier": case["soldier"] == "true",
        "in_custody": case["in_custody"] == "true",
        "home_law_forbids_electronic": case["home_law_forbids"] == "true",
        "missing": _flag(case["missing"]),
        "agent_excluded": case["agent_excluded"] == "true",
        **{flag: case[flag] == "true" for flag in _ABROAD},
        "role": None if case["role"] == NOTHING else case["role"],
        "must_appear": case["must_appear"] == "true",
        **{flag: case[flag] == "true" for flag in _ENDED},
        "mandate_ended_at": _at(case, -5) if case["mandate_over"] == "true" else None,
        "status_periods": [{"status": word, "since": _at(case, 1)} for word in [case["after"]] if word != NOTHING],
        "lacks_capacity": case["capable"] == "false",
        "born_on": _born_on(case),
        "own_labour": case["own_labour"] == "true",
        "address_withheld": [{"how": how, "at": _at(case, -25)} for how in [case["withholds"]] if how != NOTHING],
    }


def _born_on(case: Case) -> str | None:
    if case["of_age"] == "true":
        return "1980-05-06"
    return None if case["born_on"] == NOTHING else case["born_on"]


def _attempts(case: Case) -> list[Json]:
    source = (
        {} if case["source"] == NOTHING else {"address_source": case["source"], "address_last_used_on": _used(case)}
    )
    made = attempt(
        case["channel"],
        None if case["class"] == NOTHING else case["class"],
        **source,
        paper_sha256=HASH if case["content"] == "this" else OTHER_HASH,
        to=case["to"],
        shared_with_opponent=case["shared_with_opponent"] == "true",
        events=_events(case),
        rebuttals=_rebuttals(case),
        disowned_at=None if case["denied"] == NOTHING else _at(case, int(case["denied"])),
        rulings=[] if case["ruling"] == NOTHING else [{"at": _at(case, 120), "counts": case["ruling"] == "counts"}],
    )
    after, silence = case["also"], case["silence"]
    failed = {"kind": "failed", "at": _at(case, -20)}
    tried = [failed if silence == NOTHING else {"kind": "sent", "at": _at(case, -int(silence))}]
    came = [{"kind": "acknowledged" if after in {"sms", "email", "phone"} else "signed", "at": _at(case, 3)}]
    return [
        *(
            attempt(way, "confirmed", id=f"before {way}", events=tried)
            for way in case["tried"].split(",")
            if way != NOTHING
        ),
        made,
        *([] if after == NOTHING else [attempt(after, case["class"], id="a2", events=came)]),
    ]


def _events(case: Case) -> list[Json]:
    words = [word for word in (*case["events"].split(","), case["then"]) if word != NOTHING]
    found = []
    for hour, word in enumerate(words, 10):
        kind, _, before = word.partition("-")
        event: Json = {"kind": kind, "at": _at(case, -int(before or 0), f"{hour}:00")}
        told = (
            {"by": case["by"]}
            | ({"how": case["how"]} if kind == "left" else {})
            | ({"cause": case["cause"]} if kind == "returned" else {})
            | ({"where": case["where"]} if kind == "published" else {})
        )
        found.append(event | {key: word for key, word in told.items() if word != NOTHING})
    return found


def _rebuttals(case: Case) -> list[Json]:
    if case["rebuttal"] == NOTHING:
        return []
    return [{"ground": case["rebuttal"], "proved_at": _at(case, 5), "ruling": "accepted"}]


def _consents(case: Case) -> list[Json]:
    if case["consent"] == NOTHING:
        return []
    to = case["consent_to"]
    return [
        {
            "ground": case["consent"],
            "at": _at(case, int(case["consent_on"]), "09:00"),
            "stages": [to] if to in _STAGES else ["*"],
            "paper_kinds": ["*"] if to in {NOTHING, *_STAGES} else [to],
            "withdrawn_at": _at(case, -10) if case["answer"] == "withdrew" else None,
            "by": case["consent_by"],
        }
    ]


def _used(case: Case) -> str | None:
    return None if case["used"] == NOTHING else _at(case, -int(case["used"]))[:10]


def _objection(case: Case) -> Json | None:
    if case["objection"] == NOTHING:
        return None
    raised = int(case["objection"])
    return {"raised_at": _at(case, raised), "dismissal_in_force_at": _at(case, raised + 10)}


def _flag(word: str) -> bool | None:
    return None if word == NOTHING else word == "true"


def _at(case: Case, days: int, time: str = "10:00") -> str:
    return f"{date.fromisoformat(case['on']) + timedelta(days=days)}T{time}:00+08:00"
