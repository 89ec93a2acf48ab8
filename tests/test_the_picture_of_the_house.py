"""The picture of the house is drawn from the code, and nothing in it points up."""

import re

from scripts import house


def test_every_room_stands_in_the_picture_and_no_import_points_up() -> None:
    rooms = house.counted()
    assert all(room.code for room in rooms.values())
    assert house.upward(rooms) == []
    bars = re.findall(r'<rect x="(\d+)" y="\d+" width="(\d+)"', house.drawn(rooms))
    assert len(bars) == len(rooms)
    assert all(int(left) + int(width) <= 900 for left, width in bars)


def test_an_import_that_points_up_is_named() -> None:
    rooms = house.counted()
    rooms["core/law"].uses["records/ways"] = 2
    assert house.upward(rooms) == [("core/law", "records/ways", 2)]


def test_docstrings_comments_and_imports_are_no_code() -> None:
    assert house._written('"""Says."""\n\n# why\nimport os\n\nx = (\n    1,\n)\n') == {1, 4, 6, 7, 8}
