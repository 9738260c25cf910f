"""Numbers of chapters, sections, tables, figures and equations as Quarto gives them in a book, and cross-references resolved to them.

Chapters are counted through the book (one marked `.unnumbered` is not), tables, figures and equations through their chapter: figure 4.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.core.errors import NotebookError, Problem
from analysis.core.languages import Bilingual, Language, did_you_mean
from analysis.publication.pandoc import Blocks
from analysis.publication.parse import ParsedChapter, is_output, piece_place
from analysis.publication.shared_faults import SharedProblem
from analysis.publication.syntax_tree import Node, link, replaced, text_of, walk, words

DEEPEST_NUMBERED = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a chapter; `number` is empty when it has none."""

    level: int
    anchor: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a text can refer to."""

    kind: str
    number: str
    page: str
    title: str


@dataclass(frozen=True, slots=True)
class NumberedChapter:
    """A chapter whose headings and floats have their numbers.

    `numbers` gives the number of each output that has a label, by its place among the chapter's pieces.
    """

    parsed: ParsedChapter
    number: str
    blocks: Blocks
    headings: tuple[Heading, ...]
    numbers: Mapping[int, str]
    targets: Mapping[str, Target]

    @property
    def title(self) -> str:
        """The chapter's title."""
        return self.headings[0].text

    @property
    def page(self) -> str:
        """The name of its page, without ending."""
        return self.parsed.chapter.page


@dataclass
class _Counter:
    """Counts within one chapter."""

    chapter: str
    sections: list[int] = field(default_factory=lambda: [0] * 6)
    floats: dict[str, int] = field(default_factory=dict)
    anonymous: int = 0

    def section(self, level: int) -> str:
        self.sections[level - 1] += 1
        self.sections[level:] = [0] * (6 - level)
        return ".".join([self.chapter, *(str(count) for count in self.sections[1:level])])

    def float(self, kind: str) -> str:
        self.floats[kind] = self.floats.get(kind, 0) + 1
        return f"{self.chapter}.{self.floats[kind]}" if self.chapter else str(self.floats[kind])


def number_book(chapters: Iterable[ParsedChapter]) -> tuple[NumberedChapter, ...]:
    """Return the chapters of one language with their numbers.

    Raises
    ------
    NotebookError
        When a chapter does not have exactly one first-level heading, at its head, or a label is used twice in the book.
    """
    result: list[NumberedChapter] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    count = 0
    for parsed in chapters:
        tops = [node for node in walk(parsed.blocks) if node["t"] == "Header" and node["c"][0] == 1]
        if len(tops) != 1 or parsed.blocks[0] is not tops[0]:
            problems.append(_bad_title(parsed.chapter.shown, len(tops)))
            continue
        numbered = "unnumbered" not in tops[0]["c"][1][1]
        count += numbered
        chapter = _number_chapter(parsed, str(count) if numbered else "")
        for label in chapter.targets:
            if label in seen:
                problems.append(_used_twice(label, seen[label], parsed.chapter.shown))
            seen[label] = parsed.chapter.shown
        result.append(chapter)
    if problems:
        raise NotebookError(problems)
    return tuple(result)


def targets_of(chapters: Sequence[NumberedChapter]) -> dict[str, Target]:
    """Return everything in a book that a text can refer to."""
    return {label: target for chapter in chapters for label, target in chapter.targets.items()}


def _number_chapter(parsed: ParsedChapter, number: str) -> NumberedChapter:
    counter = _Counter(number)
    headings: list[Heading] = []
    numbers: dict[int, str] = {}
    targets: dict[str, Target] = {}
    page = parsed.chapter.page

    def visit(node: Node) -> Node | None:
        if node["t"] == "Header":
            return _number_heading(node, counter, headings, targets, page)
        if is_output(node):
            place = piece_place(node)
            piece = parsed.chapter.pieces[place]
            if piece.kind in ("table", "figure"):
                kind = piece.label[:3]
                numbers[place] = counter.float(kind)
                targets[piece.label] = Target(kind, numbers[place], page, piece.caption)
            return None
        if node["t"] == "Para":
            return _number_equation(node, counter, targets, page)
        return None

    blocks = replaced(parsed.blocks, visit)
    return NumberedChapter(parsed, number, blocks, tuple(headings), numbers, targets)


def _number_heading(node: Node, counter: _Counter, headings: list[Heading], targets: dict[str, Target], page: str) -> Node:
    level, (anchor, classes, attributes), inlines = node["c"]
    number = ""
    if counter.chapter and level <= DEEPEST_NUMBERED and not {"unnumbered", "-"} & set(classes):
        number = counter.section(level)
    if not anchor:
        counter.anonymous += 1
        anchor = f"part-{counter.anonymous}"
    heading = Heading(level, anchor, number, text_of(inlines))
    headings.append(heading)
    if anchor.startswith("sec-"):
        targets[anchor] = Target("ch" if level == 1 else "sec", number, page, heading.text)
    return {"t": "Header", "c": [level, [anchor, classes, [*attributes, ["number", number]]], inlines]}


