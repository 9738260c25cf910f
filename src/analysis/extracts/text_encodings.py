"""Which encoding a text is in: the letters of French and English words say so, and where they do not, people are asked.

UTF-8 and UTF-16 can be told from their bytes. An encoding of one byte a character cannot: any bytes are text in any of them. So the letters
and marks that each would give are held against their neighbours (« Qu‚bec » and « QuÚbec » are no words): the share of those out of place
is small for the right encoding, and large for the others.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import IO, TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SINGLE_BYTE = {
    "windows-1252": "cp1252",
    "iso-8859-1": "iso8859-1",
    "iso-8859-15": "iso8859-15",
    "cp850": "cp850",
    "cp858": "cp858",
    "cp437": "cp437",
    "cp863": "cp863",
    "mac-roman": "mac_roman",
}
"""The encodings of one byte a character that a codebook can declare, and what Python calls them."""

_CANDIDATES = ("windows-1252", "cp850", "cp437", "cp863", "mac-roman")
_MOST_MISPLACED, _LEAST_GAP, _SUITS = 0.05, 0.4, 0.2
_CHUNK = 4 * 2**20

_FRENCH = "àâçéèêëîïôùûüÿœæ"
_OTHER_LETTERS = "äöáíóúñãõåøìòšžýğşćčłńß"

_N_CLASSES = 4 + 128
_FOLD: NDArray[np.int64] = np.array(
    [2 if 65 <= byte <= 90 else 1 if 97 <= byte <= 122 else 3 if 48 <= byte <= 57 else 0 for byte in range(128)] + list(range(4, 132)),
    dtype=np.int64,
)
"""Bytes as neighbours: 0 what is no letter, 1 a small letter, 2 a capital, 3 a digit, and each byte above 127 as itself."""


def undecodable_bytes(encoding: str) -> bytes:
    """Return the bytes that are no character, or a control character, in an encoding of one byte a character."""
    codec = SINGLE_BYTE[encoding]
    texts = ((byte, bytes([byte]).decode(codec, errors="replace")) for byte in range(128, 256))
    return bytes(byte for byte, text in texts if text == "\ufffd" or "\x80" <= text <= "\x9f")


class Neighbours:
    """How often each byte above 127 stands between which neighbours."""

    def __init__(self) -> None:
        self._counts = np.zeros(_N_CLASSES * 128 * _N_CLASSES, dtype=np.int64)
        self.n = 0

    def add(self, block: bytes) -> None:
        """Count those of a block."""
        keys = self._keys(block)[1]
        self.n += len(keys)
        if len(keys):
            self._counts += np.bincount(keys, minlength=len(self._counts))

    def used_bytes(self) -> bytes:
        """Return the bytes above 127 that were counted, each once."""
        used = np.flatnonzero(self._counts) // _N_CLASSES % 128
        return bytes(int(byte) + 128 for byte in np.unique(used))

    def misplaced(self, encoding: str) -> float:
        """Return the share of the characters that are out of place in an encoding."""
        keys = np.flatnonzero(self._counts)
        weights = self._counts[keys]
        costs = np.array([_cost_of(int(key), encoding) for key in keys])
        return float((costs * weights).sum() / weights.sum()) if len(keys) else 0.0

    def first_misplaced(self, block: bytes, encoding: str) -> int | None:
        """Return where the first character out of place stands in a block."""
        places, keys = self._keys(block)
        wrong = [key for key in np.unique(keys) if _cost_of(int(key), encoding) >= 1]
        found = places[np.isin(keys, wrong)]
        return int(found[0]) if len(found) else None

    @staticmethod
    def _keys(block: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        data = np.frombuffer(b"\n" + block + b"\n", dtype=np.uint8)
        places = np.flatnonzero(data >= 128)
        before, after = _FOLD[data[places - 1]], _FOLD[data[places + 1]]
        return places - 1, (before * 128 + (data[places].astype(np.int64) - 128)) * _N_CLASSES + after


@dataclass(frozen=True, slots=True)
class Detected:
    """The encoding of a file; or, when `encoding` is None, those that it may be in and the first place that leaves the doubt."""

    encoding: str | None
    looks_like: tuple[str, ...] = ()
    line: int | None = None
    column: int | None = None


def detect_encoding(open_source: Callable[[], AbstractContextManager[IO[bytes]]], delimiter: str) -> Detected:
    """Return the encoding of a file: UTF-8, UTF-16, or Windows-1252 when its letters leave no doubt."""
    with open_source() as source:
        block = source.read(_CHUNK)
        if wide := wide_encoding(block):
            return Detected(wide)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block:
                decoder.decode(block)
                block = source.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            pass
        else:
            return Detected("utf-8")
    neighbours = Neighbours()
    place = _Place(delimiter)
    with open_source() as source:
        while block := source.read(_CHUNK):
            neighbours.add(block)
            place.look(neighbours, block, "windows-1252")
    ours, others = _shares(neighbours, "windows-1252")
    if ours <= _MOST_MISPLACED and min(others.values(), default=1.0) - ours >= _LEAST_GAP:
        return Detected("windows-1252")
    # A name written with letters of other languages: nothing else suits, and nothing is out of place for sure.
    if not place.is_misplaced and min(others.values(), default=1.0) - ours >= _LEAST_GAP:
        return Detected("windows-1252")
    shares = {"windows-1252": ours, **others}
    looks_like = tuple(sorted((name for name in shares if shares[name] <= _SUITS), key=lambda name: round(shares[name], 2)))
    return Detected(None, looks_like, place.line, place.column)


def other_encoding(neighbours: Neighbours, declared: str) -> str | None:
    """Return the encoding that a text is in rather than the declared one, when that leaves no doubt."""
    ours, others = _shares(neighbours, declared)
    best = min(others, key=lambda name: others[name], default=None)
    return best if best is not None and ours >= 0.5 and others[best] <= _MOST_MISPLACED else None


_RARE = bytes((0xC6, 0xCB, 0xCD, 0xCE, 0xCF, 0xE2, 0xEF))
_PAIRS = (b"\xc3\x82", b"\xc3\x83", b"\xc5\x92", b"\xc5\xa0", b"\xc5\xbd", *(sign.encode() for sign in "¤¦¨¸¼½¾"))

DOUBTFUL = "|".join(
    (
        r"[\x{FFFD}\x{FEFF}\x{80}-\x{9F}]",
        r"[\x{2500}-\x{259F}]",
        r"Ã[\x{A0}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘“”•–—˜™š›œžŸ]",
        r"Â[\x{A1}-\x{BF}]",
        r"â€",
        r"[A-Za-zÀ-ÿ][¤¦¨¸¼½¾]",
        r"[¤¦¨¸¼½¾][A-Za-zÀ-ÿ]",
        r"[a-zà-ÿ][‚ƒ„†‡ˆ‰‹›˜“”ŠŽŒ\x{370}-\x{3FF}][a-zà-ÿ]",
    )
)
"""What a text holds when an earlier reading lost or mistook its letters (an RE2 pattern): a replacement mark, a byte order mark inside it,
C1 controls, UTF-8 read as something else, signs that are letters in ISO 8859-15 (`¼uvre`), the drawing characters and quotation marks
that another code page gives for letters."""


def may_be_doubtful(block: bytes) -> bool:
    """Say whether UTF-8 text may hold what `DOUBTFUL` looks for: most texts have no such byte, and their cells need not be searched."""
    if block.isascii():
        return False
    if len(block.translate(None, _RARE)) != len(block) or any(pair in block for pair in _PAIRS):
        return True
    data = np.frombuffer(block, dtype=np.uint8)
    after = data[np.minimum(np.flatnonzero(data == 0xC2) + 1, len(data) - 1)]
    return bool(((after >= 0x80) & (after <= 0x9F)).any())


def wide_encoding(start: bytes) -> str | None:
    """Return the UTF-16 that the start of a file shows, by its mark or by the null half of each common character."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = start[:1000:2], start[1:1000:2]
    if len(odd) > 1 and b"\0" in odd and odd.count(0) > len(odd) // 2 and b"\0" not in even:
        return "utf-16-le"
    if len(odd) > 1 and b"\0" in even and even.count(0) > len(even) // 2 and b"\0" not in odd:
        return "utf-16-be"
    return None


