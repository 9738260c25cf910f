from __future__ import annotations

from pathlib import Path

import pytest
from small_extract import SmallExtract


@pytest.fixture
def extract(tmp_path: Path) -> SmallExtract:
    return SmallExtract(tmp_path)