def _number_equation(node: Node, counter: _Counter, targets: dict[str, Target], page: str) -> Node | None:
    """Give its number to `$$…$$ {#eq-name}`; the result is a division of class `equation` around the formula."""
    inlines = [each for each in node["c"] if each["t"] not in ("Space", "SoftBreak")]
    if len(inlines) != 2 or inlines[0]["t"] != "Math" or inlines[1]["t"] != "Str":
        return None
    mark = inlines[1]["c"]
    if not (mark.startswith("{#eq-") and mark.endswith("}")):
        return None
    label = mark[2:-1]
    number = counter.float("eq")
    targets[label] = Target("eq", number, page, "")
    return {"t": "Div", "c": [[label, ["equation"], [["number", number]]], [{"t": "Para", "c": [inlines[0]]}]]}


@dataclass(frozen=True, slots=True)
class ReferenceWords:
    """The words of captions and cross-references, from `_quarto.yml`."""

    settings: Mapping[str, str]

    def prefix(self, kind: str, *, capital: bool) -> str:
        """Return the word before a number in a text."""
        word = self.settings.get(f"{kind}-prefix", {"ch": "chapter", "sec": "section", "eq": "equation"}.get(kind, kind))
        return word[:1].upper() + word[1:] if capital else word

    def caption(self, kind: str, number: str) -> str:
        """Return the head of a caption: « Tableau 4.1 : »."""
        return f"{self.settings.get(f'{kind}-title', kind)}\u00a0{number}{self.settings.get('title-delim', ':')}"


def resolve_references(
    chapter: NumberedChapter, targets: Mapping[str, Target], reference_words: ReferenceWords, address: Callable[[str, Target], str]
) -> Blocks:
    """Return a chapter's blocks with each cross-reference replaced by a link.

    `address` gives the link's destination from a label and its target.

    Raises
    ------
    NotebookError
        With every reference to a label that no chapter of the book has.
    """
    unknown: dict[str, None] = {}

    def change(node: Node) -> Any:
        if node["t"] != "Cite":
            return None
        pieces: list[Node] = []
        for position, citation in enumerate(node["c"][0]):
            written = citation["citationId"]
            label = written[:1].lower() + written[1:]
            target = targets.get(label)
            if target is None:
                unknown[label] = None
                continue
            if position:
                pieces += words(", ")
            if citation["citationPrefix"]:
                pieces += [*citation["citationPrefix"], {"t": "Space"}]
            bare = citation["citationMode"]["t"] == "SuppressAuthor"
            pieces.append(
                link(address(label, target), words(_shown(target, reference_words, bare=bare, capital=written != label)), ("reference",))
            )
            pieces += citation["citationSuffix"]
        return pieces

    blocks: Blocks = replaced(chapter.blocks, change)
    if unknown:
        raise NotebookError([_unresolved(chapter, label, targets) for label in unknown])
    return blocks


def _shown(target: Target, reference_words: ReferenceWords, *, bare: bool, capital: bool) -> str:
    if not target.number:
        return target.title
    number = f"({target.number})" if target.kind == "eq" else target.number
    return number if bare else f"{reference_words.prefix(target.kind, capital=capital)}\u00a0{number}"


def with_quotation_marks(blocks: Blocks, language: Language) -> Blocks:
    """Return blocks in which straight quotation marks have become those of the language, with their no-break spaces in French."""
    marks = {
        "fr": {"DoubleQuote": ("«\u00a0", "\u00a0»"), "SingleQuote": ("“", "”")},
        "en": {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")},
    }[language]

    def change(node: Node) -> Any:
        if node["t"] != "Quoted":
            return None
        before, after = marks[node["c"][0]["t"]]
        return [{"t": "Str", "c": before}, *node["c"][1], {"t": "Str", "c": after}]

    result: Blocks = replaced(blocks, change)
    return result


def _unresolved(chapter: NumberedChapter, label: str, targets: Mapping[str, Target]) -> Problem:
    source = chapter.parsed.chapter
    cell = next(
        (piece.cell for piece in source.pieces if f"@{label}" in piece.markdown or f"@{label[:1].upper()}{label[1:]}" in piece.markdown),
        None,
    )
    return SharedProblem(
        source.shown if cell is None else f"{source.shown} [{cell}]",
        Bilingual(f"renvoi sans cible\u00a0: @{label}", f"reference to nothing: @{label}"),
        Bilingual("La page montrerait «\u00a0?@\u00a0».", "The page would show `?@`."),
        did_you_mean(label, targets) if targets else None,
    )


def _bad_title(shown: str, count: int) -> Problem:
    return Problem(
        shown,
        Bilingual(
            f"un chapitre commence par un titre «\u00a0#\u00a0» et un seul (ici {count})",
            f"a chapter starts with a `#` heading and has only one (here {count})",
        ),
        Bilingual("C'est le titre de sa page.", "It is its page's title."),
        Bilingual("Écrivez les autres avec «\u00a0##\u00a0».", "Write the others with `##`."),
    )


def _used_twice(label: str, first: str, second: str) -> Problem:
    return SharedProblem(
        second,
        Bilingual(f"l'étiquette {label} sert déjà dans {first}", f"the label {label} is already used in {first}"),
        Bilingual("Une étiquette est unique dans tout le livre.", "A label is unique in the whole book."),
    )
