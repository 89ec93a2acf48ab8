"""Every module can be read by this Python, and nothing that it uses is on its way out there."""

from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pytest

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
