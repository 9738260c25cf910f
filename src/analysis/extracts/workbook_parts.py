"""What a workbook says of its sheets: their names and parts, its calendar, its number formats, its shared texts."""

from __future__ import annotations

import posixpath
import re
from array import array
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from analysis.extracts.workbook_archive import UnreadableWorkbookError, WorkbookArchive, attribute, parse_pieces

_MOST_SHARED_BYTES = 400 * 2**20
_MOST_SHARED = 40_000_000
_MOST_FORMATS = 1_000_000
CELL_CHARACTERS = 100_000
"""Characters kept of one cell; Excel itself keeps 32,767."""


class Shown(Enum):
    """How a number format shows a number, as far as it changes what the number means."""

    AS_NUMBER = "number"
    AS_DATE = "date"
    AS_TIME = "time"
    AS_PERCENTAGE = "percentage"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A number format.

    `width` is the number of digits of a format made of zeros only (`0000` shows 0042), 0 for the others. `has_signs` says that it shows
    signs of its own beside the digits (`000-000`, `"P"0000`, `0" h"`): what people see is then not what a text of the digits would say.
    """

    shown: Shown = Shown.AS_NUMBER
    width: int = 0
    has_signs: bool = False


GENERAL = NumberFormat()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook: its name, the part that holds it, whether it is hidden."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets that hold cells, in order; whether days are counted from 1904; the parts that all of them share."""

    sheets: tuple[Sheet, ...]
    is_1904: bool
    styles: str | None
    shared_strings: str | None


def read_book(archive: WorkbookArchive) -> Workbook:
    """Return what the workbook's own part says.

    Raises
    ------
    UnreadableWorkbookError
        When there is no such part: another kind of file, or of workbook.
    """
    if not archive.has("_rels/.rels"):
        raise UnreadableWorkbookError("other_workbook")
    root = next((target for kind, target in _relationships(archive, "").values() if kind == "officeDocument"), None)
    if root is None or not archive.has(root) or not root.lower().endswith(".xml"):
        raise UnreadableWorkbookError("other_workbook")
    found: list[tuple[str, str, bool]] = []
    is_1904 = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_1904
        if name == "sheet":
            found.append((attributes.get("name", ""), attribute(attributes, "id") or "", attributes.get("state", "visible") != "visible"))
        elif name == "workbookPr":
            is_1904 = attributes.get("date1904", "0").lower() in {"1", "true", "on"}

    with archive.part(root) as stream:
        for _ in parse_pieces(stream, start, _nothing, _nothing):
            pass
    links = _relationships(archive, root)
    by_kind = dict(links.values())
    sheets = tuple(Sheet(name, links[link][1], hidden) for name, link, hidden in found if link in links and links[link][0] == "worksheet")
    if not sheets or len({sheet.name for sheet in sheets}) < len(sheets):
        raise UnreadableWorkbookError("damaged_workbook")
    return Workbook(sheets, is_1904, by_kind.get("styles"), by_kind.get("sharedStrings"))


def _nothing(_: str) -> None:
    pass


def _relationships(archive: WorkbookArchive, of: str) -> dict[str, tuple[str, str]]:
    """Return the kind and the part of each relationship of a part (or of the whole archive), by its identifier."""
    folder, name = posixpath.split(of)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    links: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            links[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], place)

    if archive.has(part):
        with archive.part(part) as stream:
            for _ in parse_pieces(stream, start, _nothing, _nothing):
                pass
    return links


def read_number_formats(archive: WorkbookArchive, part: str | None) -> list[NumberFormat]:
    """Return the number format of each style of cell, by its index."""
    formats: list[NumberFormat] = []
    codes: dict[str, str] = {}
    is_of_cells = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_of_cells
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in {"cellXfs", "cellStyleXfs", "dxfs"}:
            is_of_cells = name == "cellXfs"
        elif name == "xf" and is_of_cells:
            number = attributes.get("numFmtId", "0")
            formats.append(_format_of(codes[number]) if number in codes else _BUILT_IN.get(number, GENERAL))
        if len(formats) + len(codes) > _MOST_FORMATS:
            raise UnreadableWorkbookError("expands_too_much")

    if part is not None and archive.has(part):
        with archive.part(part) as stream:
            for _ in parse_pieces(stream, start, _nothing, _nothing):
                pass
    return formats


_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE | re.DOTALL)


