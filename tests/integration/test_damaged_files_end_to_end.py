"""From damaged files of an agency to what a run says of them: refused rows are counted, refused files are named, the last report stays."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tiny_run import TinyRun, make_tiny_run

from analysis import open_run
from analysis.core.errors import DefinitionError, ExitCode, ExtractError
from tests.conftest import BILAN


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    return make_tiny_run(tmp_path_factory.mktemp("damaged") / "project")


@pytest.fixture
def tiny(made: TinyRun, tmp_path: Path) -> Iterator[TinyRun]:
    """The agency, its files put back as they were after each test."""
    shutil.copytree(made.files, tmp_path / "kept")
    shutil.copytree(made.project / "params", tmp_path / "params")
    yield made
    for name, place in (("kept", made.files), ("params", made.project / "params")):
        shutil.rmtree(place)
        shutil.copytree(tmp_path / name, place)


def truncated(name: str) -> Callable[[TinyRun], None]:
    return lambda tiny: (tiny.files / name).write_bytes((tiny.files / name).read_bytes()[:-200]) and None


def rename_column(tiny: TinyRun) -> None:
    rows = tiny.rows("participations.csv.gz")
    rows[0][rows[0].index("date_debut")] = "date_dbut"
    tiny.write("participations.csv.gz", rows)


def repeat_person(tiny: TinyRun) -> None:
    rows = tiny.rows("personnes.csv.gz")
    tiny.write("personnes.csv.gz", [*rows, rows[1]])


def reverse_dates(tiny: TinyRun) -> None:
    tiny.set("participations.csv.gz", 1, date_debut="01/09/2024", date_fin="01/01/2024")


ROWS: dict[str, tuple[Callable[[TinyRun], None], str]] = {
    "a wrong type": (lambda tiny: tiny.set("suivis.csv.gz", 1, heures_semaine="beaucoup"), "follow_ups"),
    "dates in the wrong order": (reverse_dates, "participations"),
    "a key twice": (repeat_person, "persons"),
    "an unknown code": (lambda tiny: tiny.set("participations.csv.gz", 1, programme="XXX"), "participations"),
    "a day that does not exist": (lambda tiny: tiny.set("participations.csv.gz", 1, date_debut="31/02/2024"), "participations"),
}
FILES: dict[str, tuple[Callable[[TinyRun], None], str, str]] = {
    "a wrong column": (rename_column, "participations.csv.gz", "date_debut"),
    "an empty file": (lambda tiny: (tiny.files / "fournisseurs.csv").write_bytes(b"") and None, "fournisseurs.csv", ""),
    "an empty compressed file": (lambda tiny: (tiny.files / "suivis.csv.gz").write_bytes(gzip.compress(b"")) and None, "suivis.csv.gz", ""),
    "a truncated compressed file": (truncated("participations.csv.gz"), "participations.csv.gz", "tronqué"),
    "a file that is not there": (lambda tiny: (tiny.files / "suivis.csv.gz").unlink(), "suivis.csv.gz", "absent"),
}


@pytest.mark.parametrize("damage", sorted(ROWS))
def test_a_damaged_row_is_refused_and_counted_and_the_run_goes_on(damage: str, tiny: TinyRun) -> None:
    make, table = ROWS[damage]
    make(tiny)
    frame = open_run(tiny.run_file, "fr").quality().frame
    rows = frame[(frame["table"] == table) & (frame["reason"] == "total")].set_index("indicator")["value"]
    assert rows["rows_refused"] == 1
    assert rows["rows_read"] == rows["rows_accepted"] + rows["rows_refused"]


@pytest.mark.parametrize("damage", sorted(FILES))
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(damage: str, tiny: TinyRun) -> None:
    make, name, word = FILES[damage]
    make(tiny)
    with pytest.raises(ExtractError) as caught:
        open_run(tiny.run_file, "fr")
    (problem,) = caught.value.problems
    assert problem.where.startswith(name)
    assert word in problem.what.fr
    assert problem.todo is not None


def test_a_truncated_workbook_is_named_with_what_to_do(tiny: TinyRun) -> None:
    codebook = tiny.project / "params" / "codebooks" / "made_up_agency.yaml"
    text = codebook.read_text(encoding="utf-8")
    assert "fournisseurs.csv" in text
    codebook.write_text(text.replace("fournisseurs.csv", "fournisseurs.xlsx"), encoding="utf-8")
    (tiny.files / "fournisseurs.xlsx").write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    with pytest.raises((ExtractError, DefinitionError)) as caught:
        open_run(tiny.run_file, "fr")
    assert "fournisseurs.xlsx" in caught.value.text("fr")
    assert all(problem.todo for problem in caught.value.problems)


def test_every_file_that_cannot_be_read_is_named_at_once(tiny: TinyRun) -> None:
    for name in ("an empty file", "a truncated compressed file", "a file that is not there"):
        FILES[name][0](tiny)
    with pytest.raises(ExtractError) as caught:
        open_run(tiny.run_file, "en")
    assert {problem.where for problem in caught.value.problems} == {"fournisseurs.csv", "participations.csv.gz", "suivis.csv.gz"}


def test_files_mended_after_a_refusal_are_read(tiny: TinyRun) -> None:
    good = (tiny.files / "participations.csv.gz").read_bytes()
    truncated("participations.csv.gz")(tiny)
    with pytest.raises(ExtractError):
        open_run(tiny.run_file)
    (tiny.files / "participations.csv.gz").write_bytes(good)
    frame = open_run(tiny.run_file).quality().frame
    assert frame[(frame["indicator"] == "rows_read") & (frame["table"] == "participations")]["value"].max() == 60


def test_weights_of_99_percent_are_refused_with_their_sum(tiny: TinyRun) -> None:
    framework = tiny.project / "params" / "frameworks" / "ontario_supported_employment.yaml"
    text = framework.read_text(encoding="utf-8")
    assert "value: 0.25" in text
    framework.write_text(text.replace("value: 0.25", "value: 0.24", 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        open_run(tiny.run_file, "fr").performance()
    assert caught.value.exit_code is ExitCode.DEFINITION
    assert "99" in caught.value.text("fr") or "0.99" in caught.value.text("fr")
    assert "ontario_supported_employment.yaml" in caught.value.text("en")


@pytest.mark.slow
def test_a_refused_extract_leaves_the_last_report_as_it_was(tiny: TinyRun) -> None:
    def report() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BILAN, "report", "params/runs/tiny.yaml", "--lang", "fr"],
            cwd=tiny.project,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
            env={**os.environ, "BILAN_LANGUAGE": "fr"},
        )

    tiny.change_run("{notebook: summary}, ", "")
    first = report()
    assert first.returncode == 0, first.stderr[-3000:]
    published = tiny.project / "published" / "tiny"
    before = {path.relative_to(published): path.read_bytes() for path in sorted(published.rglob("*")) if path.is_file()}
    truncated("participations.csv.gz")(tiny)
    refused = report()
    assert refused.returncode == ExitCode.EXTRACT, refused.stderr[-3000:]
    assert "Traceback" not in refused.stderr
    assert "participations.csv.gz" in refused.stderr
    after = {path.relative_to(published): path.read_bytes() for path in sorted(published.rglob("*")) if path.is_file()}
    assert after == before
