"""What can come of a call, and what is told in it."""

OUTCOMES = (
    "agrees",
    "refuses",
    "wrong_person",
    "unreachable",
    "call_again",
)
TOPICS = (
    "scope",
    "effect",
    "change_of_address",
    "questions",
)
