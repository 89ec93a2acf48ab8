"""Looks through every object of a PDF for anything that acts, hides or reaches out. Runs in the child only."""

import base64
import re
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

Found = dict[str, str]

_ACTIONS = {
    "/JavaScript": "javascript",
    "/Rendition": "rich_media",
    "/Launch": "launch",
    "/SubmitForm": "submit_form",
    "/ImportData": "submit_form",
    "/GoToR": "remote_goto",
    "/GoToE": "remote_goto",
    "/Thread": "remote_goto",  # may lie in another file
    "/Movie": "rich_media",
    "/Sound": "rich_media",
    "/GoTo3DView": "rich_media",
    "/RichMediaExecute": "rich_media",
    "/SetOCGState": "prints_otherwise",  # shows and hides layers
    "/Hide": "prints_otherwise",  # and notes
}
_SUBTYPES = {
    "/RichMedia": "rich_media",
    "/Movie": "rich_media",
    "/Sound": "rich_media",
    "/Screen": "rich_media",
    "/3D": "rich_media",
    "/FileAttachment": "embedded_file",
    "/PS": "prints_otherwise",  # a program for the printer in the place of a drawing
    "/TrapNet": "prints_otherwise",
    "/PrinterMark": "prints_otherwise",
}
_KEYS = {
    "/JS": "javascript",
    "/JavaScript": "javascript",
    "/EmbeddedFiles": "embedded_file",
    "/EF": "embedded_file",
    "/XFA": "xfa",
    "/RichMediaContent": "rich_media",
    "/Ref": "external_stream",  # a drawing that is a page of another file
    "/OPI": "external_stream",  # a picture that a printer fetches from elsewhere
    "/AlternatePresentations": "rich_media",
    "/Alternates": "prints_otherwise",  # another picture in the place of this one when it is printed
}
_SCRIPTS = frozenset({"javascript", "vbscript", "data"})  # beginnings of links
_LINKS = frozenset({"http", "https", "mailto", "tel"})  # that lead to a site or a person, and start nothing else
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_SHARE = re.compile(r"[\\/]{2}")  # of another machine, whichever way its strokes lean
_HOST_AND_PORT = re.compile(r"[\w-]+(\.[\w-]+)+:\d{1,5}(/|$)")  # written without its scheme
_SEEN_BY = ("/Print", "/View", "/Export")  # uses of a layer, by which it may be shown in one and hidden in another
_SEEN_WHEN = frozenset({"/Zoom", "/Language", "/User"})  # by which it is seen at one screen and not at another
_HIDDEN, _PRINTED, _NOT_SHOWN, _TURNS = 1 << 1, 1 << 2, 1 << 5, 1 << 8  # of a note on a page
_NEVER_PRINTED = frozenset({"/Link", "/Popup", "/Widget", "/Text"})  # of notes, as a rule, and nothing lacks on paper
_PICTURES = frozenset({"/DCTDecode", "/DCT", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode", "/CCF"})  # filters
_FLATE = frozenset({"/FlateDecode", "/Fl"})
_PACKERS = _FLATE | {"/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
_BY_HEX, _BY_85 = frozenset({"/ASCIIHexDecode", "/AHx"}), frozenset({"/ASCII85Decode", "/A85"})
_SLICE, _PIECE = 1024 * 1024, 64 * 1024
_MOST_FILTERS = 4  # one behind another
_STREAM, _ESCAPED = re.compile(rb"stream[ \t]*(\r\n|\n|\r)"), re.compile(rb"#([0-9A-Fa-f]{2})")
_TABLE = re.compile(rb"/(ObjStm|XRef|First|W)\b")  # of objects
_FILTER = re.compile(rb"/(?:(?:Flate|LZW|RunLength|ASCIIHex|ASCII85|DCT|JPX|JBIG2|CCITTFax)Decode|Fl|RL|LZW|AHx|A85)\b")
_ELSEWHERE = re.compile(rb"[\s\[]*[\d%]")  # by the number of another object, or behind a remark
_DUPLICATE_KEY = "duplicated key"  # of two meanings we read one, and a reader of papers may read the other
_LONGEST_CHAIN = 100  # of actions, each naming the next


def look_through(pdf: bytes, *, pages: int, unpacked: int, pixels: int) -> dict[str, Any]:
    """Page count, refusal codes and warning codes of one PDF, each with a detail."""
    import io

    refusals: Found = {}
    warnings: Found = {}
    if _has_a_heavy_table(pdf, unpacked):
        return {"pages": 0, "refusals": {"too_heavy": ""}, "warnings": {}}
    try:
        with pikepdf.open(io.BytesIO(pdf), suppress_warnings=True) as document:
            count = _read(document, (pages, unpacked, pixels), refusals, warnings)
    except pikepdf.PasswordError:
        return {"pages": 0, "refusals": {"encrypted": ""}, "warnings": {}}
    except MemoryError:
        return {"pages": 0, "refusals": {"too_heavy": ""}, "warnings": {}}
    except (pikepdf.PdfError, ValueError, RecursionError):
        return {"pages": 0, "refusals": {"damaged": ""}, "warnings": {}}
    return {"pages": count, "refusals": refusals, "warnings": warnings}


def _read(document: pikepdf.Pdf, limits: tuple[int, int, int], refusals: Found, warnings: Found) -> int:
    most_pages, unpacked, pixels = limits
    if document.is_encrypted:
        refusals["encrypted"] = ""
    for piece in _every_object(document):
        _judge(piece, refusals, warnings)
        if isinstance(piece, Stream):
            _weigh(piece, (unpacked, pixels), refusals)
    count = len(document.pages)
    if count == 0:
        refusals["no_pages"] = ""
    if count > most_pages:
        refusals["too_many_pages"] = str(most_pages)
    faults = document.get_warnings()
    if any(_DUPLICATE_KEY in str(fault) for fault in faults):
        refusals["damaged"] = ""
    if faults:
        warnings["repaired"] = ""
    return count


def _every_object(document: pikepdf.Pdf) -> Iterator[Object]:
    """Every dictionary and stream, wherever it hangs; indirect ones once each, direct ones inside their owner."""
    waiting: list[Object] = [document.trailer, *document.objects]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, (Dictionary, Stream)):
            yield piece
            children = list(piece.values()) if isinstance(piece, Dictionary) else [v for _, v in piece.items()]
        elif isinstance(piece, Array):
            children = list(piece)
        else:
            continue
        waiting.extend(child for child in children if isinstance(child, Object) and not child.is_indirect)


def _judge(piece: Object, refusals: Found, warnings: Found) -> None:
    keys = set(piece.keys())
    for key in keys & _KEYS.keys():
        refusals[_KEYS[key]] = ""
    _judge_name(piece.get("/S"), _ACTIONS, refusals)
    for kind in ("/Subtype", "/Subtype2"):
        _judge_name(piece.get(kind), _SUBTYPES, refusals)
    if piece.get("/Type") == Name.EmbeddedFile:
        refusals["embedded_file"] = ""
    if isinstance(piece, Stream) and keys & {"/F", "/FFilter", "/FDecodeParms"}:
        refusals["external_stream"] = ""
    if piece.get("/FS") == Name.URL:
        refusals["remote_goto"] = ""
    _judge_link(piece.get("/URI"), refusals)
    if _prints_otherwise(piece):
        refusals["prints_otherwise"] = ""
    if any(_leads_to_a_site(action) for action in _own_actions(piece)):
        refusals["self_opening"] = ""
    _note(piece, keys, warnings)


def _judge_link(address: Any, refusals: Found) -> None:
    """A link may lead to a site or a person; any other starts a program of the reader's own machine, or a script.

    Blanks and control characters hide no scheme.
    """
    if isinstance(address, Dictionary):  # of the whole document: what all its links begin with
        address = address.get("/Base")
    if isinstance(address, String):
        plain = "".join(each for each in unquote(str(address)) if each.isprintable() and not each.isspace()).lower()
        found = _SCHEME.match(plain)
        scheme = found[1] if found and not _HOST_AND_PORT.match(plain) else ""
        if scheme in _SCRIPTS:
            refusals["javascript"] = ""
        elif (scheme and scheme not in _LINKS) or _SHARE.match(plain):
            refusals["launch"] = ""


def _prints_otherwise(piece: Object) -> bool:
    """Whether a layer or a note on a page is printed and not shown, or shown and not printed."""
    usage: Any = piece.get("/Usage")
    if isinstance(usage, Dictionary) and (_SEEN_WHEN & set(usage.keys()) or Name.OFF in _told(usage).values()):
        return True
    if _is_printed_though_off(piece):
        return True
    return piece.get("/Rect") is not None and _is_annotation_printed_otherwise(piece)


def _told(usage: Dictionary) -> dict[str, Any]:
    uses: list[tuple[str, Any]] = [(use, usage.get(use)) for use in _SEEN_BY]
    return {use: states.get(f"{use}State") for use, states in uses if isinstance(states, Dictionary)}


def _is_printed_though_off(layers: Object) -> bool:
    """Whether a choice of layers leaves one off that a printer turns on."""
    off: Any = layers.get("/OFF")
    for layer in off if isinstance(off, Array) else ():
        usage: Any = layer.get("/Usage") if isinstance(layer, Dictionary) else None
        if isinstance(usage, Dictionary) and Name.ON in _told(usage).values():
            return True
    return layers.get("/BaseState") == Name.OFF and layers.get("/AS") is not None


def _is_annotation_printed_otherwise(annotation: Object) -> bool:
    declared: Any = annotation.get("/F")
    flags = declared if isinstance(declared, int) else 0
    if flags & _HIDDEN:
        return False
    if flags & _TURNS or (flags & _NOT_SHOWN and flags & _PRINTED):
        return True
    is_left_out = not flags & (_NOT_SHOWN | _PRINTED) and annotation.get("/AP") is not None
    return is_left_out and str(annotation.get("/Subtype")) not in _NEVER_PRINTED


def _own_actions(piece: Object) -> Iterator[Object]:
    """The actions that nobody asked for: at opening, and at events of document, page or field."""
    events = piece.get("/AA")
    unasked = [piece.get("/OpenAction"), *(events.values() if isinstance(events, Dictionary) else ())]
    yield from (action for action in unasked if isinstance(action, Dictionary))


def _leads_to_a_site(action: Object) -> bool:
    """Whether the action, or one that follows it, opens a web address; a chain too long to be followed may."""
    waiting, looked_at = [action], 0
    while waiting:
        one, looked_at = waiting.pop(), looked_at + 1
        if looked_at > _LONGEST_CHAIN:
            return True
        if isinstance(one, Array):
            waiting.extend(step for step in one if isinstance(step, Object))
        elif isinstance(one, Dictionary):
            if one.get("/S") == Name.URI:
                return True
            following = one.get("/Next")
            waiting.extend([following] if isinstance(following, Object) else [])
    return False


def _judge_name(value: Any, table: dict[str, str], refusals: Found) -> None:
    if isinstance(value, Name) and str(value) in table:
        refusals[table[str(value)]] = ""


def _note(piece: Object, keys: set[str], warnings: Found) -> None:
    if piece.get("/S") == Name.URI and "/URI" in keys:
        warnings["link"] = ""
    if "/OCProperties" in keys:
        warnings["layers"] = ""
    if piece.get("/FT") == Name.Sig and "/V" in keys:
        warnings["signed"] = ""
    elif "/FT" in keys:
        warnings["form"] = ""


def _weigh(stream: Stream, limits: tuple[int, int], refusals: Found) -> None:
    """A picture is weighed by its pixels, anything else by unpacking it."""
    unpacked, pixels = limits
    if stream.get("/Subtype") == Name.Image:
        if _number(stream.get("/Width")) * _number(stream.get("/Height")) > pixels or (
            _filters(stream)
            and _filters(stream) <= _FLATE
            and _unpacks_beyond(stream.read_raw_bytes(), unpacked + _largest_picture(stream))
        ):
            refusals["too_heavy"] = ""
        return
    if _is_packed_beyond(_chain(stream), stream.read_raw_bytes, unpacked):
        refusals["too_heavy"] = ""
        return
    try:
        weight = len(stream.read_bytes())
    except pikepdf.PdfError:
        if not (_filters(stream) and _filters(stream) <= _PICTURES):  # those cannot be unpacked here, nor grow much
            refusals["damaged"] = ""
        return
    if weight > unpacked:
        refusals["too_heavy"] = ""


def _filters(stream: Stream) -> frozenset[str]:
    return frozenset(_chain(stream))


def _chain(stream: Stream) -> list[str]:
    """Its filters, in the order in which they are undone."""
    named = stream.get("/Filter")
    return [str(each) for each in named] if isinstance(named, Array) else [str(named)] if named is not None else []


def _largest_picture(picture: Stream) -> int:
    """The most bytes that a picture of this size has: four colours of sixteen bits."""
    return 8 * _number(picture.get("/Width")) * _number(picture.get("/Height"))


def _is_packed_beyond(chain: list[str], read: Callable[[], bytes | memoryview], most: int) -> bool:
    """Whether it is packed twice, as no paper is, or unpacks to more; found out before anything is held."""
    if len(chain) > _MOST_FILTERS or sum(each in _PACKERS for each in chain) > 1:
        return True
    if not _FLATE & set(chain):
        return False
    packed = read()
    for written in chain[: next(place for place, each in enumerate(chain) if each in _FLATE)]:
        packed = _read_letters(packed, written)
    return _unpacks_beyond(packed, most)


def _read_letters(packed: bytes | memoryview, written: str) -> bytes | memoryview:
    """What was written in letters, as bytes; nothing where a reader could not read it either."""
    letters = b"".join(bytes(packed).split())
    try:
        if written in _BY_HEX:
            digits = letters.partition(b">")[0]
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        if written in _BY_85:
            return base64.a85decode(letters.removeprefix(b"<~").partition(b"~")[0])
    except ValueError:
        return b""
    return packed


def _has_a_heavy_table(pdf: bytes, most: int) -> bool:
    """Whether a table of objects unpacks beyond all measure: opening the file unpacks them, before anything is seen.

    Their filters are read off the file itself; a table of which they are told elsewhere was made by no program.
    """
    whole = memoryview(pdf)
    for found in _STREAM.finditer(pdf):
        begins = pdf.rfind(b"endstream", 0, found.start()) + 1
        clear = _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), pdf[begins : found.start()])
        if not _TABLE.search(clear):
            continue
        after = clear.partition(b"/Filter")[2]
        chain = [name.decode() for name in _FILTER.findall(after)]
        if not chain and _ELSEWHERE.match(after):
            return True
        if _is_packed_beyond(chain, partial(_from, whole, found.end()), most):
            return True
    return False


def _from(whole: memoryview, place: int) -> memoryview:
    return whole[place:]


def _unpacks_beyond(packed: bytes | memoryview, most: int) -> bool:
    """Whether more than so much comes out; counted piece by piece, so that nothing is held, and left off there."""
    unpacking, come = zlib.decompressobj(), 0
    try:
        for start in range(0, len(packed), _PIECE):
            piece = bytes(packed[start : start + _PIECE])
            while piece and come <= most:
                come += len(unpacking.decompress(piece, _SLICE))
                piece = unpacking.unconsumed_tail
            if come > most or unpacking.eof:
                break
    except zlib.error:
        return False  # a reader gets no further either
    return come > most


def _number(value: Any) -> int:
    return int(value) if isinstance(value, int) else 0
