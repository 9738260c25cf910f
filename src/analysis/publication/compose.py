"""A chapter in one language: today's prose of that language with the outputs of the executed code, in the notebook's order.

Code, execution counts, times and whatever else varies from one execution to the next stay behind.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

from analysis.core.errors import NotebookError, Problem
from analysis.core.languages import Bilingual, Language
from analysis.publication.notebooks import NOT_PUBLISHED, Cell, Notebook, joined

DISPLAY_MIME = "application/vnd.bilan.display+json"
PieceKind = Literal["prose", "table", "figure", "text", "strip"]
SAID = "bilan-said"
"""Class of what code said or people typed: the checks of what authors write in notebooks leave it alone."""

_LABEL = re.compile(r"(?P<kind>tbl|fig)-[a-z0-9][a-z0-9-]*")
_HTML_CAPTION = re.compile(r"<caption\b.*?</caption\s*>", re.IGNORECASE | re.DOTALL)
_MARKDOWN_CAPTION = re.compile(r"(?:\A|\n\s*\n)(?:Table)?:[ \t][^\n]*(?:\n[^\n]+)*\s*\Z")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a chapter: a text cell, or one output of a code cell.

    `markdown` is the prose, or the twin of a table for formats that are not HTML; `narrow` is the same figure drawn for a telephone;
    `data` is what is published as open data.
    """

    kind: PieceKind
    cell: int
    markdown: str = ""
    label: str = ""
    caption: str = ""
    alt: str = ""
    html: str = ""
    svg: str = ""
    narrow: str = ""
    data: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter in one language."""

    stem: str
    page: str
    language: Language
    shown: str
    pieces: tuple[Piece, ...]

    def to_json(self) -> str:
        """Return the chapter as text that `chapter_from_json` reads."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def chapter_from_json(text: str) -> Chapter:
    """Return the chapter that `Chapter.to_json` wrote."""
    content = json.loads(text)
    return Chapter(**{**content, "pieces": tuple(Piece(**piece) for piece in content["pieces"])})


def compose(notebook: Notebook, executed: dict[str, Any], language: Language, page: str, shown: str) -> Chapter:
    """Return a chapter from its notebook and the outputs of its execution.

    Raises
    ------
    NotebookError
        When an output cannot be published: printed text, a bare object, a figure without a text alternative, a label that is not one.
    """
    outputs = {cell["number"]: cell["outputs"] for cell in executed["cells"]}
    pieces: list[Piece] = []
    problems: list[Problem] = []
    for cell in notebook.cells:
        if cell.kind == "markdown" and language in cell.tags and NOT_PUBLISHED not in cell.tags:
            pieces.append(Piece("prose", cell.number, markdown=cell.source))
        elif cell.kind == "code" and not cell.tags & {"parameters", NOT_PUBLISHED}:
            for output in outputs.get(cell.number, ()):
                piece, problem = _piece(cell, output, f"{shown} [{cell.number}]")
                if piece is not None:
                    pieces.append(piece)
                if problem is not None:
                    problems.append(problem)
    if problems:
        raise NotebookError(problems)
    return Chapter(notebook.stem, page, language, shown, tuple(pieces))


def printed_cells(executed: dict[str, Any]) -> list[int]:
    """Return the numbers of the cells that wrote to standard error: usually a library's warning, which is not published."""
    return [cell["number"] for cell in executed["cells"] if any(output.get("name") == "stderr" for output in cell["outputs"])]


def _piece(cell: Cell, output: dict[str, Any], where: str) -> tuple[Piece | None, Problem | None]:
    if output["type"] == "stream":
        return None, _printed(where) if output["name"] == "stdout" else None
    data = output.get("data", {})
    display = data.get(DISPLAY_MIME)
    if not isinstance(display, dict):
        if "text/markdown" in data:
            return Piece("text", cell.number, markdown=_said(joined(data["text/markdown"]))), None
        return None, _bare(where)
    kind = display.get("kind")
    if kind == "text":
        return Piece("text", cell.number, markdown=_said(joined(data.get("text/markdown", "")))), None
    if kind not in ("table", "figure", "strip"):
        return None, _bare(where)
    piece = Piece(
        kind,
        cell.number,
        markdown=_MARKDOWN_CAPTION.sub("\n", joined(data.get("text/markdown", ""))),
        label=str(display.get("label") or ""),
        caption=str(display.get("caption") or ""),
        alt=str(display.get("alt") or ""),
        html=_HTML_CAPTION.sub("", joined(data.get("text/html", ""))),
        svg=joined(data.get("image/svg+xml", "")),
        narrow=str(display.get("narrow") or ""),
        data=display.get("data"),
    )
    problem = None if kind == "strip" else _fault(piece, where)
    return (piece, None) if problem is None else (None, problem)


def _said(markdown: str) -> str:
    """Return the Markdown of an output in a division of its own, which tells it from what the notebook's author wrote."""
    return f"::::::: {{.{SAID}}}\n\n{markdown.strip()}\n\n:::::::\n" if markdown.strip() else markdown


def _fault(piece: Piece, where: str) -> Problem | None:
    """Return the first thing that keeps a table or figure from being published."""
    label = piece.label
    found = _LABEL.fullmatch(label)
    wanted = {"table": "tbl", "figure": "fig"}[piece.kind]
    if found is None or found["kind"] != wanted:
        return Problem(
            where,
            Bilingual(f"étiquette d'une autre forme\u00a0: attendu {wanted}-nom", f"label of another form: expected {wanted}-name"),
            Bilingual("C'est par elle que le texte y renvoie.", "The text refers to it by its label."),
            Bilingual("Minuscules, chiffres et traits d'union.", "Lower-case letters, digits and hyphens."),
        )
    if not piece.caption.strip():
        return Problem(where, Bilingual(f"{label} n'a pas de titre", f"{label} has no caption"))
    if piece.kind == "figure" and not piece.alt.strip():
        return Problem(
            where,
            Bilingual(f"{label} n'a pas de texte de remplacement", f"{label} has no text alternative"),
            Bilingual("Une personne qui ne voit pas la figure n'aurait rien.", "A person who does not see the figure would have nothing."),
        )
    whole = "<svg" in piece.svg if piece.kind == "figure" else bool(piece.html.strip() and piece.markdown.strip())
    if not whole:
        form = {"table": "text/html + text/markdown", "figure": "image/svg+xml"}[piece.kind]
        return Problem(where, Bilingual(f"{label} n'a pas la forme {form}", f"{label} lacks the form {form}"))
    return None


def _printed(where: str) -> Problem:
    return Problem(
        where,
        Bilingual("cette cellule écrit du texte avec print", "this cell prints text"),
        Bilingual("Seul ce qui a été diffusé peut paraître dans une page.", "Only what has been released may appear on a page."),
        Bilingual("Montrez un tableau, une figure ou une phrase du projet.", "Show a table, figure or sentence of the project."),
    )


def _bare(where: str) -> Problem:
    return Problem(
        where,
        Bilingual(
            "cette cellule montre un objet qui n'est pas fait pour être publié",
            "this cell shows an object that is not made to be published",
        ),
        Bilingual("Seul ce qui a été diffusé peut paraître dans une page.", "Only what has been released may appear on a page."),
        Bilingual(
            "Affectez-le à un nom, ou montrez-le par `tables`, `figures` ou `wording`.",
            "Give it a name, or show it by `tables`, `figures` or `wording`.",
        ),
    )
