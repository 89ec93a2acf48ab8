"""What the court lets the program begin by itself: read and narrowed. To widen it takes two people in the console."""

from typing import Self

from django.http import HttpResponse

from songda.clock import now
from songda.core.delivery.ladder.way_rules import WayChoice
from songda.core.refusal import WrongField
from songda.records.court.staff.way_rules import WayRuleDraft, ruled_ways, set_way_rule, way_rules_of
from songda.web.api.once import ChangingRouter, change_once
from songda.web.api.shapes import AnyPaperKindWord, In, Out, RuledWayWord, WayChoiceWord
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = ChangingRouter(tags=["ways"])


class ApartOut(Out):
    """A kind of paper for which something else holds."""

    paper_kind: str
    choice: str


class WayRuleOut(Out):
    """A way, and what the program does about it where the law opens it; `apart` by kind of paper."""

    way: str
    choice: str
    apart: list[ApartOut]


class WayRulesOut(Out):
    """Every way."""

    ways: list[WayRuleOut]

    @classmethod
    def of(cls, request: ApiRequest) -> Self:
        rules = way_rules_of(court_of(request))
        choices = sorted(rules.choices.items())
        return cls(
            ways=[
                WayRuleOut(
                    way=way,
                    choice=rules.for_kind(way),
                    apart=[
                        ApartOut(paper_kind=kind, choice=word) for (one, kind), word in choices if one == way and kind
                    ],
                )
                for way in ruled_ways()
            ]
        )


class WayRuleIn(In):
    """What is to hold of a way; without a kind of paper, for every kind."""

    way: RuledWayWord
    paper_kind: AnyPaperKindWord = ""
    choice: WayChoiceWord


@router.get("/way-rules", response=WayRulesOut, summary="What the system begins by itself, way by way")
def read_way_rules(request: ApiRequest) -> WayRulesOut:
    """Also of ways of which the court said nothing."""
    return WayRulesOut.of(request)


@router.changes("/way-rules", WayRulesOut, "Let the system begin less by itself")
def change_way_rule(request: ApiRequest, body: WayRuleIn) -> HttpResponse:
    """What lets it begin more is refused here: two people do that in the console."""

    def act() -> WayRulesOut:
        if body.choice not in set(WayChoice):
            choices = ", ".join(WayChoice)
            raise WrongField("choice", "not_a_choice", word=body.choice, choice=choices)
        choice = WayChoice(body.choice)
        draft = WayRuleDraft(body.way, body.paper_kind, choice)
        set_way_rule(court_of(request), draft, actor_of(request), now())
        return WayRulesOut.of(request)

    return change_once(request, body, act)
