"""Photographs that come in: opened in a process of their own and drawn anew, so that only the picture is kept."""

from songda.trust.photographs.redrawing import Photograph, PhotographError, redraw

__all__ = ["Photograph", "PhotographError", "redraw"]
