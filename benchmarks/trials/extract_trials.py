"""An extract with one file damaged, read as `bilan check` reads it.

What must hold: each line, damaged or not, is accepted as what it says or refused with its number, or its file is refused; nothing is in the
store that the file does not say; no traceback, no abort, bounded memory and time; no value of a person in what is said.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import random
import re
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from trials.bounded import bounded
from trials.extract_files import AS_OF, CODEBOOK, HEADERS, STORED, TABLES, Row, TextTruth, Typed, as_text, sound_rows
from trials.parquet_mutations import damaged_parquet
from trials.text_mutations import COMPRESSED_MUTATIONS, TEXT_MUTATIONS, Damaged, bomb
from trials.verdict import Verdict
from trials.workbook_mutations import damaged_workbook, sound_workbook

LONGEST_MESSAGE = 8_000
ONE_BOMB_IN = 400
ENDINGS = {"csv": ".csv", "gz": ".csv.gz", "excel": ".xlsx", "parquet": ".parquet"}


def prepare() -> None:
    """Import what reading needs once, before processes are copied."""
    import duckdb  # noqa: F401
    import pandas as pd  # noqa: F401
    import pyarrow.dataset
    import pyarrow.parquet  # noqa: F401
    import python_calamine  # noqa: F401
    import ruamel.yaml  # noqa: F401

    import analysis.extracts.reading  # noqa: F401


def try_one(seed: int) -> Verdict:
    """Damage an extract and read it."""
    random_ = random.Random(seed)
    rows = sound_rows(random_)
    form = random_.choice(("csv",) * 11 + ("gz",) * 2 + ("excel",) * 4 + ("parquet",) * 3)
    delimiter = random_.choice(";;;,\t") if form in ("csv", "gz") else ";"
    encoding = random_.choice(("utf-8", "utf-8", "auto", "windows-1252")) if form == "csv" else "utf-8"
    target = random_.choice(tuple(rows))
    folder = Path(tempfile.mkdtemp(prefix="trial-"))
    try:
        extract = folder / "extract"
        extract.mkdir()
        (folder / "trial.yaml").write_text(
            CODEBOOK.format(delimiter="\\t" if delimiter == "\t" else delimiter, encoding=encoding, ending=ENDINGS[form]), "utf-8"
        )
        truth: _Truth | None = None
        name = "?"
        for stem, content in rows.items():
            path = extract / f"{stem}{ENDINGS[form]}"
            name_of_mutation, truth_of_file = _write(random_, path, stem, content, form, delimiter, encoding, is_target=stem == target)
            if stem == target:
                name, truth = name_of_mutation, truth_of_file
        outcome = bounded(lambda: _read(folder))
        kind, what = f"{form}", f"{name} of {target}, {encoding}"
        if outcome.fault:
            return Verdict(seed, kind, what, outcome.fault, (f"{outcome.fault}: {outcome.detail}",))
        assert truth is not None
        return Verdict(
            seed, kind, what, outcome.value["ended"], tuple(_failures(outcome.value, target, f"{target}{ENDINGS[form]}", truth, rows))
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Truth:
    """What one damaged file may give."""

    def __init__(
        self, *, must_refuse: bool, expected: Counter[Typed], lines: dict[int, Typed | None], spanning: set[int], doubtful: bool = False
    ) -> None:
        self.must_refuse = must_refuse
        self.expected = expected
        self.lines = lines
        self.spanning = spanning
        self.doubtful = doubtful
        """Its texts may be read otherwise, if the reader says so."""


def _write(  # noqa: PLR0917
    random_: random.Random, path: Path, stem: str, rows: list[Row], form: str, delimiter: str, encoding: str, *, is_target: bool
) -> tuple[str, _Truth | None]:
    if form == "excel":
        if not is_target:
            path.write_bytes(sound_workbook(HEADERS[stem], rows))
            return "", None
        name, content, must_refuse, expected, lines = damaged_workbook(random_, stem, rows)
        path.write_bytes(content)
        return name, _Truth(must_refuse=must_refuse, expected=expected, lines=lines, spanning=set())
    if form == "parquet":
        name, content, must_refuse, expected, lines = damaged_parquet(random_, stem, rows, sound=not is_target)
        path.write_bytes(content)
        return name, _Truth(must_refuse=must_refuse, expected=expected, lines=lines, spanning=set())
    text = as_text(HEADERS[stem], rows, delimiter)
    declared = "cp1252" if encoding == "windows-1252" else "utf-8"
    if encoding == "windows-1252":
        text = text.replace("ᐃᓄᒃᑎᑐᑦ", "Inuktitut")
    sound = text.encode(declared)
    content = gzip.compress(sound, mtime=0) if form == "gz" else sound
    if not is_target:
        path.write_bytes(content)
        return "", None
    if form == "gz" and random_.random() < 0.6:
        mutation = bomb if random_.random() < 20 / ONE_BOMB_IN else random_.choice(COMPRESSED_MUTATIONS)
        damaged = mutation(random_, content)
    else:
        mutation = random_.choice(TEXT_MUTATIONS)
        try:
            damaged = mutation(random_, text.encode())
        except UnicodeError:
            damaged = Damaged(sound)
        if declared == "cp1252" and mutation.__name__ not in ("other_encoding", "half_encoded"):
            # The damage was done to the text; what cannot be written in the declared encoding stays as bytes that are not of it.
            damaged = Damaged(damaged.content.decode("utf-8", "replace").encode("cp1252", "replace"), None, damaged.must_refuse)
        if form == "gz":
            damaged = Damaged(gzip.compress(damaged.content, mtime=0), damaged.text, damaged.must_refuse)
    path.write_bytes(damaged.content)
    return mutation.__name__, _truth_of_text(stem, damaged, form, delimiter, declared, encoding)


def _truth_of_text(  # noqa: PLR0917
    stem: str, damaged: Damaged, form: str, delimiter: str, declared: str, encoding: str
) -> _Truth:
    text = damaged.text
    if text is None and not damaged.must_refuse:
        content = gzip.decompress(damaged.content) if form == "gz" else damaged.content
        if declared == "utf-8":
            content = content.removeprefix(b"\xef\xbb\xbf")
        # A byte that cannot be decoded spoils its line, which must then be refused.
        text = "\n".join(_decoded(line, declared, encoding) for line in content.split(b"\n"))
    truth = TextTruth(stem, (text or "").removeprefix("\ufeff"), delimiter)
    spoilt = {number for number, line in enumerate((text or "").split("\n"), 1) if _SPOILT in line}
    lines = {number: None if number in spoilt else row for number, row in truth.lines.items()}
    return _Truth(
        must_refuse=damaged.must_refuse or not truth.header_is_sound,
        expected=truth.expected,
        lines=lines,
        spanning=truth.spanning,
        doubtful=encoding == "auto",
    )


_SPOILT = "\ud800"


def _decoded(line: bytes, declared: str, encoding: str) -> str:
    try:
        return line.decode(declared)
    except UnicodeDecodeError:
        if encoding == "auto":
            return line.decode("cp1252", "replace")
        return line.decode(declared, "replace") + _SPOILT


def _read(folder: Path) -> dict[str, Any]:
    from analysis.core.errors import UserError
    from analysis.core.ownership import OwnFile
    from analysis.extracts.codebooks import load_codebook
    from analysis.extracts.reading import read_extract

    ledger = folder / "ledger.csv"
    try:
        codebook = load_codebook(folder / "trial.yaml")
        result = read_extract(
            folder / "extract", codebook, folder / "store", ledger=OwnFile(ledger, folder / "written", "ledger"), as_of=AS_OF
        )
    except UserError as error:
        return {"ended": "file refused", "said": [error.text("fr"), error.text("en")]}
    import pyarrow.parquet as pq

    stored = {}
    for stem, columns in STORED.items():
        path = folder / "store" / f"{TABLES[stem]}.parquet"
        table = pq.read_table(path, columns=list(columns)).to_pylist() if path.is_file() else []
        stored[stem] = [[_plain(row[column]) for column in columns] for row in table]
    with ledger.open(encoding="utf-8-sig", newline="") as stream:
        refused = [(row["file"], int(row["line"])) for row in csv.DictReader(stream)]
    said = [part for notice in result.notices for part in (notice.fr, notice.en)]
    return {
        "ended": "rows refused" if refused else "accepted",
        "said": [*said, ledger.read_text("utf-8-sig")[:200_000]],
        "stored": stored,
        "refused": refused,
        "counts": [[count.file, count.n_rows, count.n_accepted, count.n_refused] for count in result.row_counts],
        "notices": said,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, (str, int, float, bool, type(None))) else float(value)


def _failures(answer: dict[str, Any], stem: str, file: str, truth: _Truth, rows: dict[str, list[Row]]) -> list[str]:
    failures = []
    said = "\n".join(answer["said"])
    known = {text for content in rows.values() for row in content for text in row if _is_personal(text)}
    if shown := sorted(text for text in known if text in said):
        failures.append(f"person: {len(shown)} values in what is said")
    if answer["ended"] == "file refused":
        if max(map(len, answer["said"])) > LONGEST_MESSAGE:
            failures.append(f"long: {max(map(len, answer['said']))} characters")
        return failures
    if truth.must_refuse:
        failures.append("lost: a file that cannot be read was accepted")
        return failures
    accepted = Counter(tuple(row) for row in answer["stored"][stem])
    in_ledger = {line for name, line in answer["refused"] if name == file}
    is_told = truth.doubtful and any("ncod" in notice for notice in answer["notices"])
    if (unexpected := accepted - truth.expected) and not is_told:
        failures.append(f"changed: {sum(unexpected.values())} rows in the store that the file does not hold")
    left = Counter(accepted)
    n_lost = 0
    for number, row in sorted(truth.lines.items()):
        if number in in_ledger or number in truth.spanning:
            continue
        if row is not None and left[row] > 0:
            left[row] -= 1
        elif not is_told:
            n_lost += 1
    if n_lost:
        failures.append(f"lost: {n_lost} of {len(truth.lines)} lines neither accepted nor refused")
    return failures


def _is_personal(text: str) -> bool:
    return bool(re.fullmatch(r"[UP][0-9]{5}|[0-9]{2}/[0-9]{2}/19[0-9]{2}", text))
