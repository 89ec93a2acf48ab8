"""Language and type size: chosen by POST alone, kept on the device, and the place is kept too."""

import pytest
from django.test import Client

pytestmark = pytest.mark.database


def test_the_language_is_chosen_and_the_place_kept() -> None:
    client = Client()
    answer = client.post("/language/", {"language": "en", "next": "/verify?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/verify?x=1")
    assert 'lang="en"' in client.get("/verify", headers={"accept-language": "zh-hans"}).content.decode()


def test_large_type_stays_until_it_is_taken_back() -> None:
    client = Client()
    answer = client.post("/type-size/", {"size": "large", "next": "/check"})
    assert (answer.status_code, answer["Location"]) == (302, "/check")
    assert 'class="large"' in client.get("/check").content.decode()
    assert client.cookies["songda_type"]["max-age"] > 300 * 24 * 3600
    client.post("/type-size/", {"size": "normal", "next": "/check"})
    assert 'class="large"' not in client.get("/check").content.decode()


def test_an_unknown_size_changes_nothing() -> None:
    client = Client()
    client.post("/type-size/", {"size": "<script>", "next": "/check"})
    assert "songda_type" not in client.cookies


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
@pytest.mark.parametrize("door", ["/language/", "/type-size/"])
def test_nobody_is_sent_to_another_site(door: str, place: str) -> None:
    answer = Client().post(door, {"language": "en", "size": "large", "next": place})
    assert "evil" not in answer["Location"]
    assert answer["Location"].startswith("/")


@pytest.mark.parametrize("door", ["/type-size/"])
def test_a_get_changes_nothing(door: str) -> None:
    assert Client().get(door, {"size": "large"}).status_code == 405


def test_the_place_is_kept_on_a_page_with_an_answer_of_a_form() -> None:
    page = Client().post("/check", {"code": "AAAAAAAAAA"}).content.decode()
    assert 'name="next" value="/check"' in page
