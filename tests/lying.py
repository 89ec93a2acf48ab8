"""Where sealed files lie while tests run: paths in the folder, so that a test can cut, age or take away one."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from songda.records.ground import vault


def files_of(kind: str) -> list[Path]:
    """Every file of a kind, half-written ones too."""
    return [Path(settings.FILES) / lying.name for lying in vault.file_place().list(kind)]


def file_of(kind: str, file_id: UUID | None) -> Path:
    """The file that lies under this id; where there is none, a path that is none either."""
    assert file_id is not None
    return next((path for path in files_of(kind) if path.name.startswith(file_id.hex)), Path(settings.FILES) / "none")
