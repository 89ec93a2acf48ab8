"""What the look at the inside of a PDF finds, asked here and now: no file of these is heavy before it is refused."""

import base64
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from songda.trust.paper import Limits, inspect
from songda.trust.paper.objects import look_through
from tests.rows import all_rows
from tests.trust.paper.hostile import Change, packed_again_and_again, plain, with_mark

BOMB = packed_again_and_again(bytes(1 << 20), 80)  # of zeros: more than any piece may have
FLATE = Name.FlateDecode


def found_in(pdf: bytes) -> set[str]:
    limits = Limits()
    return set(look_through(pdf, pages=limits.pages, unpacked=limits.unpacked, pixels=limits.pixels)["refusals"])


def filled(data: bytes, *filters: Name) -> bytes:
    def fill(pdf: pikepdf.Pdf) -> None:
        stream = pdf.make_stream(b"")
        stream.write(data, filter=Array(filters))
        pdf.pages[0].obj.Contents = stream

    return plain(change=fill, compress_streams=False)


def note(*, drawn: bool = True, **entries: Any) -> bytes:
    def add(pdf: pikepdf.Pdf) -> None:
        if drawn:
            form = pdf.make_stream(b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
            entries["AP"] = Dictionary(N=form)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(Dictionary(Rect=Array([0, 0, 9, 9]), **entries))])

    return plain(change=add)


def link(address: str | bytes) -> bytes:
    return note(drawn=False, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String(address)))


def layer(choice: Callable[[Any], Dictionary], **usage: Dictionary) -> bytes:
    def add(pdf: pikepdf.Pdf) -> None:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("甲"), Usage=Dictionary(**usage)))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=choice(group))

    return plain(change=add)


def is_on(group: Any) -> Dictionary:
    return Dictionary(ON=Array([group]))


def is_off(group: Any) -> Dictionary:
    return Dictionary(OFF=Array([group]))


def set_by_the_printer(group: Any) -> Dictionary:
    return Dictionary(BaseState=Name.OFF, AS=Array([Dictionary(Event=Name.Print, OCGs=Array([group]))]))


def drawing(**entries: Any) -> Change:
    def add(pdf: pikepdf.Pdf) -> None:
        form = pdf.make_stream(b"", Type=Name.XObject, BBox=Array([0, 0, 9, 9]), **entries)
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=form))

    return add


def at_opening(action: Callable[[pikepdf.Pdf], Any]) -> bytes:
    return plain(change=lambda pdf: setattr(pdf.Root, "OpenAction", action(pdf)))


def a_site_behind(pdf: pikepdf.Pdf, steps: int) -> Any:
    action: Any = Dictionary(S=Name.URI, URI=String("http://192.0.2.1/"))
    for _ in range(steps):
        action = pdf.make_indirect(Dictionary(S=Name.Named, N=Name.NextPage, Next=action))
    return action


def table(*changes: tuple[bytes, bytes], data: bytes = BOMB) -> bytes:
    """A file whose table of objects is far too large, written so that who looks for the plain words misses it."""
    head = b"1 0 obj\n<</Type/XRef/Size 3/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n" % len(data)
    for old, new in changes:
        head = head.replace(old, new)
    return b"%PDF-1.7\n" + head + data + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


