from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from analysis.core.errors import ExtractError
from analysis.extracts.store import open_store
from analysis.synthetic import make_agency, write_agency_files, write_store


def test_a_folder_of_somebody_else_is_never_written_over(tmp_path: Path) -> None:
    own = tmp_path / "participations.csv.gz"
    own.write_bytes(b"real")
    for write in (write_agency_files, write_store):
        with pytest.raises(ExtractError, match="something else than a made-up agency"):
            write(make_agency(4, 1), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [own.name]
    assert own.read_bytes() == b"real"


def test_a_made_up_folder_is_written_again_even_after_an_interruption(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    for write, last in ((write_agency_files, "truth.json"), (write_store, "store.json")):
        folder = tmp_path / last
        write(make_agency(40, 2), folder)
        with pytest.raises(KeyboardInterrupt):
            write(make_agency(40, 1), folder, block=4, progress=stop)
        assert not (folder / last).exists()
        write(make_agency(40, 1), folder)
        assert (folder / last).exists()
    assert open_store(tmp_path / "store.json").provenance.made_up
    assert "inventées" in (tmp_path / "store.json" / "README.md").read_text("utf-8")


def test_a_full_disk_or_a_file_in_the_way_is_said_plainly(tmp_path: Path) -> None:
    def full(done: int, total: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(ExtractError, match="no space left on the disk"):
        write_store(make_agency(4, 1), tmp_path / "store", progress=full)
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExtractError) as caught:
        write_agency_files(make_agency(4, 1), tmp_path / "file")
    assert "n'a pas pu être écrite" in caught.value.text("fr")
