"""The book as `_quarto.yml` describes it: the order and parts of its chapters, and its settings in each language."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, Language
from analysis.core.project import Project

DESCRIPTION = "_quarto.yml"
OWN_KEY = "x-bilan"


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which terms the published data may be used again."""

    name: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Book:
    """What `_quarto.yml` says.

    Attributes
    ----------
    settings
        The file's content, without our own key.
    by_language
        What each language lays over the settings.
    parts
        The part of each notebook that stands in one, by the notebook's name without ending; the name is the one of the file's own language.
    listed
        The names of the notebooks, in the book's order.
    """

    settings: Mapping[str, Any]
    by_language: Mapping[str, Mapping[str, Any]]
    parts: Mapping[str, str]
    listed: tuple[str, ...]
    licence: Licence
    cited_hosts: frozenset[str]

    def settings_in(self, language: Language) -> dict[str, Any]:
        """Return the settings of one language: its own laid over the file's; a list replaces a list."""
        laid = {key: value for key, value in self.by_language.get(language, {}).items() if key != "parts"}
        return _laid_over(self.settings, {"lang": language, **laid})

    def part_title(self, part: str, language: Language) -> str:
        """Return a part's title in a language."""
        translated = self.by_language.get(language, {}).get("parts", {})
        return str(translated.get(part, part))

    def crossref(self, language: Language) -> dict[str, str]:
        """Return the words and signs of captions and cross-references in a language."""
        settings = self.settings_in(language)
        # Quarto keeps the word for a chapter with its words, and refuses it among those of captions.
        chapter = settings.get("language", {}).get("crossref-ch-prefix")
        words = {**settings.get("crossref", {}), **({} if chapter is None else {"ch-prefix": chapter})}
        return {key: str(value) for key, value in words.items()}


def read_book(project: Project) -> Book:
    """Return the description of the project's book.

    Raises
    ------
    DefinitionError
        When `_quarto.yml` cannot be read or lacks what a build needs.
    """
    # Reading YAML costs a tenth of a second: only a build does it.
    from ruamel.yaml import YAML  # noqa: PLC0415
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    path = project.root / DESCRIPTION
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as fault:
        line = getattr(getattr(fault, "problem_mark", None), "line", None)
        where = DESCRIPTION if line is None else f"{DESCRIPTION}:{line + 1}"
        raise DefinitionError(
            Problem(where, Bilingual("ce fichier ne se lit pas comme du YAML", "this file does not read as YAML"))
        ) from fault
    problems = [_missing(key) for key in _missing_keys(content)]
    if problems:
        raise DefinitionError(problems)
    own = content.pop(OWN_KEY)
    parts, listed = _chapters(content["book"]["chapters"])
    licence = Licence(**{name: str(own["licence"][name]) for name in ("name", "title", "path")})
    return Book(content, own.get("languages", {}), parts, listed, licence, frozenset(own.get("cited-hosts", ())))


def _missing_keys(content: Any) -> list[str]:
    wanted = ["book.chapters", "lang", "crossref", f"{OWN_KEY}.licence.name", f"{OWN_KEY}.licence.title", f"{OWN_KEY}.licence.path"]
    missing = []
    for dotted in wanted:
        node = content
        for key in dotted.split("."):
            node = node.get(key) if isinstance(node, dict) else None
        if not node:
            missing.append(dotted)
    return missing


def _missing(key: str) -> Problem:
    return Problem(
        DESCRIPTION,
        Bilingual(f"`{key}` manque", f"`{key}` is missing"),
        Bilingual("Les deux moteurs de rendu lisent ce fichier.", "Both renderers read this file."),
    )


def _chapters(entries: Any) -> tuple[dict[str, str], tuple[str, ...]]:
    parts: dict[str, str] = {}
    listed: list[str] = []
    for entry in entries:
        if isinstance(entry, dict):
            for inner in entry.get("chapters", ()):
                stem = PurePosixPath(str(inner)).stem
                parts[stem] = str(entry["part"])
                listed.append(stem)
        else:
            listed.append(PurePosixPath(str(entry)).stem)
    return parts, tuple(listed)


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    result = copy.deepcopy(dict(below))
    for key, value in above.items():
        if isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = _laid_over(result[key], value)
        else:
            result[key] = copy.deepcopy(value)
    return result


def theme_folder(project: Project) -> Path:
    """Return where the look of the report is kept."""
    return project.root / "report" / "theme"
