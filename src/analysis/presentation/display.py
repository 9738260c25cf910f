"""What a notebook cell returns: the same thing for a screen, for the PDF, for a terminal and as open data.

Jupyter, Quarto and the embedded renderer each take the form they know. `application/vnd.bilan.display+json` carries the label, the
caption, the text alternative and the data for the build; it holds released values only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.presentation.sheet import Sheet
from analysis.presentation.sheet_html import sheet_to_html
from analysis.presentation.sheet_text import sheet_to_markdown, sheet_to_text

DISPLAY_TYPE = "application/vnd.bilan.display+json"

Bundle = dict[str, Any]


def _closed(data: Mapping[str, object] | None) -> Any:
    """Return data as JSON types only: NaN and infinity are refused, so that no reader has to guess."""
    return None if data is None else json.loads(json.dumps(data, allow_nan=False, ensure_ascii=False))


@dataclass(frozen=True, slots=True, repr=False)
class TableDisplay:
    """A table ready for a page."""

    label: str
    sheet: Sheet

    def to_html(self) -> str:
        """Return the table as HTML with its caption, notes and source."""
        return sheet_to_html(self.sheet, self.label)

    def to_markdown(self) -> str:
        """Return the table as Markdown without its caption."""
        return sheet_to_markdown(self.sheet)

    def __repr__(self) -> str:
        return sheet_to_text(self.sheet)

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        display = {"kind": "table", "label": self.label, "caption": self.sheet.caption, "data": _closed(self.sheet.data)}
        return {
            "text/html": self.to_html(),
            "text/markdown": self.to_markdown(),
            "text/plain": sheet_to_text(self.sheet),
            DISPLAY_TYPE: display,
        }


@dataclass(frozen=True, slots=True, repr=False)
class FigureDisplay:
    """A figure ready for a page.

    `caption` is the message; `alt` says what the figure shows, its main number and where its table is; `narrow` is the same figure drawn
    for a telephone, so that its letters stay readable.
    """

    label: str
    caption: str
    alt: str
    svg: str
    narrow: str = ""
    data: Mapping[str, object] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.alt.strip() or not self.caption.strip():
            raise ValueError(f"{self.label}: a figure has a caption and a text alternative")

    def __repr__(self) -> str:
        return f"{self.caption}\n\n{self.alt}"

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        display = {
            "kind": "figure",
            "label": self.label,
            "caption": self.caption,
            "alt": self.alt,
            "narrow": self.narrow or None,
            "data": _closed(self.data),
        }
        return {"image/svg+xml": self.svg, "text/plain": repr(self), DISPLAY_TYPE: display}


@dataclass(frozen=True, slots=True, repr=False)
class TextDisplay:
    """Sentences made from released values, or from a definition file."""

    markdown: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        return {"text/markdown": self.markdown, "text/plain": self.text, DISPLAY_TYPE: {"kind": "text"}}


@dataclass(frozen=True, slots=True, repr=False)
class StripDisplay:
    """The key figures of the front page."""

    label: str
    html: str
    markdown: str
    text: str
    data: Mapping[str, object] | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        display = {"kind": "strip", "label": self.label, "data": _closed(self.data)}
        return {"text/html": self.html, "text/markdown": self.markdown, "text/plain": self.text, DISPLAY_TYPE: display}
