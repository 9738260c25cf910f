"""Codebooks found, read and checked: how the files of one kind of extract become canonical tables (see `codebook_definition`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.provenance import digest_file
from analysis.core.strict_yaml import load_located
from analysis.extracts.codebook_checks import problems_of
from analysis.extracts.codebook_definition import CodebookDefinition, ColumnSource


@dataclass(frozen=True, slots=True)
class Codebook:
    """A codebook that has passed every check, with the digest of its file."""

    definition: CodebookDefinition
    path: Path
    digest: str
    correction_places: tuple[str, ...] = ()
    """Where its file declares each correction."""

    @property
    def name(self) -> str:
        """Its name, as runs and commands call it."""
        return self.definition.name

    def codes_of(self, source: ColumnSource) -> Mapping[str, str] | None:
        """Return what each code of a column becomes; `None` when values are taken as they are."""
        return self.definition.code_lists[source.codes] if isinstance(source.codes, str) else source.codes


def load_codebook(path: Path) -> Codebook:
    """Return the codebook of a YAML file.

    Raises
    ------
    DefinitionError
        With every problem of the file at once: what the strict YAML refuses, unknown tables and columns (with near matches), a required
        column that nothing gives, codes that the canonical table does not know, a mark that means two things…
    """
    located = load_located(path, CodebookDefinition)
    if problems := problems_of(located.model, located.tree):
        raise DefinitionError(problems)
    places = tuple(located.tree.where("corrections", index) for index in range(len(located.model.corrections)))
    return Codebook(located.model, path, digest_file(path), places)


def find_codebook(folder: Path, name: str) -> Codebook:
    """Return the codebook called `name` in a folder; an unknown name is a `DefinitionError` with the near matches."""
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in known:
        raise DefinitionError(
            Problem(
                str(folder),
                Bilingual(f"aucun guide de codification ne s'appelle « {name} »", f'no codebook is called "{name}"'),
                todo=did_you_mean(name, known) if known else None,
            )
        )
    return load_codebook(folder / f"{name}.yaml")
