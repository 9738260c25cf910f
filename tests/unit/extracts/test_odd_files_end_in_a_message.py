"""Odd names, odd kinds of files, faults of a disk, hostile sizes: a message that names the file, never a wait, a traceback or an abort."""

from __future__ import annotations

import errno
import gzip
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
from small_extract import PARTICIPATIONS, PROVIDERS, SmallExtract

from analysis.core.errors import ExtractError
from analysis.extracts import raw_records
from analysis.extracts.checking import check_extract
from analysis.extracts.folders import FoundFile
from analysis.extracts.store import open_store


def _refusal(extract: SmallExtract, **options: Any) -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        extract.read(**options)
    return caught.value


def _whats(error: ExtractError) -> list[tuple[str, str]]:
    return [(problem.where, problem.what.en) for problem in error.problems]


def test_a_name_that_is_not_utf8_is_told_as_not_read(extract: SmallExtract) -> None:
    extract.write()
    Path(os.fsdecode(os.fsencode(extract.folder) + b"/donn\x82es.csv")).write_text("x")
    result = extract.read()
    assert result.unread == ("donn\ufffdes.csv",)
    assert open_store(extract.store).details["unread"] == ["donn\ufffdes.csv"]
    summary = check_extract(extract.folder, extract.codebook).summary_text("fr")
    assert "donn\ufffdes.csv" in summary
    summary.encode()


def test_a_file_whose_name_is_not_utf8_is_read_and_its_rows_are_named(extract: SmallExtract) -> None:
    extract.codebook_text = extract.codebook_text.replace("file: fournisseurs.csv", 'file: "fourn*.csv"')
    extract.write(fournisseurs=None)
    content = "\n".join([*PROVIDERS, "F3;Relais;99"]).encode()
    Path(os.fsdecode(os.fsencode(extract.folder) + b"/fourn\x82s.csv")).write_bytes(content)
    extract.read()
    assert extract.ledger() == [("fourn\ufffds.csv", 4, "region", "unknown_code")]


def test_a_name_that_is_not_utf8_gives_no_value(extract: SmallExtract) -> None:
    extract.codebook_text = extract.codebook_text.replace("file: fournisseurs.csv", 'file: "fourn{lieu}.csv"').replace(
        "provider_name: nom", "provider_name: {name_part: lieu}"
    )
    extract.write(fournisseurs=None)
    Path(os.fsdecode(os.fsencode(extract.folder) + b"/fourn\x82s.csv")).write_bytes("\n".join(PROVIDERS).encode())
    assert _whats(_refusal(extract)) == [("fourn\ufffds.csv", "the name of this file is not in UTF-8")]


def test_a_folder_named_like_a_file_is_told_and_one_that_nothing_names_is_not(extract: SmallExtract) -> None:
    extract.write(fournisseurs=None)
    (extract.folder / "fournisseurs.csv").mkdir()
    (extract.folder / "anciens").mkdir()
    assert _whats(_refusal(extract)) == [("fournisseurs.csv", "this is not an ordinary file")]


def test_a_device_is_not_opened(extract: SmallExtract) -> None:
    extract.write(fournisseurs=None)
    try:
        os.mknod(extract.folder / "fournisseurs.csv", 0o600 | 0o020000, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes devices")
    assert _whats(_refusal(extract)) == [("fournisseurs.csv", "this is not an ordinary file")]


def test_a_pipe_that_took_the_place_of_a_file_is_never_waited_for(extract: SmallExtract) -> None:
    extract.write()
    path = extract.folder / "fournisseurs.csv"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(raw_records.FileProblemError) as caught:
        raw_records.open_at_once(FoundFile(path, extract.codebook.definition.files[1], {}))
    assert caught.value.problem.what.en == "this is not an ordinary file"


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        (errno.EACCES, "file cannot be read"),
        (errno.EIO, "file cannot be read to its end"),
        (errno.ESTALE, "file cannot be read to its end"),
    ],
)
def test_a_file_that_the_system_does_not_give_is_named(
    extract: SmallExtract, monkeypatch: pytest.MonkeyPatch, fault: int, what: str
) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if size and size > 8:
                raise OSError(fault, os.strerror(fault))
            return super().read(size)

    def opened(found: FoundFile) -> IO[bytes]:
        return Failing(found.path.read_bytes()) if found.name == "fournisseurs.csv" else found.path.open("rb")

    monkeypatch.setattr(raw_records, "open_at_once", opened)
    assert _whats(_refusal(extract.write())) == [("fournisseurs.csv", what)]


