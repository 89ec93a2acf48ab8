"""Whatever is typed as an address of any kind is read or refused as a wrong field; nothing else comes of it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from songda.channels.registry import address_kinds
from songda.core.refusal import WrongField

TYPED = st.text(max_size=60) | st.from_regex(r"[\w.@+-]{0,30}@?[\w.-]{0,20}", fullmatch=True)


@pytest.mark.parametrize("kind", sorted(address_kinds()))
@given(typed=TYPED)
@example("zhangsan@163")
@example("@")
@example("\0")
@example("\ud800@a.cn")
@example("9" * 5000)
def test_what_is_typed_is_read_or_is_a_wrong_field(kind: str, typed: str) -> None:
    try:
        assert address_kinds()[kind].read(typed)
    except WrongField as refused:
        sentences = [refused.sentence(language) for language in ("zh", "en")]
    else:
        return
    assert all(sentences)
