"""What does not fit in memory goes into the temporary folder, never into the folder of the command, where a notebook may write nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from analysis.extracts.store import open_store
from analysis.synthetic import make_agency, write_store

MANY = "SELECT count(*) FROM (SELECT hash(range) AS first FROM range(3000000) ORDER BY first LIMIT 2900000)"


def test_what_does_not_fit_in_memory_leaves_nothing_beside_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work, temporary = tmp_path / "work", tmp_path / "temporary"
    work.mkdir()
    temporary.mkdir()
    write_store(make_agency(4, 1), tmp_path / "store")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.chdir(work)
    connection = open_store(tmp_path / "store").connection
    connection.raw_sql("SET memory_limit = '40MB'")
    connection.raw_sql("SET threads = 1")
    assert connection.raw_sql(MANY).fetchall() == [(2_900_000,)]
    assert len(list(temporary.iterdir())) == 1, "the engine had enough memory: this test shows nothing"
    assert list(work.iterdir()) == []
    connection.disconnect()
    assert list(temporary.iterdir()) == []
