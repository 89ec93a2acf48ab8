"""What lies on the shelves of sealed files, so that it can be compared with the rows that name it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from songda.records.ground.vault import file_path


def files_of(kind: str) -> Iterator[Path]:
    """Every file of this kind, those too that a killed writer left half-written beside their place."""
    shelf = Path(settings.FILES) / kind
    for folder in sorted(shelf.iterdir()) if shelf.is_dir() else ():
        yield from (path for path in sorted(folder.iterdir()) if path.is_file())


def id_of(path: Path) -> UUID | None:
    """The id under which a file lies; None for one that is not in its place."""
    try:
        file_id = UUID(path.name)
    except ValueError:
        return None
    return file_id if file_path(path.parent.parent.name, file_id) == path else None
