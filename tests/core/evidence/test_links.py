"""What names the next key of the log is read from what was logged, and nothing else is taken for it."""

import pytest

from songda.core.evidence.note import NoteError
from songda.core.evidence.succession.link import read_naming


def nobodys(_key: bytes, _signature: bytes, _text: bytes) -> bool:
    return False


@pytest.mark.parametrize("leaf", ["", "{", "[]", '{"v":1}', "[" * 20_000])
def test_what_is_no_event_names_no_key(leaf: str) -> None:
    with pytest.raises(NoteError, match="cannot be read"):
        read_naming(leaf, nobodys)  # type: ignore[arg-type]
