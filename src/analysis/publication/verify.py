"""Whether a published folder is still what its manifest says."""

from __future__ import annotations

import json
from pathlib import Path

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual
from analysis.publication.manifest import file_digests
from analysis.publication.swap import MANIFEST


def verify(folder: Path) -> tuple[Problem, ...]:
    """Return everything that differs from the manifest: files changed, missing or added; nothing when all is as published."""
    manifest_file = folder / MANIFEST
    try:
        expected = dict(json.loads(manifest_file.read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return (
            Problem(
                str(manifest_file),
                Bilingual("aucun manifeste lisible", "no readable manifest"),
                Bilingual("Sans lui, rien ne dit ce qui a été publié.", "Without it nothing says what was published."),
                Bilingual("Construisez le rapport de nouveau.", "Build the report again."),
            ),
        )
    found = file_digests(folder)
    todo = Bilingual("Construisez le rapport de nouveau.", "Build the report again.")
    problems = []
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            problems.append(Problem(str(folder / name), Bilingual("ce fichier publié manque", "this published file is missing"), todo=todo))
        elif name not in expected:
            problems.append(
                Problem(str(folder / name), Bilingual("ce fichier n'a pas été publié", "this file was not published"), todo=todo)
            )
        elif found[name] != expected[name]:
            problems.append(
                Problem(
                    str(folder / name),
                    Bilingual("ce fichier a changé depuis la publication", "this file has changed since it was published"),
                    todo=todo,
                )
            )
    return tuple(problems)
