"""Proof that the rows leave no gap: every class of facts on every day on which the law changed is walked through."""

from songda.core.law.gaps.explained import Explanation, ExplanationError, Gap, GapKind, explanations_of
from songda.core.law.gaps.proof import Proof, prove

__all__ = ["Explanation", "ExplanationError", "Gap", "GapKind", "Proof", "explanations_of", "prove"]
