"""The explanations of gaps: which file holds one, what may be written in it, and whether its facts are still those of the year.

A file has the computed facts above its line of dashes, for whoever writes, and the explanation below. Only the explanation is published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, Language
from analysis.core.located_tree import file_shown
from analysis.core.prose import refused_in
from analysis.frameworks.targets import Level

_NAME = re.compile(r"(?P<indicator>[a-z][a-z0-9_]*)(?:\.(?P<code>[A-Za-z0-9][A-Za-z0-9_-]*))?\.(?P<language>fr|en)\.md")
_HEAD = re.compile(r"\A---\n(?P<head>.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_DIGEST = re.compile(r"^digest: ([0-9a-f]{16})$", re.MULTILINE)
_CAUSAL = {
    "fr": r"\b(?:parce qu|puisqu|grâce à|à cause d|en raison d|caus(?:e|é|ée|ent)\b|entraîn|provoqu|effets? d|impacts? d|attribuables?)",
    "en": r"\b(?:because|thanks to|due to|caus(?:e|ed|es|ing)\b|led to|effects? of|impacts? of|as a result of|attributable|owing to)",
}
_LARGEST = 100_000


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A gap beyond its tolerance, by indicator and place; `code` is empty at the national level."""

    framework: str
    indicator: str
    level: Level
    code: str = ""

    def file_name(self, language: Language) -> str:
        """Return the name of the file that explains it: `employment_rate.fr.md`, `employment_rate.06.fr.md`."""
        return ".".join(part for part in (self.indicator, self.code, language, "md") if part)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a file says: the explanation as it was written, and the digest of the facts it was written beside."""

    path: Path
    text: str
    digest: str
    first_line: int
    """The line of the file on which the explanation begins."""

    @property
    def is_written(self) -> bool:
        """Whether a person has written anything."""
        return bool(self.text.strip())


def read_explanation(path: Path) -> Explanation | None:
    """Return what a file of explanation says, or None when there is no such file (a link to another file is not one)."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        return None
    content = path.read_bytes().decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    head = _HEAD.match(content)
    digest = _DIGEST.search(head["head"]) if head else None
    body = content[head.end() :] if head else content
    return Explanation(path, body, digest[1] if digest else "", content[: head.end()].count("\n") + 1 if head else 1)


def written_file(facts: Sequence[str], digest: str, language: Language, text: str = "") -> str:
    """Return the content of a file: the facts for whoever writes, and below them what has been written so far."""
    how = {
        "fr": (
            "Faits calculés, déjà diffusables; ils ne sont pas publiés d'ici. Écrivez l'explication sous la ligne de tirets :",
            "paragraphes, listes (- …), *accent*, **fort**. Ne nommez personne.",
        ),
        "en": (
            "Computed facts, fit to be released; they are not published from here. Write the explanation below the line of dashes:",
            "paragraphs, lists (- …), *emphasis*, **strong**. Name no person.",
        ),
    }[language]
    lines = ["---", *(f"# {line}" for line in how), "facts:", *(f"  - {json.dumps(fact, ensure_ascii=False)}" for fact in facts)]
    return "\n".join([*lines, f"digest: {digest}", "---", ""]) + ("\n" + text.strip("\n") + "\n" if text.strip() else "\n")


def text_problems(folder: Path, indicators: Iterable[str]) -> Iterator[Problem]:
    """Yield what no explanation may hold, and files of which nobody can tell what they explain; file by file, in the order of names."""
    known = set(indicators)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        where = file_shown(path)
        found = _NAME.fullmatch(path.name)
        if path.is_symlink() or not path.is_file() or found is None or found["indicator"] not in known:
            yield Problem(
                where,
                Bilingual("ce n'est l'explication d'aucun indicateur ciblé", "this explains no targeted indicator"),
                Bilingual("Seules les explications d'écarts se trouvent ici.", "Only explanations of gaps are kept here."),
                Bilingual(
                    "Nommez-la INDICATEUR.fr.md ou INDICATEUR.CODE.fr.md (`bilan commentary` le fait), ou enlevez ce fichier.",
                    "Name it INDICATOR.fr.md or INDICATOR.CODE.fr.md (`bilan commentary` does), or remove this file.",
                ),
            )
            continue
        yield from _problems_of(path, where)


def _problems_of(path: Path, where: str) -> Iterator[Problem]:
    size = path.stat().st_size
    content = path.read_bytes() if size <= _LARGEST else b"\xff"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        what = (
            Bilingual("fichier trop grand", "file too large")
            if size > _LARGEST
            else Bilingual("ce n'est pas de l'UTF-8", "this is not UTF-8")
        )
        yield Problem(where, what, todo=Bilingual("Enregistrez un texte en UTF-8.", "Save a text in UTF-8."))
        return
    explanation = read_explanation(path)
    if explanation is None:
        return
    for line, what in refused_in(explanation.text):
        yield Problem(
            f"{where}:{explanation.first_line + line - 1}",
            Bilingual(f"une explication ne peut pas contenir {what.fr}", f"an explanation cannot hold {what.en}"),
            Bilingual("Ce qui n'est pas des mots ne se publie pas.", "What is not words is not published."),
            Bilingual(
                "Gardez des paragraphes, des listes (- …), *accent* et **fort**.",
                "Keep paragraphs, lists (- …), *emphasis* and **strong**.",
            ),
        )


def causal_words(explanation: Explanation, language: Language) -> tuple[tuple[int, str], ...]:
    """Return the lines on which an explanation speaks of causes, and with which word: a warning for whoever writes, never a refusal.

    An account may say what happened; that one thing brought about the other takes an evaluation designed to tell.
    """
    pattern = re.compile(_CAUSAL[language], re.IGNORECASE)
    found = []
    for number, line in enumerate(explanation.text.splitlines()):
        word = pattern.search(line)
        if word:
            found.append((explanation.first_line + number, word[0]))
    return tuple(found)


def missing_problem(folder: Path, gap: Gap, language: Language, said: Bilingual) -> Problem:
    """Return the problem of a gap that nobody has explained in a language; `said` names the indicator, the place and the gap."""
    name = {"fr": Bilingual("en français", "in French"), "en": Bilingual("en anglais", "in English")}[language]
    return Problem(
        file_shown(folder / gap.file_name(language)),
        Bilingual(f"{said.fr} : l'explication manque {name.fr}", f"{said.en}: the explanation is missing {name.en}"),
        Bilingual(
            "Tout écart au-delà de sa marge, vers le haut ou vers le bas, s'explique avant que le rapport soit final.",
            "Every gap beyond its tolerance, upward or downward, is explained before a report is final.",
        ),
        Bilingual(
            "Préparez les fichiers avec `bilan commentary`, puis écrivez sous la ligne de tirets.",
            "Prepare the files with `bilan commentary`, then write below the line of dashes.",
        ),
    )
