"""Mutations of delimited text: what a careless export, a bad transfer or a hostile sender does to a file.

A mutation returns the new bytes and the text that a reader who knew the truth would see; None where the bytes alone tell.
"""

from __future__ import annotations

import gzip
import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file after its mutation.

    `text` is what it truly says (None: its bytes, read as declared); `must_refuse` is said of a file of which nothing may be accepted.
    """

    content: bytes
    text: str | None = None
    must_refuse: bool = False


Mutation = Callable[[random.Random, bytes], Damaged]

HOSTILE_CELLS = (
    *("31/02/2024", "01/01/1900", "1980", "01/02/80", "2024-05-01", "45000", "01/13/2024", "29/02/2023", "1/2/1980", "00/00/0000"),
    *("12345678901234567890", "1e5", "0x10", "NaN", "inf", "-0", "007", "+5", "१२", "１２", "12 345", "1.234,5", "7.5", "--3", "1,2,3"),
    *("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "{}", "{0}", "%s", "$x$", "<b>", "{{< x >}}", "\\", "../../etc/passwd", "' OR 1=1 --"),
    *("É", "E\u0301", "a\u200bb", "\u202eabc", "\u00a0", "\ufeffU1", "𝕌1", "🙂", "ᐃᓄᒃ", "\u2028", "\u0085", "\ufffd"),
    *("#N/A", "#REF!", "NULL", "null", "None", "nan", "INC", "inc", "S.O.", "O", "o", "true", "x" * 900, "x" * 3_000),
)
CONTROLS = (b"\x00", b"\x1b", b"\x0b", b"\x0c", b"\x7f", b"\x1a", b"\x1e", b"\x08")
ENCODINGS = (
    "cp850",
    "cp437",
    "cp863",
    "cp1252",
    "latin-1",
    "iso8859-15",
    "mac-roman",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-8-sig",
    "utf-7",
)


def _place(random_: random.Random, content: bytes) -> int:
    return random_.randrange(len(content) + 1)


def _line(random_: random.Random, content: bytes) -> tuple[list[bytes], int]:
    lines = content.split(b"\n")
    return lines, random_.randrange(max(len(lines) - 1, 1))


def flip_byte(random_: random.Random, content: bytes) -> Damaged:
    changed = bytearray(content)
    for _ in range(random_.choice((1, 1, 1, 2, 5))):
        changed[random_.randrange(len(changed))] = random_.randrange(256)
    return Damaged(bytes(changed))


def flip_bit(random_: random.Random, content: bytes) -> Damaged:
    changed = bytearray(content)
    changed[random_.randrange(len(changed))] ^= 1 << random_.randrange(8)
    return Damaged(bytes(changed))


def insert_quote(random_: random.Random, content: bytes) -> Damaged:
    for _ in range(random_.choice((1, 1, 2, 3))):
        place = _place(random_, content)
        content = content[:place] + b'"' + content[place:]
    return Damaged(content)


def quote_in_header(random_: random.Random, content: bytes) -> Damaged:
    header, rest = content.split(b"\n", 1)
    place = random_.choice((len(header), 0, random_.randrange(len(header))))
    header = header[:place] + b'"' + header[place:]
    if random_.random() < 0.5:
        end = rest.find(b"\n", random_.randrange(max(len(rest) - 1, 1)))
        rest = rest[: max(end, 0)] + b'"' + rest[max(end, 0) :]
    return Damaged(header + b"\n" + rest)


def quote_at_field_edges(random_: random.Random, content: bytes) -> Damaged:
    edges = [index for index, byte in enumerate(content) if byte in b";,\t|\n"]
    for place in sorted(random_.sample(edges, min(len(edges), random_.randrange(1, 4))), reverse=True):
        cut = place + random_.randrange(2)
        content = content[:cut] + b'"' + content[cut:]
    return Damaged(content)


def delete_bytes(random_: random.Random, content: bytes) -> Damaged:
    place = _place(random_, content)
    return Damaged(content[:place] + content[place + random_.choice((1, 1, 1, 3, 40)) :])


def insert_delimiter(random_: random.Random, content: bytes) -> Damaged:
    place = _place(random_, content)
    return Damaged(content[:place] + random_.choice((b";", b",", b"\t")) + content[place:])


def line_ends(random_: random.Random, content: bytes) -> Damaged:
    end = random_.choice((b"\r\n", b"\r", b"\n\n", b"\n\r", b"\r\r\n", b"\xc2\x85", b"\xe2\x80\xa8"))
    if random_.random() < 0.5:
        return Damaged(content.replace(b"\n", end))
    lines, number = _line(random_, content)
    return Damaged(b"\n".join(lines[: number + 1]) + end + b"\n".join(lines[number + 1 :]))


def control_character(random_: random.Random, content: bytes) -> Damaged:
    place = _place(random_, content)
    return Damaged(content[:place] + random_.choice(CONTROLS) + content[place:])


def truncate(random_: random.Random, content: bytes) -> Damaged:
    return Damaged(content[: _place(random_, content)])


def repeat_line(random_: random.Random, content: bytes) -> Damaged:
    lines, number = _line(random_, content)
    lines.insert(random_.randrange(len(lines)), lines[number])
    return Damaged(b"\n".join(lines))


def blank_lines(random_: random.Random, content: bytes) -> Damaged:
    lines, number = _line(random_, content)
    lines[number:number] = [random_.choice((b"", b"   ", b"\t", b";;", b"\xc2\xa0"))] * random_.choice((1, 2, 50))
    return Damaged(b"\n".join(lines))


def hostile_cell(random_: random.Random, content: bytes) -> Damaged:
    lines, number = _line(random_, content)
    delimiter = b"\t" if b"\t" in lines[0] else b";" if b";" in lines[0] else b","
    cells = lines[number].split(delimiter)
    cell = random_.choice(HOSTILE_CELLS)
    if random_.random() < 0.3 or delimiter.decode() in cell or '"' in cell:
        cell = '"' + cell.replace('"', '""') + '"'
    cells[random_.randrange(len(cells))] = cell.encode()
    lines[number] = delimiter.join(cells)
    return Damaged(b"\n".join(lines))


def break_in_cell(random_: random.Random, content: bytes) -> Damaged:
    lines, number = _line(random_, content)
    delimiter = b"\t" if b"\t" in lines[0] else b";" if b";" in lines[0] else b","
    cells = lines[number].split(delimiter)
    place = random_.randrange(len(cells))
    cells[place] = b'"' + cells[place].replace(b'"', b'""') + random_.choice((b"\n", b"\r\n", b"\n\n", b"\n;", b'\n""')) + b'suite"'
    lines[number] = delimiter.join(cells)
    return Damaged(b"\n".join(lines))


def shuffle_bytes(random_: random.Random, content: bytes) -> Damaged:
    first, second = sorted((_place(random_, content), _place(random_, content)))
    return Damaged(content[:first] + content[second:] + content[first:second])


def other_encoding(random_: random.Random, content: bytes) -> Damaged:
    text = content.decode("utf-8")
    encoding = random_.choice(ENCODINGS)
    return Damaged(text.encode(encoding, "replace"), text.encode(encoding, "replace").decode(encoding, "replace"))


def half_encoded(random_: random.Random, content: bytes) -> Damaged:
    """Two systems wrote the file: some lines in another encoding than the others."""
    lines, number = _line(random_, content)
    lines[number:] = [line.decode("utf-8", "replace").encode(random_.choice(("cp1252", "cp850")), "replace") for line in lines[number:]]
    return Damaged(b"\n".join(lines))


def invalid_utf8(random_: random.Random, content: bytes) -> Damaged:
    place = _place(random_, content)
    return Damaged(
        content[:place]
        + random_.choice((b"\xed\xa0\x80", b"\xc0\x80", b"\xff", b"\xf8\x88", b"\xe2\x82", b"\xed\xb2\x80"))
        + content[place:]
    )


def decomposed(random_: random.Random, content: bytes) -> Damaged:
    return Damaged(unicodedata.normalize("NFD", content.decode()).encode())


def marks_of_order(random_: random.Random, content: bytes) -> Damaged:
    place = random_.choice((0, 0, _place(random_, content)))
    return Damaged(content[:place] + b"\xef\xbb\xbf" * random_.choice((1, 1, 2)) + content[place:])


def wide_or_long(random_: random.Random, content: bytes) -> Damaged:
    lines, number = _line(random_, content)
    choice = random_.randrange(4)
    if choice == 0:
        lines[0] += b";" + b";".join(b"x%d" % index for index in range(10_000))
    elif choice == 1:
        lines[number] += b"x" * 3_000_000
    elif choice == 2:
        lines[number] += b";" * 200_000
    else:
        lines[number] = b'"' + lines[number] + b"\n" * 5_000
    return Damaged(b"\n".join(lines))


def same_file(random_: random.Random, content: bytes) -> Damaged:
    return Damaged(content, content.decode())


TEXT_MUTATIONS: tuple[Mutation, ...] = (
    *(
        flip_byte,
        flip_bit,
        insert_quote,
        quote_in_header,
        quote_at_field_edges,
        delete_bytes,
        insert_delimiter,
        line_ends,
        control_character,
    ),
    *(
        truncate,
        repeat_line,
        blank_lines,
        hostile_cell,
        hostile_cell,
        hostile_cell,
        break_in_cell,
        shuffle_bytes,
        other_encoding,
        other_encoding,
    ),
    *(half_encoded, invalid_utf8, decomposed, marks_of_order, wide_or_long, same_file),
)


def flip_compressed(random_: random.Random, content: bytes) -> Damaged:
    changed = bytearray(content)
    changed[random_.randrange(len(changed))] ^= 1 << random_.randrange(8)
    return Damaged(bytes(changed), gzip.decompress(content).decode())


def cut_compressed(random_: random.Random, content: bytes) -> Damaged:
    return Damaged(content[: random_.randrange(len(content))], must_refuse=True)


def joined_members(random_: random.Random, content: bytes) -> Damaged:
    text = gzip.decompress(content)
    place = _place(random_, text)
    return Damaged(gzip.compress(text[:place], mtime=0) + gzip.compress(text[place:], mtime=0), text.decode())


def after_the_end(random_: random.Random, content: bytes) -> Damaged:
    tail = random_.choice((b"\x00" * 300, b"garbage", b"\x1f\x8b", content[: len(content) // 2]))
    return Damaged(content + tail, gzip.decompress(content).decode())


def not_compressed(random_: random.Random, content: bytes) -> Damaged:
    return Damaged(gzip.decompress(content), gzip.decompress(content).decode())


def bomb(random_: random.Random, content: bytes) -> Damaged:
    line = gzip.decompress(content).split(b"\n")[-2] + b"\n"
    filler = random_.choice((b"\x00", b"x", b"\n", line))
    whole = gzip.decompress(content) + filler * (300 * 2**20 // len(filler))
    # At its best, so that it expands beyond what is allowed whatever fills it.
    return Damaged(gzip.compress(whole, 9, mtime=0), must_refuse=True)


COMPRESSED_MUTATIONS: tuple[Mutation, ...] = (
    flip_compressed,
    flip_compressed,
    cut_compressed,
    joined_members,
    after_the_end,
    not_compressed,
)
