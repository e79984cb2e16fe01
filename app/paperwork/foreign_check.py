"""Runs alone in a limited process: reads a foreign PDF on stdin, writes a verdict and the cleaned PDF on stdout.

Started by path, so that nothing of the application is loaded next to a file nobody knows.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator

if __name__ == "__main__":
    # An encrypted file is refused, so nothing is loaded that could open one; it would be half of the whole start.
    sys.modules["cryptography"] = sys.modules["Crypto"] = None  # type: ignore[assignment]  # None bars the import

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, StreamObject

OUT_OF_MEMORY = 3
_MOST_TREE_NODES = 5_000
_LEAST_EDGE, _MOST_EDGE = 36.0, 14_400.0

# Page entries that act, carry files, or mean nothing on paper.
_PAGE_EXTRAS = (
    "/AA", "/AF", "/B", "/Dur", "/Metadata", "/PieceInfo", "/PresSteps", "/StructParents", "/Tabs", "/Thumb", "/Trans",
)  # fmt: skip
_PRINTED_ANNOTATIONS = {
    "/Circle", "/FreeText", "/Highlight", "/Ink", "/Line", "/PolyLine", "/Polygon", "/Square", "/Stamp", "/StrikeOut",
    "/Underline", "/Widget",
}  # fmt: skip
_ANNOTATION_KEYS = ("/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F")
_FORBIDDEN_KEYS = {
    "/AA", "/AF", "/EF", "/EmbeddedFile", "/EmbeddedFiles", "/JS", "/JavaScript", "/Launch", "/OpenAction", "/OPI",
    "/Ref", "/RichMedia", "/XFA",
}  # fmt: skip
_FORBIDDEN_VALUES = {"/EmbeddedFile", "/JavaScript", "/Launch", "/RichMedia"}
# In these the keys are names somebody gave to a font or picture, not words of the format.
_NAME_MAPS = {"/CharProcs", "/ColorSpace", "/ExtGState", "/Font", "/Pattern", "/Properties", "/Shading", "/XObject"}


class Refused(Exception):
    """Carries the code of a reason that `foreign` puts into words."""


def main() -> int:
    memory, cpu, most_pages = (int(argument) for argument in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse_side_doors)
    try:
        pages, cleaned = clean(sys.stdin.buffer.read(), most_pages)
    except Refused as refusal:
        return _answer({"refused": str(refusal)})
    except DependencyError:
        return _answer({"refused": "encrypted"})
    except LimitReachedError:
        return _answer({"refused": "bomb"})
    except PyPdfError as error:
        # The reader wraps what stopped it, even the lack of memory.
        return OUT_OF_MEMORY if isinstance(error.__cause__, MemoryError) else _answer({"refused": "unreadable"})
    except MemoryError:
        return OUT_OF_MEMORY
    return _answer({"pages": pages}, cleaned)


def _refuse_side_doors(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.")):
        raise RuntimeError(f"{event} is not allowed while a foreign file is open")


def _answer(verdict: dict[str, object], pdf: bytes = b"") -> int:
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n" + pdf)
    sys.stdout.buffer.flush()
    return 0


def clean(pdf: bytes, most_pages: int) -> tuple[int, bytes]:
    """Page count and a copy that holds pages only. Raises Refused."""
    reader = PdfReader(io.BytesIO(pdf))
    if reader.is_encrypted:
        raise Refused("encrypted")
    _check_page_tree(reader, most_pages)
    writer = PdfWriter()
    for page in reader.pages:
        _check_page(page)
        _strip(page)
        writer.add_page(page)
    for known in writer._objects:
        if known is not None:
            _purge(known)
    target = io.BytesIO()
    writer.write(target)
    return len(writer.pages), target.getvalue()


def _check_page_tree(reader: PdfReader, most_pages: int) -> None:
    """Counts pages without believing /Count and without walking a tree that loops or explodes."""
    pages = nodes = 0
    open_nodes: list[PdfObject] = [reader.root_object["/Pages"]]
    while open_nodes:
        node = open_nodes.pop().get_object()
        nodes += 1
        if isinstance(node, DictionaryObject) and "/Kids" in node:
            kids = node["/Kids"].get_object()
            open_nodes += kids if isinstance(kids, ArrayObject) else []
        elif node is not None:
            pages += 1
        if pages > most_pages:
            raise Refused("too_many_pages")
        if nodes > _MOST_TREE_NODES or len(open_nodes) > _MOST_TREE_NODES:
            raise Refused("unreadable")
    if not pages:
        raise Refused("empty")


def _check_page(page: PageObject) -> None:
    """A page must have a size and a content that unpacks; both are read here, inside the limits."""
    edges = (float(page.mediabox.width), float(page.mediabox.height))
    if not all(_LEAST_EDGE <= edge <= _MOST_EDGE for edge in edges):
        raise Refused("unreadable")
    contents = page.get("/Contents")
    if contents is None:
        return
    resolved = contents.get_object()
    for stream in resolved if isinstance(resolved, ArrayObject) else [resolved]:
        part = stream.get_object()
        if isinstance(part, StreamObject):
            part.get_data()


def _strip(page: PageObject) -> None:
    for key in _PAGE_EXTRAS:
        page.pop(key, None)
    annotations = page.pop("/Annots", None)
    kept = [_bare(annotation) for annotation in _annotations(annotations) if _is_printed(annotation)]
    if kept:
        page[NameObject("/Annots")] = ArrayObject(kept)


def _annotations(entry: PdfObject | None) -> Iterator[DictionaryObject]:
    listed = entry.get_object() if entry is not None else None
    for annotation in listed if isinstance(listed, ArrayObject) else []:
        resolved = annotation.get_object()
        if isinstance(resolved, DictionaryObject):
            yield resolved


def _is_printed(annotation: DictionaryObject) -> bool:
    return annotation.get("/Subtype") in _PRINTED_ANNOTATIONS and "/AP" in annotation


def _bare(annotation: DictionaryObject) -> DictionaryObject:
    """Its look only: no action, no form, no attached file."""
    return DictionaryObject({NameObject(key): annotation.raw_get(key) for key in _ANNOTATION_KEYS if key in annotation})


def _purge(known: PdfObject) -> None:
    """Removes what acts or carries files from one object and everything written inside it."""
    open_parts: list[tuple[PdfObject, bool]] = [(known, False)]
    while open_parts:
        part, is_name_map = open_parts.pop()
        if isinstance(part, DictionaryObject):
            if not is_name_map:
                _purge_keys(part)
            open_parts += [(part.raw_get(key), str(key) in _NAME_MAPS) for key in part]
        elif isinstance(part, ArrayObject):
            open_parts += [(entry, False) for entry in part]


def _purge_keys(part: DictionaryObject) -> None:
    if isinstance(part, StreamObject) and part.get("/Type") == "/EmbeddedFile":
        part.set_data(b"")
    for key in list(part):
        value = part.raw_get(key)
        acts = isinstance(value, NameObject) and value in _FORBIDDEN_VALUES
        if key in _FORBIDDEN_KEYS or acts:
            del part[key]


if __name__ == "__main__":
    sys.exit(main())
