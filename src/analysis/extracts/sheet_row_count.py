"""A second count of the rows of a sheet, made from its bytes: it shares nothing with the reader of its cells but the archive."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator

from analysis.extracts.workbook_archive import UnreadableWorkbookError, WorkbookArchive

_PREFIX = rb"(?:[A-Za-z_][\w.-]*:)?"
_ROW_END = re.compile(rb"</%brow\s*>" % _PREFIX)
_ITEM_END = re.compile(rb"</%bsi\s*>|<%bsi(?:\s[^>]*)?/>" % (_PREFIX, _PREFIX))
_CELL = re.compile(rb"<%bc(?=[\s/>])([^>]*?)(?:/>|>(.*?)</%bc\s*>)" % (_PREFIX, _PREFIX), re.DOTALL)
_TYPE = re.compile(rb"""(?:^|\s)t\s*=\s*["']([A-Za-z]*)["']""")
_VALUE = re.compile(rb"<%bv(?:\s[^>]*)?>([^<]+)" % _PREFIX)
_TEXT = re.compile(rb"<%bt(?:\s[^>]*)?>([^<]+)" % _PREFIX)
_RESULT = re.compile(rb"<%bv[\s/>]" % _PREFIX)
_FORMULA = re.compile(rb"<%bf[\s/>]" % _PREFIX)
_READING = re.compile(rb"<%brPh[\s>].*?</%brPh\s*>" % (_PREFIX, _PREFIX), re.DOTALL)
_ESCAPED_SPACE = re.compile(r"_x00(?:09|0[aA]|0[dD]|20)_")
_MOST_OF_A_PIECE = 512 * 2**20
_MOST_BLANK = 1_000_000
_LONGEST_TAG = 256


def count_rows(archive: WorkbookArchive, part: str, shared: str | None) -> int:
    """Return how many rows of a sheet hold anything, its header included.

    A row holds something when one of its cells has a value, a text that is not blank, or a formula that should have given one.
    """
    blank = _blank_texts(archive, shared)
    return sum(_holds(row, blank) for row in _pieces(archive, part, _ROW_END))


def _holds(row: bytes, blank: set[int]) -> bool:
    for cell in _CELL.finditer(row):
        attributes, content = cell.groups()
        if content is None:
            continue
        found = _TYPE.search(attributes)
        kind = found[1] if found else b"n"
        values = (_TEXT if kind == b"inlineStr" else _VALUE).finditer(_READING.sub(b"", content))
        texts = [value[1] for value in values]
        if kind == b"s":
            if any(int(text) not in blank for text in texts if text.strip().isdigit()):
                return True
        elif any(map(_is_text, texts)) or (kind != b"inlineStr" and _has_no_result(kind, content)):
            return True
    return False


def _has_no_result(kind: bytes, content: bytes) -> bool:
    # The result of a formula may be an empty text, and then stands there as one.
    return _FORMULA.search(content) is not None and (kind != b"str" or _RESULT.search(content) is None)


def _is_text(content: bytes) -> bool:
    if content[:1].isalnum():
        return True
    return bool(_ESCAPED_SPACE.sub("", html.unescape(content.decode("utf-8", "replace"))).strip())


def _blank_texts(archive: WorkbookArchive, shared: str | None) -> set[int]:
    """Return the indices of the shared texts in which nothing can be seen."""
    blank: set[int] = set()
    if shared is None or not archive.has(shared):
        return blank
    for index, item in enumerate(_pieces(archive, shared, _ITEM_END)):
        if not any(_is_text(text[1]) for text in _TEXT.finditer(_READING.sub(b"", item))):
            blank.add(index)
            if len(blank) > _MOST_BLANK:
                raise UnreadableWorkbookError("expands_too_much")
    return blank


def _pieces(archive: WorkbookArchive, part: str, end: re.Pattern[bytes]) -> Iterator[bytes]:
    """Yield what stands before each end of an element."""
    held, is_first = bytearray(), True
    decoder: codecs.IncrementalDecoder | None = None
    with archive.part(part) as stream:
        while piece := stream.read():
            if is_first and (piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))):
                decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
            is_first = False
            searched_from = max(0, len(held) - _LONGEST_TAG)
            held += decoder.decode(piece).encode() if decoder else piece
            if end.search(held, searched_from) is None:
                if len(held) > _MOST_OF_A_PIECE:
                    raise UnreadableWorkbookError("expands_too_much")
                continue
            *whole, rest = end.split(bytes(held))
            held = bytearray(rest)
            yield from whole
