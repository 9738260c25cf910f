"""How an agency writes its dates: `jj/mm/aaaa`, `yyyy-mm`, `aaaamm`… turned into what the engine reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PIECES = {"aaaa": "%Y", "yyyy": "%Y", "mm": "%m", "jj": "%d", "dd": "%d"}
_WRITTEN = re.compile(r"(aaaa|yyyy|mm|jj|dd)([-/. ]?)(aaaa|yyyy|mm|jj|dd)(?:([-/. ]?)(aaaa|yyyy|mm|jj|dd))?")


@dataclass(frozen=True, slots=True)
class DateFormat:
    """A way to write a day, or a month (then the date is its first day).

    `pattern` is a regular expression of the whole text: the engine's own parser alone would take `3/4/24` for the year 24.
    """

    written: str
    strptime: str
    pattern: str


def parse_date_format(written: str) -> DateFormat:
    """Return the format that `jj/mm/aaaa`, `yyyy-mm-dd`, `aaaa-mm` or `aaaamm` stands for.

    Raises
    ------
    ValueError
        When it is not made of one year, one month and at most one day, with one same separator (`-`, `/`, `.`, a space or none).
    """
    found = _WRITTEN.fullmatch(written.strip())
    if not found:
        raise ValueError(written)
    first, separator, second, separator_again, third = found.groups()
    codes = [_PIECES[piece] for piece in (first, second, third) if piece]
    if len(set(codes)) != len(codes) or not {"%Y", "%m"} <= set(codes) or (third and separator_again != separator):
        raise ValueError(written)
    # Without a separator only fixed widths can be told apart; with one, `3/4/2024` is plain enough.
    two = "[0-9]{2}" if not separator else "[0-9]{1,2}"
    widths = {"%Y": "[0-9]{4}", "%m": two, "%d": two}
    return DateFormat(written, separator.join(codes), re.escape(separator).join(widths[code] for code in codes))


ISO_DATE = parse_date_format("yyyy-mm-dd")
