"""What the program may begin by itself, as the court says."""

from songda.core.delivery.ladder.way_rules import WayChoice, WayRules, choices_of, default_choice
from tests.rows import all_rows

AUTOMATICALLY, PROPOSE, NEVER = WayChoice


def test_unsaid_channels_are_used_and_every_other_way_is_proposed() -> None:
    rules = WayRules()
    assert rules.for_kind("sms") is AUTOMATICALLY
    assert {rules.for_kind(way) for way in ("mail", "direct", "entrusted", "transfer", "public_notice")} == {PROPOSE}


def test_a_notice_is_never_begun_by_the_program() -> None:
    for way in ("direct", "entrusted", "transfer", "public_notice"):  # nothing in the house sets out on these
        assert AUTOMATICALLY not in choices_of(way)
    assert default_choice("public_notice") is PROPOSE


def test_a_channel_is_begun_by_the_order_and_never_proposed() -> None:
    assert choices_of("sms") == (AUTOMATICALLY, NEVER)


def test_what_is_said_of_a_kind_goes_before_what_is_said_of_every_kind() -> None:
    rules = WayRules({("mail", ""): AUTOMATICALLY, ("mail", "judgment"): NEVER})
    assert rules.for_kind("mail", "summons") is AUTOMATICALLY
    assert rules.for_kind("mail", "judgment") is NEVER


def test_of_papers_that_go_together_the_strictest_rule_holds() -> None:
    rules = WayRules({("mail", ""): AUTOMATICALLY, ("mail", "judgment"): NEVER, ("mail", "summons"): PROPOSE})
    assert rules.for_kinds("mail", ["evidence_notice"]) is AUTOMATICALLY
    assert rules.for_kinds("mail", ["evidence_notice", "summons"]) is PROPOSE
    assert rules.for_kinds("mail", ["summons", "judgment", "evidence_notice"]) is NEVER


@all_rows(
    ("said", "way", "kind", "choice", "widens"),
    [
        ({}, "mail", "", AUTOMATICALLY, True),
        ({}, "mail", "judgment", AUTOMATICALLY, True),
        ({}, "mail", "", NEVER, False),
        ({("mail", ""): NEVER}, "mail", "", PROPOSE, False),
        ({("mail", ""): AUTOMATICALLY}, "mail", "judgment", AUTOMATICALLY, False),
        ({("mail", ""): AUTOMATICALLY, ("mail", "judgment"): NEVER}, "mail", "judgment", None, True),
        ({("mail", "judgment"): NEVER}, "mail", "judgment", None, False),
        ({("sms", ""): NEVER}, "sms", "", None, True),
        ({("sms", ""): NEVER}, "sms", "", NEVER, False),
    ],
)
def test_whatever_lets_the_program_begin_more_is_told_apart(said, way, kind, choice, widens) -> None:  # type: ignore[no-untyped-def]
    assert WayRules(said).widened_by(way, kind, choice) is widens
