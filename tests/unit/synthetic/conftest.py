from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from analysis.synthetic.agency import Agency, make_agency
from analysis.synthetic.block import Block, make_block
from analysis.synthetic.store_files import write_store


@dataclass(frozen=True)
class MadeUp:
    agency: Agency
    store: Path
    truth: dict[str, Any]


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    """An agency large enough for shares to be near their chances (60,000 participations), as a store."""
    agency = make_agency(60_000, 7)
    folder = tmp_path_factory.mktemp("made_up") / "store"
    write_store(agency, folder)
    return MadeUp(agency, folder, json.loads((folder / "truth.json").read_text("utf-8")))


@pytest.fixture(scope="session")
def block(made_up: MadeUp) -> Block:
    """Its complete data."""
    return make_block(made_up.agency, 0, made_up.agency.participations)
