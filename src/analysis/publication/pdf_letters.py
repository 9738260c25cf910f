"""Letters that no font of the PDF has: each is shown by its number instead of stopping the report at its end, and told.

Typst itself is asked, so that the answer is right whatever fonts a theme carries; a document of usual letters costs one question.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

from analysis.core.typed_text import numbered

_USUAL = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180))))
_PROOF = """#set document(title: "letters")
#set text(font: ({families}), lang: "fr")
#for letter in json(bytes(sys.inputs.given)) [#letter#parbreak()]
"""
_DRAWN_PROOF = """#set document(title: "letters")
#image(bytes(json(bytes(sys.inputs.given))), format: "svg", alt: "letters")
"""
_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="40"><text y="20" font-family="Inter, sans-serif">{text}</text></svg>'
)
_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")
_OTHER_SCRIPT = re.compile(r"[^\x00-\u024f\u2010-\u2fff\ufffd]")
FAMILIES = ("Inter", "Noto Sans", "Noto Sans CanAborig", "Noto Sans Hebrew", "Noto Sans Arabic")
"""Families of the theme's fonts, in the order in which a letter is looked for."""


def letters_lacking(text: str, fonts: Path) -> frozenset[str]:
    """Return the letters of a text that no font of a folder has, nor one that Typst brings; private and unassigned ones have no form."""
    unusual = set(text) - _USUAL - {"\n", "\r", "\t"}
    formless = {letter for letter in unusual if unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co")}
    return frozenset(formless | _lacking(tuple(sorted(unusual - formless)), fonts))


def _lacking(letters: tuple[str, ...], fonts: Path) -> frozenset[str]:
    if not letters or _can_show(letters, fonts):
        return frozenset()
    if len(letters) == 1:
        return frozenset(letters)
    middle = len(letters) // 2
    return _lacking(letters[:middle], fonts) | _lacking(letters[middle:], fonts)


@cache
def _can_show(letters: tuple[str, ...], fonts: Path) -> bool:
    return _typesets(_PROOF, letters, fonts)


@cache
def _can_draw(text: str, fonts: Path) -> bool:
    return _typesets(_DRAWN_PROOF, _DRAWING.replace("{text}", text), fonts)


def _typesets(proof: str, given: object, fonts: Path) -> bool:
    import typst  # noqa: PLC0415

    try:
        # The stubs of this library want the root to be given as the source is: as bytes.
        typst.compile(  # type: ignore[call-overload]
            proof.replace("{families}", ", ".join(json.dumps(name) for name in FAMILIES)).encode(),
            format="pdf",
            root=str(fonts),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            sys_inputs={"given": json.dumps(given, ensure_ascii=False)},
        )
    except typst.TypstError:
        return False
    return True


def with_numbers(text: str, lacking: frozenset[str]) -> str:
    """Return a text in which letters that cannot be drawn are numbered, neighbours together."""
    return _replaced(text, lacking, numbered)


def drawing_in_pdf(drawing: str, lacking: frozenset[str], fonts: Path) -> str:
    """Return a figure in which each letter that cannot be drawn is `�`: it has no room for numbers.

    Typst draws the texts of a figure with less care than its own: one that it cannot draw whole loses its marks without width, and
    keeps, if that is not enough, only the letters that the report's first font has.
    """

    def shown(found: re.Match[str]) -> str:
        text = _replaced(found[0], lacking, lambda letters: "\ufffd" * len(letters))
        if not _OTHER_SCRIPT.search(text):
            return text
        composed = unicodedata.normalize("NFC", text)
        composed = "".join(letter for letter in composed if unicodedata.category(letter) != "Cf" and not "\ufe00" <= letter <= "\ufe0f")
        return composed if _can_draw(composed, fonts) else _OTHER_SCRIPT.sub("\ufffd", composed)

    return _TEXT.sub(shown, drawing)


def _replaced(text: str, missing: frozenset[str], by: Callable[[str], str]) -> str:
    if missing.isdisjoint(text):
        return text
    pieces: list[str] = []
    run = ""
    for letter in text:
        if letter in missing:
            run += letter
            continue
        if run:
            pieces.append(by(run))
            run = ""
        pieces.append(letter)
    return "".join([*pieces, by(run) if run else ""])
