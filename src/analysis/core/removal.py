"""A folder removed with all it holds, however deep: as a function, and as a program of the standard library alone.

A notebook may nest folders deeper than a path can say, or take away its own rights over them.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path


def remove_tree(folder: Path) -> None:
    """Remove a folder and all it holds; a link is never followed, and what the system does not let be removed is left.

    Each folder below is first brought up to the top, where its path is short again.
    """
    if not _is_folder(folder):
        return
    waiting, emptied = [folder], []
    while waiting:
        place = waiting.pop()
        emptied.append(place)
        try:
            place.chmod(0o700)
            found = list(place.iterdir())
        except OSError:
            continue
        for path in found:
            with suppress(OSError):
                if not _is_folder(path):
                    path.unlink()
                elif place == folder:
                    waiting.append(path)
                else:
                    path.chmod(0o700)
                    waiting.append(path.rename(folder / f".{secrets.token_hex(16)}"))
    for place in reversed(emptied):
        with suppress(OSError):
            place.rmdir()


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def main(arguments: Sequence[str]) -> None:
    """Remove folders and files, then end with a code: the code, then the paths."""
    code, *paths = arguments
    for path in map(Path, paths):
        if _is_folder(path):
            remove_tree(path)
        else:
            with suppress(OSError):
                path.unlink()
    os._exit(int(code))


if __name__ == "__main__":
    main(sys.argv[1:])
