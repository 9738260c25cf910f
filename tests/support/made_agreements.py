"""A made-up agency's store with its truths, and the terms of the two guides of Québec: what tests of agreements read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analysis.accountability.agreements.register import Register, read_register
from analysis.accountability.agreements.terms import Terms
from analysis.extracts.store import Store, open_store
from analysis.frameworks.loading import load_framework
from analysis.synthetic.agency import make_agency
from analysis.synthetic.store_files import write_store

FRAMEWORKS = Path(__file__).parents[2] / "params" / "frameworks"
GUIDES = ("quebec_employment_assistance_services_2019", "quebec_external_resources_2022")
TERMS = Terms.of(load_framework(FRAMEWORKS / f"{name}.yaml") for name in GUIDES)
AS_OF = date(2025, 9, 30)


@dataclass(frozen=True)
class MadeAgreements:
    """The store, its agreements, and what is true of them."""

    store: Store
    register: Register
    truth: dict[str, Any]


def made_agreements(folder: Path, participations: int = 6_000) -> MadeAgreements:
    """Return the sample's agency (or a smaller one of the same kind) straight in a store, and its truths about agreements."""
    agency = make_agency(participations, 20240401)
    write_store(agency, folder)
    store = open_store(folder)
    # The truths of the sample are committed: they are not worked out by what is tested here.
    told = json.loads((FRAMEWORKS.parents[1] / "data" / "sample" / "truth.json").read_text("utf-8"))["agreements"]
    return MadeAgreements(store, read_register(store, AS_OF), told)


def of_services(names: list[str]) -> set[str]:
    """Return the agreements of employment services: the guides of Québec do not govern those of Supported Employment (E…)."""
    return {name for name in names if not name.startswith("E")}