def number_format(code: str) -> NumberFormat:
    """Return what a number format shows, by its code (`jj/mm/aaaa` is written `dd/mm/yyyy` in every file)."""
    code = code[:_LONGEST_CODE]
    bare = _LITERAL.sub("", code).lower()
    if re.search(r"[dy]", bare) or re.fullmatch(r"[^hs0#?]*m[^hs0#?]*", bare):
        return NumberFormat(Shown.AS_DATE)
    if re.search(r"[hs]", bare) or re.search(r"\[m+\]", bare):
        return NumberFormat(Shown.AS_TIME)
    if "%" in bare:
        return NumberFormat(Shown.AS_PERCENTAGE)
    first = bare.partition(";")[0]
    width = len(first) if re.fullmatch(r"0{2,18}", first) else 0
    # A condition chooses the part by the number: any of them may be shown.
    parts = code if _CONDITION.search(code) else str(_FIRST_PART.match(code)[0])  # type: ignore[index]
    has_signs = bool(_SIGNS.search(_UNSEEN.sub("", parts)))
    return NumberFormat(width=width, has_signs=has_signs) if width or has_signs else GENERAL


@lru_cache(1_000)
def _format_of(code: str) -> NumberFormat:
    return number_format(code)


_LONGEST_CODE = 1_000
"""Characters; Excel itself keeps 255."""
_CONDITION = re.compile(r"\[[<>=]")
_FIRST_PART = re.compile(r'(?:"[^"]*"?|\\.?|_.?|\*.?|\[[^\]]*\]?|[^;"\\_*\[])*', re.DOTALL)
_UNSEEN = re.compile(r'_.|\*.|\[(?!\$[^-\]])[^\]]*\]|""', re.DOTALL)
"""What a format does not show: widths, colours, conditions, languages."""
_SIGNS = re.compile(r'["\\+() -]|\[\$')
"""What a format shows of its own beside digits and the signs of numbers."""
_BUILT_IN = (
    {str(number): NumberFormat(Shown.AS_DATE) for number in (*range(14, 18), 22, *range(27, 32), 36, *range(50, 59))}
    | {str(number): NumberFormat(Shown.AS_TIME) for number in (*range(18, 22), *range(32, 36), *range(45, 48))}
    | {str(number): NumberFormat(Shown.AS_PERCENTAGE) for number in (9, 10)}
)
"""The formats that have a number and no code."""


class SharedTexts:
    """The texts that cells point at, as one run of bytes: a workbook may have millions."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("q", [0])
        self._overlong: set[int] = set()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def text(self, index: int) -> str | None:
        """Return a text; None when it is far too long to have been kept."""
        if not 0 <= index < len(self):
            raise UnreadableWorkbookError("damaged_workbook")
        if index in self._overlong:
            return None
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode()

    def append(self, text: str | None) -> None:
        """Add a text."""
        if text is None:
            self._overlong.add(len(self))
        else:
            self._bytes += text.encode()
        self._ends.append(len(self._bytes))
        if len(self._bytes) > _MOST_SHARED_BYTES or len(self) > _MOST_SHARED or len(self._overlong) > _MOST_FORMATS:
            raise UnreadableWorkbookError("expands_too_much")


def read_shared_texts(archive: WorkbookArchive, part: str | None) -> SharedTexts:
    """Return the shared texts of a workbook, without their fonts and without the readings above them."""
    shared = SharedTexts()
    if part is None or not archive.has(part):
        return shared
    gathered = GatheredText()

    def start(name: str, _: dict[str, str]) -> None:
        if name == "si":
            gathered.clear()
        gathered.start(name)

    def end(name: str) -> None:
        gathered.end(name)
        if name == "si":
            shared.append(gathered.text)

    with archive.part(part) as stream:
        for _ in parse_pieces(stream, start, end, gathered.add):
            pass
    return shared


class GatheredText:
    """The characters of the `t` elements of a text, readings (`rPh`) left out."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._is_text = self._is_reading = False

    def clear(self) -> None:
        """Begin another text."""
        self._pieces, self._size = [], 0
        self._is_text = self._is_reading = False

    def start(self, name: str) -> None:
        """Enter an element."""
        if name == "t":
            self._is_text = not self._is_reading
        elif name == "rPh":
            self._is_reading = True

    def end(self, name: str) -> None:
        """Leave an element."""
        if name == "t":
            self._is_text = False
        elif name == "rPh":
            self._is_reading = False

    def add(self, data: str) -> None:
        """Add characters."""
        if self._is_text and self._size <= CELL_CHARACTERS:
            self._pieces.append(data)
            self._size += len(data)

    @property
    def text(self) -> str | None:
        """The text, with the characters that XML cannot hold (`_x000D_`) put back; None when it is far too long."""
        if self._size > CELL_CHARACTERS:
            return None
        return plain("".join(self._pieces))


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HALF = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """Return a text with its escaped characters put back."""
    if "_x" not in text:
        return text
    plain_text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Two escaped halves are one character; half a character is none, and NUL is refused like every control character.
    return _HALF.sub("\0", plain_text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass"))
