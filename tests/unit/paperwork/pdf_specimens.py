"""PDFs written by hand, byte by byte, as strangers send them."""

from __future__ import annotations

import io
import zlib

from pypdf import PdfWriter

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
LETTER = b"/Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]"


def document(*objects: bytes) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + trailer


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), extra, content)


def ends_in_a_comment() -> bytes:
    """Some readers wait for ever for the end of this line (CVE-2023-36464)."""
    return document(CATALOG, ONE_PAGE, b"<<%s/Contents 4 0 R>>" % LETTER, stream(b"BT ET % a comment"))


def page_tree_that_doubles(levels: int = 40) -> bytes:
    nodes = [b"<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 2>>" % (place, place) for place in range(3, levels + 3)]
    return document(CATALOG, *nodes, b"<<%s>>" % LETTER)


def page_tree_that_bites_its_tail() -> bytes:
    return document(CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>")


def content_that_unpacks_to(megabytes: int) -> bytes:
    packed = zlib.compress(b"0 " * (megabytes * 512 * 1024), 9)
    return document(CATALOG, ONE_PAGE, b"<<%s/Contents 4 0 R>>" % LETTER, stream(packed, b"/Filter/FlateDecode"))


def long_to_read(megabytes: int) -> bytes:
    """Millions of numbers in short lists: seconds of work and much memory for any reader."""
    block = b"[%s]" % (b"[%s]" % (b"1 " * 512) * 512)
    return document(CATALOG, ONE_PAGE, b"<<%s/Big[%s]>>" % (LETTER, block * (megabytes * 2)))


def acting() -> bytes:
    """Scripts, a program to launch, an attached file and a form, in all the usual places."""
    script = b"<</Type/Action/S/JavaScript/JS(app.alert\\(1\\))>>"
    launch = b"<</Type/Action/S/Launch/F(calc.exe)>>"
    return document(
        b"<</Type/Catalog/Pages 2 0 R/OpenAction %s/AA<</WC %s>>/AcroForm<</XFA(x)/Fields[5 0 R]>>"
        b"/Names<</JavaScript<</Names[(a)%s]>>/EmbeddedFiles<</Names[(evil)7 0 R]>>>>>>" % (script, script, script),
        ONE_PAGE,
        b"<<%s/Contents 4 0 R/AA<</O %s>>/PieceInfo<</X(evil)>>/Annots[5 0 R 6 0 R 9 0 R]"
        b"/Resources<</Font<</JS 11 0 R>>>>>>" % (LETTER, script),
        stream(b"BT /JS 24 Tf 72 500 Td (Visible guide) Tj ET"),
        b"<</Type/Annot/Subtype/Widget/FT/Btn/T(go)/Rect[0 0 90 20]/A %s/AA<</E %s>>/AP<</N 10 0 R>>>>"
        % (script, launch),
        b"<</Type/Annot/Subtype/Link/Rect[0 0 90 20]/A %s>>" % launch,
        b"<</Type/Filespec/F(evil.exe)/EF<</F 8 0 R>>>>",
        stream(b"MZ evil", b"/Type/EmbeddedFile"),
        b"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS 7 0 R/AP<</N 10 0 R>>>>",
        stream(b"0 0 90 20 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 90 20]"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def blank_pages(count: int) -> bytes:
    return _written(_with_pages(count))


def locked(algorithm: str = "RC4-128", password: str = "secret") -> bytes:
    writer = _with_pages(1)
    writer.encrypt(password, "owner", algorithm=algorithm)
    return _written(writer)


def _with_pages(count: int) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(612, 792)
    return writer


def _written(writer: PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
