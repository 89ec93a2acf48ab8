"""The facts of a service: the words, the records, and how they are read."""

from songda.core.law.facts.fields import FactsError
from songda.core.law.facts.reading import read_facts
from songda.core.law.facts.told import (
    AttemptFacts,
    CaseFacts,
    ConsentFact,
    EventFact,
    Facts,
    JudgeRuling,
    JurisdictionObjection,
    PaperFacts,
    RebuttalFact,
    RecipientFacts,
    RefusalFact,
)
from songda.core.law.facts.words import (
    AddressClass,
    Branch,
    Channel,
    ConsentGround,
    EventKind,
    PaperKind,
    Person,
    Procedure,
    RebuttalGround,
    RecipientKind,
    Ruling,
    Stage,
)

__all__ = [
    "AddressClass",
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
    "PaperFacts",
    "PaperKind",
    "Person",
    "Procedure",
    "RebuttalFact",
    "RebuttalGround",
    "RecipientFacts",
    "RecipientKind",
    "RefusalFact",
    "Ruling",
    "Stage",
    "read_facts",
]
