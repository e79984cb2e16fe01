"""Runs alone in a limited process: reads a picture on stdin, writes its size and a clean PNG on stdout.

Started by path, so that nothing of the application is loaded next to a file nobody knows. What comes out holds pixels
and nothing else: no profile, no comment, no second picture.
"""

from __future__ import annotations

import io
import json
import resource
import sys

from PIL import Image, UnidentifiedImageError

OUT_OF_MEMORY = 3
_FORMATS = ("PNG", "JPEG")
_MOST_PIXELS = 24_000_000
_WIDEST, _HIGHEST = 900, 300
_LEAST_EDGE = 16


class Refused(Exception):
    """Carries the code of a reason that `logo` puts into words."""


def main() -> int:
    memory, cpu = (int(argument) for argument in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        picture = _opened(sys.stdin.buffer.read())
        picture.thumbnail((_WIDEST, _HIGHEST))
        clean = io.BytesIO()
        picture.save(clean, "PNG", optimize=True)
    except Refused as refusal:
        return _answer({"refused": str(refusal)})
    except MemoryError:
        return OUT_OF_MEMORY
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        # What the library raises for a picture that is broken somewhere.
        return _answer({"refused": "unreadable"})
    return _answer({"width": picture.width, "height": picture.height}, clean.getvalue())


def _opened(content: bytes) -> Image.Image:
    """The pixels on white, which is what paper is. Raises Refused, and what the library raises for a broken file."""
    Image.MAX_IMAGE_PIXELS = None  # counted below, with a reason of its own
    found = Image.open(io.BytesIO(content), formats=_FORMATS)
    if found.width * found.height > _MOST_PIXELS:
        raise Refused("too_many_pixels")
    if min(found.size) < _LEAST_EDGE:
        raise Refused("too_small")
    colours = found.convert("RGBA")
    paper = Image.new("RGBA", colours.size, "white")
    paper.alpha_composite(colours)
    return paper.convert("RGB")


def _answer(verdict: dict[str, object], png: bytes = b"") -> int:
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n" + png)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
