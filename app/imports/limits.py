"""How large a foreign table may be. Sizes in bytes, times in seconds; said on the upload form and in docs."""

from __future__ import annotations

SIZE = 10_000_000
UNPACKED = 50_000_000
RATIO = 100
ENTRIES = 200
ROWS = 20_000
COLUMNS = 100
CELL = 4_096
MEMORY = 512 * 1024 * 1024
CPU = 20
WALL = 30.0
