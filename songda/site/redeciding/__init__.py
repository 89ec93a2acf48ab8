"""Decides anew, after a change of rules, what was decided under others; see `songda redecide`."""

from songda.site.redeciding.rounds import Means, decide_anew, look_ahead, mark_all
from songda.site.redeciding.tally import Tally

__all__ = ["Means", "Tally", "decide_anew", "look_ahead", "mark_all"]