def catalog(words: bytes) -> bytes:
    """A harmless file with more in its catalog, as nobody would write it who made it with a program."""
    pdf = plain(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return pdf.replace(b"/Type /Catalog", words + b"/Type /Catalog", 1)


ON, OFF = Dictionary(PrintState=Name.ON), Dictionary(PrintState=Name.OFF)
ODD: dict[str, tuple[Callable[[], bytes], str]] = {
    "packed, then written in hexadecimal": (
        lambda: filled(BOMB.hex().encode() + b">", Name.ASCIIHexDecode, FLATE),
        "too_heavy",
    ),
    "packed, then written in letters": (
        lambda: filled(base64.a85encode(BOMB) + b"~>", Name.ASCII85Decode, FLATE),
        "too_heavy",
    ),
    "packed in two ways": (lambda: filled(BOMB, FLATE, Name.RunLengthDecode), "too_heavy"),
    "packed in two others": (lambda: filled(b"\x80", Name.LZWDecode, Name.RunLengthDecode), "too_heavy"),
    "a table by an escaped name": (lambda: table((b"/XRef", b"/X#52ef")), "too_heavy"),
    "a table far from its name": (lambda: table((b"/Filter", b" " * 5000 + b"/Filter")), "too_heavy"),
    "a table behind words like a head": (lambda: table((b"/Filter", b"/A( obj)/Filter")), "too_heavy"),
    "a table after a blank": (lambda: table((b"stream\n", b"stream \r")), "too_heavy"),
    "a table behind very many blanks": (lambda: table((b">>", b" " * 50_000 + b">>")), "too_heavy"),
    "a table in hexadecimal": (
        lambda: table((b"/FlateDecode", b"[/ASCIIHexDecode/FlateDecode]"), data=BOMB.hex().encode() + b">"),
        "too_heavy",
    ),
    "a table in letters": (
        lambda: table((b"/FlateDecode", b"[/A85/Fl#61teDecode]"), data=base64.a85encode(BOMB) + b"~>"),
        "too_heavy",
    ),
    "a table packed twice": (
        lambda: table((b"/FlateDecode", b"[/FlateDecode %]\n/Fl]"), data=zlib.compress(BOMB)),
        "too_heavy",
    ),
    "a table whose filters stand elsewhere": (
        lambda: table((b"/FlateDecode", b" 5 0 R"), data=zlib.compress(BOMB)),
        "too_heavy",
    ),
    "an order at opening that stands twice": (
        lambda: catalog(b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /OpenAction [] "),
        "damaged",
    ),
    "an order of two kinds": (lambda: catalog(b"/OpenAction << /S /JavaScript /S /GoTo /D [] >> "), "damaged"),
    "a share with strokes": (lambda: link("//192.0.2.1/share/x"), "launch"),
    "a share with both strokes": (lambda: link("\\/192.0.2.1/share/x"), "launch"),
    "a program by its drive": (lambda: link("C:\\Windows\\calc.exe"), "launch"),
    "a script with signs in numbers": (lambda: link("%6aavascript:alert(1)"), "javascript"),
    "a script in UTF-8 with its mark": (lambda: link(b"\xef\xbb\xbfjavascript:alert(1)"), "javascript"),
    "a script in wide signs": (lambda: link(b"\xff\xfe" + "javascript:1".encode("utf-16-le")), "javascript"),
    "a site after very many steps": (lambda: at_opening(lambda pdf: a_site_behind(pdf, 150)), "self_opening"),
    "layers switched at opening": (lambda: at_opening(lambda _: Dictionary(S=Name.SetOCGState)), "prints_otherwise"),
    "notes hidden at opening": (lambda: at_opening(lambda _: Dictionary(S=Name.Hide)), "prints_otherwise"),
    "a program for the printer": (lambda: plain(change=drawing(Subtype=Name.PS)), "prints_otherwise"),
    "another one": (lambda: plain(change=drawing(Subtype=Name.Form, Subtype2=Name.PS)), "prints_otherwise"),
    "a stamp that is not printed": (lambda: note(Subtype=Name.Stamp), "prints_otherwise"),
    "a note of the printer's": (lambda: note(Subtype=Name.TrapNet, F=4), "prints_otherwise"),
    "a layer seen when near": (lambda: layer(is_on, Zoom=Dictionary(min=2)), "prints_otherwise"),
    "a layer of one language": (lambda: layer(is_on, Language=Dictionary(Lang=String("zh"))), "prints_otherwise"),
    "a layer for one person": (lambda: layer(is_on, User=Dictionary(Name=String("x"))), "prints_otherwise"),
    "a layer off that is printed": (lambda: layer(is_off, Print=ON), "prints_otherwise"),
    "layers that the printer turns on": (lambda: layer(set_by_the_printer, Print=ON), "prints_otherwise"),
    "a layer that is not printed": (lambda: layer(is_on, Print=OFF), "prints_otherwise"),
}
HARMLESS = {
    "packed and written in letters": lambda: filled(
        base64.a85encode(packed_again_and_again(b"0 0 m\n", 9)) + b"~>", Name.ASCII85Decode, FLATE
    ),
    "packed and written in letters, behind words of a table": lambda: filled(
        base64.a85encode(packed_again_and_again(b"0 0 m\n", 9)) + b"~>", Name.ASCII85Decode, FLATE
    ).replace(b"/Type /Catalog", b"/First 0 /W [1] /Type /Catalog"),
    "a link to a place with a number": lambda: link("court.example:8443/case"),
    "a link without a scheme": lambda: link("court.example/%E6%A1%88"),
    "a link": lambda: note(drawn=False, Subtype=Name.Link),
    "a stamp that is printed": lambda: note(Subtype=Name.Stamp, F=4),
    "a note that nobody sees": lambda: note(Subtype=Name.Stamp, F=2),
    "a layer that is seen and printed": lambda: layer(is_on, Print=ON, View=Dictionary(ViewState=Name.ON)),
    "a layer that is neither": lambda: layer(is_off),
}


@all_rows("name", ODD)
def test_found_though_it_is_hidden(name: str) -> None:
    make, code = ODD[name]
    assert code in found_in(make())


@all_rows("name", HARMLESS)
def test_nothing_is_found_in(name: str) -> None:
    assert found_in(HARMLESS[name]()) == set()


@pytest.mark.parametrize(
    ("mark", "place"),
    [
        *((b"MSCF\0\0\0\0", 100), (b"**ACE**", 100), (b"\xfd7zXZ\0", 100), (b"<HTA:APPLICATION", 100)),
        *((b"NSR02", 34_817), (b"BEA01", 32_769), (b"NSR03", 38_913)),
    ],
)
def test_what_is_another_file_too_is_not_opened(mark: bytes, place: int) -> None:
    assert [refusal.code for refusal in inspect(with_mark(mark, place)).refusals] == ["two_files"]


def test_an_archive_that_ends_further_away_than_it_should_is_one() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("x", "y")
    pdf = plain() + made.getvalue() + b"\n" * 70_000 + b"%%EOF\n"
    assert [refusal.code for refusal in inspect(pdf).refusals] == ["two_files"]
