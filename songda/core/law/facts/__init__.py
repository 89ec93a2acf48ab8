"""The facts of a service: the words, the records, and how they are read."""

from songda.core.law.facts.attempt import AttemptFacts, EventFact, JudgeRuling, RebuttalFact, RuledOutFact
from songda.core.law.facts.case import CaseFacts, JurisdictionObjection, PaperFacts
from songda.core.law.facts.consent import ConsentFact, RefusalFact
from songda.core.law.facts.event_words import EventKind, Leaving, Posting, ReturnCause
from songda.core.law.facts.fields import FactsError
from songda.core.law.facts.json_text import read_json
from songda.core.law.facts.reading import read_facts, read_kept_facts
from songda.core.law.facts.recipient import AddressOnFile, AddressWithheld, RecipientFacts, StatusPeriod
from songda.core.law.facts.service import Facts
from songda.core.law.facts.words import (
    TO_A_PLACE,
    AddressClass,
    AddressSource,
    Branch,
    Channel,
    ConsentGround,
    PaperKind,
    Person,
    PersonStatus,
    Procedure,
    Procuratorate,
    RebuttalGround,
    RecipientKind,
    RetrialOf,
    Role,
    RuledOutGround,
    Ruling,
    Stage,
    Withholding,
)
from songda.core.law.facts.writing import write_facts

__all__ = [
    "TO_A_PLACE",
    "AddressClass",
    "AddressOnFile",
    "AddressSource",
    "AddressWithheld",
    "AttemptFacts",
    "Branch",
    "CaseFacts",
    "Channel",
    "ConsentFact",
    "ConsentGround",
    "EventFact",
    "EventKind",
    "Facts",
    "FactsError",
    "JudgeRuling",
    "JurisdictionObjection",
    "Leaving",
    "PaperFacts",
    "PaperKind",
    "Person",
    "PersonStatus",
    "Posting",
    "Procedure",
    "Procuratorate",
    "RebuttalFact",
    "RebuttalGround",
    "RecipientFacts",
    "RecipientKind",
    "RefusalFact",
    "RetrialOf",
    "ReturnCause",
    "Role",
    "RuledOutFact",
    "RuledOutGround",
    "Ruling",
    "Stage",
    "StatusPeriod",
    "Withholding",
    "read_facts",
    "read_json",
    "read_kept_facts",
    "write_facts",
]
