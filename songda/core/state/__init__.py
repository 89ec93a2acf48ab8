"""What a case is, as the events of the log tell of it: one pure fold that everybody reads who does not read rows."""

from songda.core.state.case_state import CaseState
from songda.core.state.fold import fold
from songda.core.state.logged import UNREADABLE, UNTOLD, Entity, LoggedEvent

__all__ = ["UNREADABLE", "UNTOLD", "CaseState", "Entity", "LoggedEvent", "fold"]