def test_a_full_disk_is_not_told_as_a_fault_of_the_file(extract: SmallExtract, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(raw_records, "rewrite", full)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        extract.write().read()


def _damaged_gzips() -> dict[str, bytes]:
    whole = gzip.compress("\n".join([PROVIDERS[0], *(f"F{n};Nom {n * 7919};06" for n in range(3000))]).encode(), mtime=0)
    middle = len(whole) // 2
    return {
        "cut in its header": whole[:5],
        "cut in its data": whole[:middle],
        "a byte changed": whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :],
        "a wrong method": whole[:2] + b"\x07" + whole[3:],
        "wrong flags": whole[:3] + b"\xff" + whole[4:],
        "a wrong checksum": whole[:-8] + b"\0\0\0\0" + whole[-4:],
        "text after it": whole + b"F9;x;06\n",
        "half of another after it": whole + whole[:middle],
    }


@pytest.mark.parametrize("damage", list(_damaged_gzips()))
@pytest.mark.parametrize("encoding", ["utf-8", "auto", "windows-1252"])
def test_a_damaged_compressed_file_is_refused(extract: SmallExtract, damage: str, encoding: str) -> None:
    extract.codebook_text = extract.codebook_text.replace("file: fournisseurs.csv", f"file: fournisseurs.csv.gz\n    encoding: {encoding}")
    extract.write(fournisseurs=None, participations=PARTICIPATIONS[:1])
    (extract.folder / "fournisseurs.csv.gz").write_bytes(_damaged_gzips()[damage])
    assert _whats(_refusal(extract)) == [("fournisseurs.csv.gz", "compressed file truncated or damaged")]


def test_compressed_files_one_after_the_other_are_one_file(extract: SmallExtract) -> None:
    extract.codebook_text = extract.codebook_text.replace("file: fournisseurs.csv", "file: fournisseurs.csv.gz")
    extract.write(fournisseurs=None)
    parts = [gzip.compress(f"{line}\n".encode(), mtime=0) for line in PROVIDERS]
    (extract.folder / "fournisseurs.csv.gz").write_bytes(b"".join(parts))
    assert extract.read().n_refused == 0


HOSTILE: dict[str, Callable[[], bytes]] = {
    "one cell of 100 MB": lambda: b"no;nom;region\nF1;" + b"x" * 100_000_000 + b";06\nF2;Entraide;03\n",
    "one quoted cell of millions of lines": lambda: b'no;nom;region\nF1;"' + b"xxxx\n" * 1_500_000 + b'";06\nF2;Entraide;03\n',
    "a line without an end": lambda: b"no;nom;region\nF1;Carrefour;06\nF2;Entraide;03\n" + b"a;" * 40_000_000,
    "a header without an end": lambda: b"a;" * 10_000_000,
    "millions of line ends": lambda: b"no;nom;region\nF1;Carrefour;06\nF2;Entraide;03\n" + b"\n" * 10_000_000,
    "millions of quotes": lambda: b"no;nom;region\nF1;Carrefour;06\nF2;Entraide;03\n" + b'"\n' * 1_500_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(HOSTILE))
def test_hostile_sizes_stay_within_memory_and_end_in_counts_or_a_message(extract: SmallExtract, kind: str) -> None:
    extract.codebook_text = extract.codebook_text.replace("file: fournisseurs.csv", "file: fournisseurs.csv\n    encoding: auto")
    extract.write(fournisseurs=HOSTILE[kind](), participations=PARTICIPATIONS[:1])
    extract.codebook  # noqa: B018 -- written for the other process
    code = (
        "import sys, resource\nfrom pathlib import Path\nfrom analysis.core.errors import ExtractError\n"
        "from analysis.extracts.codebooks import load_codebook\nfrom analysis.extracts.reading import read_extract\n"
        "root = Path(sys.argv[1])\n"
        "try:\n    read_extract(Path(sys.argv[2]), load_codebook(root / 'small.yaml'), root / 'store')\n"
        "except ExtractError as error:\n    print(error.problems[0].where)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(extract.root), str(extract.folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout.split()[-1]) < 2000
