"""Pandoc, called as the program that the package `pypandoc_binary` brings: Markdown to a syntax tree, a tree to HTML or Typst."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from typing import Any

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual
from analysis.core.programs import run_program

Blocks = list[dict[str, Any]]

# Identifiers of headings come from their place, not their words, so that both languages have the same;
# LaTeX in prose is refused elsewhere, and HTML in prose too.
MARKDOWN = "markdown-auto_identifiers-example_lists-raw_tex-latex_macros-raw_html-native_divs-native_spans+fenced_divs+bracketed_spans"
API_VERSION = [1, 23, 1]
PATIENCE = 120
"""Seconds that a text may take: a long chapter takes two, some sequences of brackets would take for ever."""
DEEPEST = 100
"""How deeply what Pandoc returns may be nested: a list in a list adds four, and no page can be set below some sixty."""


@cache
def pandoc_program() -> str:
    """Return the path of the program."""
    import pypandoc  # noqa: PLC0415

    return str(pypandoc.get_pandoc_path())


@cache
def pandoc_version() -> str:
    """Return its version."""
    return run_pandoc(["--version"], "").split()[1]


def run_pandoc(arguments: list[str], text: str, where: str = "Pandoc") -> str:
    """Return what Pandoc writes; `where` says whose text it is given.

    Raises
    ------
    ReportError
        When it fails or warns: a warning means that something of the source would not be printed as written.
    """
    try:
        done = run_program([pandoc_program(), *arguments], text.encode(), patience=PATIENCE)
    except subprocess.TimeoutExpired:
        raise _not_read(
            where,
            Bilingual(
                f"Pandoc n'a pas fini de lire un texte en {PATIENCE} secondes", f"Pandoc did not end reading a text in {PATIENCE} seconds"
            ),
        ) from None
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode != 0 or "[WARNING]" in said:
        # What Pandoc says may quote the text: it is not repeated.
        raise _not_read(where, Bilingual("Pandoc a refusé un texte", "Pandoc refused a text"))
    return done.stdout.decode("utf-8")


def read_markdown(text: str, *, typeset: bool = True, where: str = "Pandoc") -> Blocks:
    """Return the syntax tree of a Markdown text; straight quotes and dashes become typographic ones if asked."""
    form = MARKDOWN if typeset else f"{MARKDOWN}-smart"
    written = run_pandoc(["-f", form, "-t", "json"], text, where)
    if _depth(written) > DEEPEST:
        raise _not_read(where, Bilingual("un texte est emboîté trop profondément", "a text is nested too deeply"))
    return list(json.loads(written)["blocks"])


def _depth(written: str) -> int:
    """Return how deeply the lists and the nodes of a JSON text stand in one another, without reading it by recursion."""
    deepest = depth = 0
    for mark in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', written):
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest


def _not_read(where: str, what: Bilingual) -> ReportError:
    return ReportError(
        Problem(
            where,
            what,
            Bilingual("Le rendu ne serait pas celui du texte écrit.", "The page would not be what was written."),
            Bilingual(
                "Cherchez dans ce texte des crochets ou des citations sans fin, une balise mal fermée; divisez-le au besoin.",
                "Look in this text for brackets or quotations without an end, a tag badly closed; split it if need be.",
            ),
        )
    )


def write_blocks(blocks: Blocks, to: str, *options: str) -> str:
    """Return a syntax tree written in a format."""
    document = {"pandoc-api-version": API_VERSION, "meta": {}, "blocks": blocks}
    return run_pandoc(["-f", "json", "-t", to, "--wrap=none", *options], json.dumps(document, ensure_ascii=False))
