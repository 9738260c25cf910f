"""The sample's agency, read once for the tests of agreements."""

from __future__ import annotations

import pytest
from made_agreements import MadeAgreements
from made_agreements import made_agreements as make


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeAgreements:
    return make(tmp_path_factory.mktemp("agreements") / "store")
