"""From the events of one case to what is counted in it; the order in which they became known makes no difference."""

from songda.core.figures.fold.proofs import whole_story_of
from songda.core.figures.fold.story import Story, story_of
from songda.core.figures.fold.tries import Cause

__all__ = ["Cause", "Story", "story_of", "whole_story_of"]
