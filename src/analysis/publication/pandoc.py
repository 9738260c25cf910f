"""Pandoc, called as the program that the package `pypandoc_binary` brings: Markdown to a syntax tree, a tree to HTML or Typst."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from typing import Any

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual

Blocks = list[dict[str, Any]]

# Identifiers of headings come from their place, not their words, so that both languages have the same;
# LaTeX in prose is refused elsewhere, and HTML in prose too.
MARKDOWN = "markdown-auto_identifiers-example_lists-raw_tex-latex_macros-raw_html-native_divs-native_spans+fenced_divs+bracketed_spans"
API_VERSION = [1, 23, 1]


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
    # A fixed program, arguments of ours, the text through a pipe; no shell.
    done = subprocess.run([pandoc_program(), *arguments], input=text.encode(), capture_output=True, check=False)  # noqa: S603
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode != 0 or "[WARNING]" in said:
        first = next((line for line in said.splitlines() if line.strip()), f"code {done.returncode}")[:300]
        raise ReportError(
            Problem(
                where,
                Bilingual(f"Pandoc a refusé un texte\u00a0: {first}", f"Pandoc refused a text: {first}"),
                Bilingual("Le rendu ne serait pas celui du texte écrit.", "The page would not be what was written."),
            )
        )
    return done.stdout.decode("utf-8")


def read_markdown(text: str, *, typeset: bool = True, where: str = "Pandoc") -> Blocks:
    """Return the syntax tree of a Markdown text; straight quotes and dashes become typographic ones if asked."""
    form = MARKDOWN if typeset else f"{MARKDOWN}-smart"
    return list(json.loads(run_pandoc(["-f", form, "-t", "json"], text, where))["blocks"])


def write_blocks(blocks: Blocks, to: str, *options: str) -> str:
    """Return a syntax tree written in a format."""
    document = {"pandoc-api-version": API_VERSION, "meta": {}, "blocks": blocks}
    return run_pandoc(["-f", "json", "-t", to, "--wrap=none", *options], json.dumps(document, ensure_ascii=False))
