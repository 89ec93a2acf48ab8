"""Where the letters come from: only the open fonts that are installed with songda, never those of the machine.

The same text therefore looks the same, and fails the same, on every machine.
"""

from importlib.resources import files
from pathlib import Path

import pylopdf_fonts_zh_cn

SERIF = "Noto Serif SC"
SANS = "Noto Sans SC"
WIDE = "Noto Sans CJK SC"  # knows more rare characters of names than the other two


def sans_path() -> Path:
    """The font for text drawn into images."""
    return pylopdf_fonts_zh_cn.sans_path()


def folders() -> list[str]:
    """Every folder that holds a font of ours."""
    return [str(sans_path().parent), str(files("noto_cjk_sans_otc"))]
