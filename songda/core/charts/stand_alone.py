"""The same drawing as a file of its own, for papers: with the clothes of print in it, in ink and greys."""

_CLOTHES = (
    "text{font-size:12px}"
    ".c-name{fill:#1d1b18}.c-strong{fill:#1d1b18;font-weight:600}.c-soft{fill:#4a453e;font-size:11px}"
    ".c-grid{stroke:#d9d9d9;stroke-width:1}.c-axis{stroke:#555;stroke-width:1}"
    ".c-line{fill:none;stroke:#17365d;stroke-width:2}.c-other{stroke:#777;stroke-dasharray:5 4}"
    ".c-band{fill:#dfe5ee}.c-track{fill:#efefef}"
    ".c-bar{fill:#17365d}.c-end{fill:#8f1a1d}.c-dot{fill:#17365d;stroke:#fff;stroke-width:1}"
    ".c-dot.c-other{fill:#777;stroke-dasharray:none}"
    ".c-revised{fill:#fff;stroke:#8f1a1d;stroke-width:2}.c-whisker{stroke:#777;stroke-width:1.5}"
)


def stand_alone(drawing: str, font: str) -> str:
    """The drawing with its colours, set in `font`."""
    start = drawing.index("</desc>") + len("</desc>")
    return f"{drawing[:start]}<style>text{{font-family:'{font}'}}{_CLOTHES}</style>{drawing[start:]}"
