"""Intermediate files that are there whole or not at all: a killed build leaves none half written."""

from __future__ import annotations

from pathlib import Path

SCRATCH = "scratch"
"""What folders are for (`workspaces`) in which notebooks and Quarto work: the next build removes those that a killed one left."""


def write_whole(path: Path, text: str) -> None:
    """Write a file under another name, then give it its own; its folder is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def write_if_changed(path: Path, text: str) -> None:
    """Write a file unless it already says this, so that what is made from it is not made again."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_whole(path, text)
