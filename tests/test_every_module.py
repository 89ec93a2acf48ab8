"""Every module can be read by this Python, and nothing that it uses is on its way out there."""

import threading
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

import songda
import songda_demo
import songda_tools


@pytest.mark.parametrize("package", [songda, songda_demo, songda_tools])
def test_every_module_is_read_without_a_warning(package: ModuleType) -> None:
    names = [each.name for each in walk_packages(package.__path__, f"{package.__name__}.")]
    assert names
    for name in names:
        if not name.endswith("__main__"):
            import_module(name)
    watchers = {thread.name for thread in threading.enumerate()} & {"clock", "registry"}
    assert not watchers, "who only reads a module gets a thread that ends their parent when the clock jumps"


def test_every_name_in_the_settings_leads_somewhere() -> None:
    """Libraries look them up when somebody presses a button: nobody else misses a class that was renamed."""
    names = {name for key in dir(settings) if key.isupper() for name in _ours(getattr(settings, key))}
    assert len(names) > 40
    for name in sorted(names):
        try:
            import_module(name)
        except ModuleNotFoundError:
            import_string(name)


def _ours(value: object) -> Iterator[str]:
    match value:
        case str() if value.startswith("songda."):
            yield value
        case dict():
            yield from (name for each in [*value, *value.values()] for name in _ours(each))
        case list() | tuple() | set():
            yield from (name for each in value for name in _ours(each))
