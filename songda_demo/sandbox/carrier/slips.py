"""Pictures of returns, as a carrier scans them: the number in letters and bars, and whatever is to be wrong."""

import zlib
from datetime import datetime
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from songda.trust import fonts
from songda.trust.barcodes import bars_of

SIZE: Final = (1240, 874)  # A5 across, at 150 dots an inch
_PAPER, _INK, _STAMP = (252, 251, 246), (28, 28, 32), (176, 40, 40)
_MODULE: Final = 3
OTHER_NUMBER: Final = "EA987654326CN"


def slip(number: str, said: str, at: datetime, manner: str = "") -> bytes:
    """The return as a PDF; `manner`: other, blank, torn or bomb where the picture is to be wrong."""
    if manner == "bomb":
        return _bomb()
    shown = OTHER_NUMBER if manner == "other" else number
    page = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(page)
    _frame(draw, at, said)
    if manner != "blank":
        _bars(draw, shown)
    draw.text((120, 250), shown, fill=_INK, font=_font(40))
    if manner == "torn":
        page = page.crop((0, 0, SIZE[0] // 3, SIZE[1]))
    out = BytesIO()
    page.save(out, "PDF", resolution=150, creationDate=at.timetuple(), modDate=at.timetuple())
    return out.getvalue()


def _frame(draw: ImageDraw.ImageDraw, at: datetime, said: str) -> None:
    draw.rectangle((40, 40, SIZE[0] - 40, SIZE[1] - 40), outline=_INK, width=3)
    draw.text((120, 330), "法院专递邮件回执  Return receipt", fill=_INK, font=_font(44))
    draw.text((120, 420), f"{at:%Y-%m-%d %H:%M}  {said}", fill=_INK, font=_font(34))
    draw.ellipse((860, 520, 1120, 780), outline=_STAMP, width=6)
    draw.text((905, 620), "沙箱邮政", fill=_STAMP, font=_font(42))
    draw.text((120, 620), "签名 Signature: ________________", fill=_INK, font=_font(30))


def _bars(draw: ImageDraw.ImageDraw, number: str) -> None:
    left = 120
    for place, width in enumerate(map(int, bars_of(number))):
        if place % 2 == 0:
            draw.rectangle((left, 100, left + width * _MODULE - 1, 230), fill=_INK)
        left += width * _MODULE


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fonts.sans_path()), size)


def _bomb() -> bytes:
    """A PNG that claims to be of a size that no memory holds, and is small on the wire."""
    side = 60_000

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    data = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
