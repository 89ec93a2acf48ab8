"""Any facts of a service whatever, for tests of what must always hold."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from songda.core.law.decision import Status
from songda.core.law.facts import (
    AddressClass,
    AddressSource,
    Branch,
    Channel,
    ConsentGround,
    EventKind,
    Leaving,
    PaperKind,
    Person,
    Procedure,
    RebuttalGround,
    ReturnCause,
    RuledOutGround,
    Ruling,
    Stage,
    Withholding,
)
from tests.core.law.given import HASH, OTHER_HASH, Json, facts

START = datetime(2020, 1, 1, tzinfo=UTC)
COUNTS = (Status.EFFECTIVE, Status.PRESUMED)

moments = st.integers(0, 5 * 365 * 24).map(lambda hours: (START + timedelta(hours=hours)).isoformat())
later = st.integers(0, 90 * 24)


OF_PEOPLE = ("soldier", "in_custody", "own_labour", "lacks_capacity")
EVERY_WAY = tuple(str(channel) for channel in Channel)
BY_HAND = ("direct", "left", "entrusted", "transfer")
TO_A_PLACE = ("direct", "left", "entrusted", "mail")
ONLY_ON = {"published": ("public_notice",), "left": BY_HAND, "returned": (*BY_HAND, "mail")}
birthdays = st.none() | st.dates(date(1940, 1, 1), date(2010, 1, 1)).map(str)


def words(kind: type) -> st.SearchStrategy[str]:
    return st.sampled_from([str(word) for word in kind])


events = st.builds(
    lambda kind, at, by, how, cause: (
        {"kind": kind, "at": at}
        | ({"by": by} if by else {})
        | ({"how": how} if kind == "left" else {})
        | ({"cause": cause} if kind == "returned" else {})
    ),
    words(EventKind),
    moments,
    st.none() | words(Person),
    words(Leaving),
    words(ReturnCause),
)
rebuttals = st.builds(
    lambda ground, at, ruling: {"ground": ground, "proved_at": at, "ruling": ruling},
    words(RebuttalGround),
    moments,
    words(Ruling),
)
rulings = st.lists(
    st.builds(lambda at, counts: {"at": at, "counts": counts}, moments, st.booleans()),
    max_size=3,
    unique_by=lambda ruling: ruling["at"],
)
attempts = st.builds(
    lambda channel, address, to, sha, happened, proved, found, source: {
        "channel": channel,
        "address_class": address,
        "to": to,
        "paper_sha256": sha,
        "events": happened,
        "rebuttals": proved,
        "rulings": found,
        "address_source": source,
        "address_last_used_on": "2019-09-01" if source else None,
    },
    words(Channel),
    st.none() | words(AddressClass),
    words(Person),
    st.sampled_from([HASH, HASH, HASH, OTHER_HASH]),
    st.lists(events, max_size=5),
    st.lists(rebuttals, max_size=2),
    rulings,
    st.none() | words(AddressSource),
)
notes = st.builds(
    lambda channel, at, ground: {"channel": channel, "at": at, "ground": ground},
    words(Channel),
    moments,
    words(RuledOutGround),
)
consents = st.builds(
    lambda ground, at, stages, withdrawn, by: {
        "ground": ground,
        "at": at,
        "stages": stages,
        "paper_kinds": ["*"],
        "withdrawn_at": withdrawn,
        "by": by,
    },
    words(ConsentGround),
    moments,
    st.just(["*"]) | st.lists(words(Stage), max_size=2),
    st.none() | st.just("2030-01-01T00:00:00+08:00"),
    st.just("recipient") | words(Person),
)


# A few of each: what is drawn at random in every part of the facts would take long to draw.
on_file = st.sampled_from(
    [
        {"source": "contract"},
        {"source": "civil_act", "last_used_on": "2019-09-01"},
        {"source": "other_suit", "last_used_on": "2018-01-01"},
    ]
)
procuratorates = st.sampled_from(
    [
        {},
        {},
        {"procuratorate_takes_part": True},
        {"procuratorate_takes_part": True, "procuratorate_agreed_at": "2022-01-01T00:00:00+08:00"},
    ]
)
withheld = st.sampled_from(
    [
        {"how": str(how), "at": "2020-06-01T00:00:00+08:00", "ended_at": ended}
        for how in Withholding
        for ended in (None, "2023-01-01T00:00:00+08:00")
    ]
)


@st.composite
def any_facts(draw: st.DrawFn) -> Json:
    """Any facts of a service."""
    tried = draw(st.lists(attempts, max_size=3))
    kind = draw(st.sampled_from(["natural_person", "legal_person"]))
    others = draw(st.lists(attempts, max_size=2))
    service = facts(
        *[each | {"id": f"a{number}"} for number, each in enumerate(tried)],
        other_tries=[each | {"id": f"o{number}"} for number, each in enumerate(others)],
        ruled_out=draw(st.lists(notes, max_size=2)),
        as_of=draw(moments),
        case={
            "branch": draw(words(Branch)),
            "procedure": draw(words(Procedure)),
            "stage": draw(words(Stage)),
            "status_case": draw(st.booleans()),
            "internet_court": draw(st.booleans()),
            **draw(procuratorates),
        },
        paper={"kind": draw(words(PaperKind))},
        recipient={
            "domicile": draw(st.sampled_from(["cn", "cn", "hk", "sg", "tw"])),
            "missing": draw(st.none() | st.booleans()),
            "kind": kind,
            **{flag: draw(st.booleans()) for flag in ("offline", "agent_excluded")},
            **{flag: kind == "natural_person" and draw(st.booleans()) for flag in OF_PEOPLE},
            "born_on": draw(birthdays) if kind == "natural_person" else None,
            "address_withheld": draw(st.lists(withheld, max_size=2)),
            "addresses_on_file": draw(st.lists(on_file, max_size=2)),
        },
        consents=draw(st.lists(consents, max_size=2)),
        refusals=[{"at": at} for at in draw(st.lists(moments, max_size=1))],
        hearing_at=draw(st.none() | moments),
    )
    return without_contradictions(service)


def moment(service: str) -> datetime:
    return datetime.fromisoformat(service)


def without_contradictions(service: Json) -> Json:
    """The same facts, where what cannot have been is taken out or put to the earliest moment at which it can."""
    for each in (*service["attempts"], *service["other_tries"]):
        if each["channel"] not in TO_A_PLACE:
            each |= {"address_source": None, "address_last_used_on": None}
        happened = [event for event in each["events"] if each["channel"] in ONLY_ON.get(event["kind"], EVERY_WAY)]
        first = min((event["at"] for event in happened), key=moment, default=None)
        each["events"] = [event | {"at": first} if event["kind"] == "sent" else event for event in happened]
        for key, when in (("rebuttals", "proved_at"), ("rulings", "at")):
            each[key] = [
                said | {when: said[when] if first is None else max(said[when], first, key=moment)} for said in each[key]
            ]
        each["rulings"] = list({said["at"]: said for said in each["rulings"]}.values())
        back = min((moment(event["at"]) for event in each["events"] if event["kind"] == "returned"), default=None)
        over = {"signed", "left", "arrived"}
        each["events"] = [
            event
            for event in each["events"]
            if back is None or event["kind"] not in over or moment(event["at"]) <= back
        ]
    return _of_one_case(service)


def _of_one_case(service: Json) -> Json:
    """Branch, stage, procedure and paper that go with each other; nobody agrees before they are born."""
    case, paper, born_on = service["case"], service["paper"], service["recipient"].get("born_on")
    if case["branch"] != "civil" and case["procedure"] in {"small_claims", "payment_order", "special"}:
        case["procedure"] = "ordinary"
    if case["branch"] != "criminal" and case["procedure"] == "fast_track":
        case["procedure"] = "simplified"
    if case["procedure"] == "fast_track":
        case["stage"] = "first_instance"
    if case["branch"] == "enforcement" and case["stage"] in {"second_instance", "retrial"}:
        case["stage"] = "enforcement"
    if {"payment_order", "special"} & {case["procedure"], paper["kind"]} or (
        case["procedure"],
        case["stage"],
    ) == SMALL_APPEAL:
        case["stage"] = "first_instance"
    if case["branch"] in {"criminal", "administrative"}:
        case["status_case"] = False
    if case["branch"] not in ONLY_IN.get(paper["kind"], (case["branch"],)):
        paper["kind"] = "summons"
    kept = [each for each in service["consents"] if born_on is None or each["at"][:10] >= born_on]
    return service | {"consents": kept}


SMALL_APPEAL = ("small_claims", "second_instance")
ONLY_IN = {
    "indictment_copy": ("criminal",),
    "payment_order": ("civil",),
    "counterclaim_copy": ("civil", "criminal"),
    "third_party_debt_notice": ("enforcement",),
    "auction_notice": ("enforcement",),
    "protection_order": ("civil",),
}