def _shares(neighbours: Neighbours, ours: str) -> tuple[float, dict[str, float]]:
    """Return the share of misplaced characters for an encoding, and for each candidate that would give another text."""
    used = neighbours.used_bytes()
    text = used.decode(SINGLE_BYTE[ours], errors="replace")
    others = {name: neighbours.misplaced(name) for name in _CANDIDATES if used.decode(SINGLE_BYTE[name], errors="replace") != text}
    return neighbours.misplaced(ours), others


class _Place:
    """The first place of a file where a character is out of place: its line and the number of its column."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter.encode()
        self._n_before = 1
        self.is_misplaced = False
        self.line: int | None = None
        self.column: int | None = None

    def look(self, neighbours: Neighbours, block: bytes, encoding: str) -> None:
        """Look for it in the next block; as long as there is none, the place is that of the first character above 127."""
        if self.is_misplaced:
            return
        end = b"\n" if b"\n" in block else b"\r"
        found = neighbours.first_misplaced(block, encoding)
        self.is_misplaced = found is not None
        if found is None and self.line is None and not block.isascii():
            found = len(block) - len(block.lstrip(bytes(range(128))))
        if found is not None:
            self.line = self._n_before + block.count(end, 0, found)
            self.column = block.count(self._delimiter, block.rfind(end, 0, found) + 1, found) + 1
        self._n_before += block.count(end)


@cache
def _cost_of(key: int, encoding: str) -> float:
    """Return how much out of place a character is between its neighbours: 0 not at all, 1 for sure."""
    rest, after = divmod(key, _N_CLASSES)
    before, byte = divmod(rest, 128)
    return _cost(_case(before, encoding), _character(byte + 128, encoding), _case(after, encoding))


def _character(byte: int, encoding: str) -> str:
    return bytes([byte]).decode(SINGLE_BYTE[encoding], errors="replace")


def _case(neighbour: int, encoding: str) -> str:
    """Return `a` for a small letter, `A` for a capital, `0` for a digit, a space for the rest."""
    if neighbour < 4:
        return " aA0"[neighbour]
    character = _character(neighbour - 4 + 128, encoding)
    return "a" if character.islower() else "A" if character.isupper() else " "


def _cost(before: str, character: str, after: str) -> float:
    small = character.lower()
    if small in _FRENCH or small in _OTHER_LETTERS:
        known = 0.0 if small in _FRENCH else 0.5
        if character == small:
            return 1.0 if before == after == "A" else known
        alone = 0.5 if before == after == " " and known else 0.0
        return 1.0 if before == "a" else known + alone
    for marks, cost in _MARKS:
        if character in marks:
            return cost(before, after)
    return 1.0


def _between(before: str, after: str) -> bool:
    return before in "aA" and after in "aA"


_MARKS: tuple[tuple[str, Callable[[str, str], float]], ...] = (
    ("\u00a0", lambda before, after: 0.5 * (before == " " and after == "a")),
    ("’'", lambda before, after: 0.0),
    ("‘“”", lambda before, after: float(_between(before, after))),
    ("«»", lambda before, after: 1.0 if _between(before, after) else 0.5 * (before in "aA" or after in "aA")),
    ("–—", lambda before, after: float(before in "aA" and after == "a")),
    ("…°²³¹", lambda before, after: float(after in "aA")),
    ("½¼¾©®™€£", lambda before, after: float(after in "aA")),
    # Marks that never touch a letter on both sides, and seldom on one.
    ("‚ƒ„ˆ‰†‡˜˚˘¸¨´`^¤¥¦¬¯±¶·×÷¢§µªº‹›•", lambda before, after: 1.0 if before in "aA" or after in "aA" else 0.5),
)
"""How much out of place marks are between their neighbours; what is none of these, nor a letter, is always so."""
