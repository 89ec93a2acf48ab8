"""By which doors each event may come and whom it may name, carried along with verify.py, which stands alone.

`CARRIED` is empty here; it is filled from the registry of events while the single file is written.
"""

from songda.core.events.origins import Door, Kind

CARRIED: dict[str, tuple[str, str]] = {}
DOORS_OF = {name: frozenset(Door(word) for word in doors.split()) for name, (doors, _) in CARRIED.items()}
ACTORS_OF = {name: frozenset(Kind(word) for word in actors.split()) for name, (_, actors) in CARRIED.items() if actors}
