"""The description that programs are made from: names that stay, answers that have a type."""

import re

from songda.web.api.description import api

OPERATIONS = [
    (verb, path, operation)
    for path, verbs in api.get_openapi_schema()["paths"].items()
    for verb, operation in verbs.items()
]


def test_the_name_of_an_operation_hangs_on_its_verb_and_address_alone() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(set(names)) == len(names) > 80
    for verb, path, operation in OPERATIONS:
        steps = re.sub(r"[{}]", "", path.removeprefix("/api/v1/")).replace("-", "_").split("/")
        assert operation["operationId"] == "_".join([verb, *steps])


def test_every_answer_has_a_type_files_too() -> None:
    kinds = set()
    for verb, path, operation in OPERATIONS:
        for answer in operation["responses"].values():
            for kind, content in answer["content"].items():
                assert content["schema"], (verb, path, kind)
                if "json" not in kind:
                    kinds.add(kind)
                    assert content["schema"] == {"type": "string", "format": "binary"}
                    assert "Content-Disposition" in answer["headers"]
    assert kinds == {"application/pdf", "application/zip", "audio/wav", "audio/mpeg", "audio/ogg", "audio/mp4"}


def test_every_operation_that_changes_something_takes_a_key_or_says_that_it_takes_none() -> None:
    without = {
        path
        for verb, path, operation in OPERATIONS
        if verb != "get" and all(one["name"] != "Idempotency-Key" for one in operation.get("parameters", ()))
    }
    assert without == {"/api/v1/orders/bulk", "/api/v1/cases/search"}
