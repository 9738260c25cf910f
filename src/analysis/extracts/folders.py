"""Which files of a folder an extract is made of, by the names its codebook gives."""

from __future__ import annotations

import fnmatch
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from analysis.core.errors import ExtractError, Problem
from analysis.core.languages import Bilingual
from analysis.extracts.codebook_definition import FileEntry
from analysis.extracts.codebooks import Codebook
from analysis.extracts.file_problems import file_problem, shown_name


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the folder, the entry of the codebook that reads it, and the parts of its name."""

    path: Path
    entry: FileEntry
    name_parts: dict[str, str]

    @property
    def name(self) -> str:
        """Its name, without the folder, in characters: bytes of it that are none are replacement marks."""
        return name_in_characters(self.path.name)


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The files to read, in the codebook's order; the names of those that nothing reads; what is wrong."""

    files: tuple[FoundFile, ...]
    unread: tuple[str, ...]
    problems: tuple[Problem, ...]


def find_files(folder: Path, codebook: Codebook) -> FoundFiles:
    """Return the files of a folder that a codebook reads. Subfolders and hidden files are not looked at.

    Raises
    ------
    ExtractError
        When the folder cannot be listed.
    """
    try:
        listed = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as cause:
        raise ExtractError(
            Problem(
                shown_name(str(folder)),
                Bilingual("dossier introuvable ou illisible", "folder not found or not readable"),
                todo=Bilingual("Vérifiez le chemin du dossier de l'extrait.", "Check the path of the extract's folder."),
            )
        ) from cause
    root = folder.resolve()
    found: list[FoundFile] = []
    problems: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for entry in codebook.definition.files:
        matches = [(path, match) for path in listed if (match := entry.pattern.match(path.name))]
        if not matches and not entry.optional:
            problems.append(file_problem(entry.file, "absent"))
        for path, match in matches:
            if (path.name, entry.table) in seen:
                problems.append(file_problem(path.name, "two_entries"))
            elif reason := _unfit(path, root) or _unfit_name(match.groupdict()):
                problems.append(file_problem(path.name, reason))
            else:
                found.append(FoundFile(path, entry, match.groupdict()))
            seen.add((path.name, entry.table))
    read = {name for name, _ in seen}
    known = codebook.definition.other_files
    unread = tuple(
        name_in_characters(path.name)
        for path in listed
        if path.name not in read and not path.is_dir() and not any(fnmatch.fnmatchcase(path.name, pattern) for pattern in known)
    )
    return FoundFiles(tuple(found), unread, tuple(problems))


def name_in_characters(name: str) -> str:
    """Return a file's name as it can be written and shown: an old archive leaves bytes in it that are no characters."""
    return os.fsencode(name).decode("utf-8", errors="replace")


def _unfit_name(parts: dict[str, str]) -> str | None:
    """Return why a name must not be read: a part of it that a column takes its values from is not all characters."""
    return "name_not_utf8" if any(name_in_characters(part) != part for part in parts.values()) else None


def _unfit(path: Path, root: Path) -> str | None:
    """Return why a file must not be opened: a link that leaves the folder, a pipe that would never end."""
    try:
        if not path.resolve(strict=True).is_relative_to(root):
            return "outside"
        return None if stat.S_ISREG(path.stat().st_mode) else "not_a_file"
    except FileNotFoundError:
        return "absent"
    except (OSError, RuntimeError):
        return "no_access"
