"""The header of a delimited text: the names of its columns, or where its quotes leave a doubt.

A header is one line. It goes on over several only when the quotes that hold its line breaks close soundly and nothing says that they closed
in a row of persons: that row would be lost, and shown as if it were the name of a column.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.extracts.limits import Limits


@dataclass(frozen=True, slots=True)
class CutHeader:
    """The names of a header as they are written, and the place of the text where it ends."""

    names: tuple[str, ...]
    end: int


class DoubtfulHeaderError(Exception):
    """A header whose quotes do not say where it ends; `column` is the number of the heading that leaves the doubt."""

    def __init__(self, column: int) -> None:
        super().__init__(f"column {column}")
        self.column = column


def cut_header(text: str, delimiter: str, limits: Limits, *, final: bool) -> CutHeader | None:
    """Return the header that stands at the start of a text (line feeds at the ends of lines); None when more of the text is needed.

    Raises
    ------
    DoubtfulHeaderError
        When a quoted heading is followed by more than its quotes hold, is never closed, or seems to be closed by a row.
    """
    names: list[str] = []
    place, last_opened = 0, 0
    while True:
        if not text.startswith('"', place):
            # In a heading that no quote opens, a quote is a character like another.
            ends = [end for end in (text.find(delimiter, place), text.find("\n", place)) if end >= 0]
            end = min(ends, default=len(text))
            names.append(text[place:end])
        else:
            last_opened = len(names) + 1
            end = _closing_quote(text, place + 1)
            if end < 0 or end - place > limits.record:
                if final or len(text) > limits.record:
                    raise DoubtfulHeaderError(last_opened)
                return None
            names.append(text[place + 1 : end].replace('""', '"'))
            end += 1
        if text.startswith(delimiter, end):
            place = end + len(delimiter)
            continue
        if end < len(text) and text[end] != "\n":
            raise DoubtfulHeaderError(last_opened)
        break
    if any("\n" in name for name in names):
        rest = text[end + 1 :]
        if not rest.strip() and not final:
            return None
        _check_joined(names, rest, delimiter, limits)
    return CutHeader(tuple(names), end + 1)


def _closing_quote(text: str, place: int) -> int:
    """Return where the quoted text that starts at a place ends; -1 when nothing ends it."""
    while (place := text.find('"', place)) >= 0 and text.startswith('""', place):
        place += 2
    return place


def _check_joined(names: list[str], rest: str, delimiter: str, limits: Limits) -> None:
    """Raise unless the row that follows a header of several lines has as many fields, and no heading holds what a row would."""
    swallowing = next((number for number, name in enumerate(names, 1) if "\n" in name and delimiter in name), None)
    if swallowing is not None or len(names) == 1:
        raise DoubtfulHeaderError(swallowing or 1)
    opened = next(number for number, name in enumerate(names, 1) if "\n" in name)
    if sum(name.count("\n") for name in names) >= limits.record_lines:
        raise DoubtfulHeaderError(opened)
    first = next((line for line in rest.split("\n") if line.strip()), None)
    if first is not None and first.count('"') % 2 == 0:
        row = cut_header(f"{first}\n", delimiter, limits, final=True)
        if row is None or len(row.names) != len(names):
            raise DoubtfulHeaderError(opened)
