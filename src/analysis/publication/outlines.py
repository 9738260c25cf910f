"""What a chapter or a sheet holds, without its words: enough to compare languages and to find its outputs on its page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from analysis.publication.references import NumberedChapter


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of a page (level, anchor, number) and its outputs that have a label (kind, label), in order."""

    page: str
    shown: str
    headings: tuple[tuple[int, str, str], ...]
    outputs: tuple[tuple[str, str], ...]

    def to_json(self) -> str:
        """Return the outline as text that `outline_from_json` reads."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def outline_of(numbered: NumberedChapter) -> Outline:
    """Return the outline of a numbered chapter."""
    chapter = numbered.parsed.chapter
    return Outline(
        chapter.page,
        chapter.shown,
        tuple((heading.level, heading.anchor, heading.number) for heading in numbered.headings),
        tuple((piece.kind, piece.label) for piece in chapter.pieces if piece.label),
    )


def outline_from_json(text: str) -> Outline:
    """Return what `Outline.to_json` wrote."""
    content = json.loads(text)
    return Outline(
        content["page"],
        content["shown"],
        tuple((level, anchor, number) for level, anchor, number in content["headings"]),
        tuple((kind, label) for kind, label in content["outputs"]),
    )
