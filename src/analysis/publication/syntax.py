"""The part of Quarto's Markdown that chapters may use; anything else is refused with its file and cell, never printed raw.

Both renderers must give the same book: what the embedded one does not do, no chapter writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual
from analysis.publication.notebooks import NOT_PUBLISHED, Notebook

CALLOUTS = ("note", "tip", "important", "warning", "caution")
ALLOWED_CLASSES = frozenset({*(f"callout-{kind}" for kind in CALLOUTS), "lead"})
"""`lead` is the answer in one sentence at the head of a chapter."""

ALLOWED_ATTRIBUTES = frozenset({"collapse", "title", "icon", "appearance"})

_FENCE = re.compile(r"^(`{3,}|~{3,})")
_DIV_OPEN = re.compile(r"^\s*:{3,}\s*(?P<rest>[^:\s].*?)\s*:*\s*$")
_DIV_CLOSE = re.compile(r"^\s*:{3,}\s*$")
_SHORTCODE = re.compile(r"\{\{<\s*(?P<name>\S+)")
_IMAGE = re.compile(r"!\[[^\]]*\]\(")
_RAW_HTML = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?:\s[^<>]*)?/?>")
_RAW_BLOCK = re.compile(r"^\s*(?:`{3,}|~{3,})\s*\{(?P<inside>[^}]*)\}")
_RAW_INLINE = re.compile(r"`[^`]*`\{=(?P<format>\w+)\}")
_CITATION = re.compile(r"(?<![\w@/.])@(?P<key>[A-Za-z][\w:-]*)")
_CODE_SPAN = re.compile(r"(?P<ticks>`+)(?:(?!(?P=ticks)).)*(?P=ticks)(?!\{=)")
_CLASS = re.compile(r"\.([\w-]+)")
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=")
_IDENTIFIER = re.compile(r"#([\w:.-]+)")
REFERENCE_KINDS = ("fig", "tbl", "sec", "eq")


def markdown_problems(notebook: Notebook, shown: str) -> list[Problem]:
    """Return what the text cells of a notebook use beyond the supported syntax, and divisions left open at the end of a cell's language."""
    problems: list[Problem] = []
    open_divisions: dict[str, list[str]] = {"fr": [], "en": []}
    for cell in notebook.cells:
        if cell.kind != "markdown" or NOT_PUBLISHED in cell.tags:
            continue
        where = f"{shown} [{cell.number}]"
        language = "fr" if "fr" in cell.tags else "en"
        for line in prose_lines(cell.source):
            problems += [_refused(where, found) for found in _unsupported(line)]
            opened = _DIV_OPEN.match(line)
            if opened:
                open_divisions[language].append(where)
            elif _DIV_CLOSE.match(line):
                if open_divisions[language]:
                    open_divisions[language].pop()
                else:
                    what = Bilingual("`:::` ferme une division qui n'est pas ouverte", "`:::` closes a division that is not open")
                    problems.append(Problem(where, what))
        problems += [_refused(where, found) for found in _code_blocks(cell.source)]
        if _leaves_code_open(cell.source):
            problems.append(Problem(where, Bilingual("un bloc de code ``` n'est jamais fermé", "a ``` code block is never closed")))
    for places in open_divisions.values():
        problems += [
            Problem(place, Bilingual("une division `:::` n'est jamais fermée", "a `:::` division is never closed")) for place in places
        ]
    return problems


def prose_lines(source: str) -> Iterator[str]:
    """Yield the lines of a Markdown text outside its code blocks, code spans blanked."""
    fence = ""
    for line in source.splitlines():
        found = _FENCE.match(line.lstrip())
        if fence:
            if found and found[1].startswith(fence) and line.strip() == found[1]:
                fence = ""
            continue
        if found:
            fence = found[1]
            continue
        yield _CODE_SPAN.sub("", line)


def _leaves_code_open(source: str) -> bool:
    fence = ""
    for line in source.splitlines():
        found = _FENCE.match(line.lstrip())
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence) and line.strip() == found[1]:
            fence = ""
    return bool(fence)


def _unsupported(line: str) -> Iterator[str]:
    for shortcode in _SHORTCODE.finditer(line):
        yield f"{{{{< {shortcode['name']} >}}}}"
    if _IMAGE.search(line):
        yield "![…](…)"
    for raw in _RAW_INLINE.finditer(line):
        yield f"`…`{{={raw['format']}}}"
    for tag in _RAW_HTML.finditer(line):
        yield f"<{tag['name']}>"
    for citation in _CITATION.finditer(line):
        if not citation["key"].lower().startswith(tuple(f"{kind}-" for kind in REFERENCE_KINDS)):
            yield f"@{citation['key']}"
    opened = _DIV_OPEN.match(line)
    if opened:
        yield from _division(opened["rest"])


def _division(rest: str) -> Iterator[str]:
    if not rest.startswith("{"):
        if rest not in ALLOWED_CLASSES:
            yield f"::: {rest}"
        return
    without_values = re.sub(r'"[^"]*"', '""', rest)
    classes = _CLASS.findall(without_values)
    attributes = _ATTRIBUTE.findall(without_values)
    if (
        not classes
        or not set(classes) <= ALLOWED_CLASSES
        or not set(attributes) <= ALLOWED_ATTRIBUTES
        or _IDENTIFIER.search(without_values)
    ):
        yield f"::: {rest}"


def _code_blocks(source: str) -> Iterator[str]:
    for line in source.splitlines():
        found = _RAW_BLOCK.match(line)
        # ```{python} would be executed by Quarto, ```{=html} goes to one format only.
        if found and not found["inside"].startswith("."):
            yield f"```{{{found['inside']}}}"


def _refused(where: str, found: str) -> Problem:
    return Problem(
        where,
        Bilingual(f"syntaxe non prise en charge\u00a0: {found}", f"unsupported syntax: {found}"),
        Bilingual(
            "Les deux moteurs de rendu doivent donner le même livre; celui-ci l'imprimerait tel quel.",
            "Both renderers must give the same book; this would be printed as it is.",
        ),
        Bilingual(
            "Utilisez titres, listes, tableaux, notes, encadrés (`callout-note`…), formules et renvois (@fig-…, @tbl-…, @sec-…, @eq-…).",
            "Use headings, lists, tables, footnotes, callouts (`callout-note`…), formulas, references (@fig-…, @tbl-…, @sec-…, @eq-…).",
        ),
    )
