"""The surveys of `../shared` and the answers that others published about them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np


def known(shared: Path, name: str) -> dict[str, Any]:
    answers = json.loads((shared / "facts" / "known_answers.json").read_text("utf-8"))
    expected: dict[str, Any] = next(answer for answer in answers if answer["id"] == name)["expected"]
    return expected


def columns(path: Path) -> dict[str, np.ndarray]:
    """Return the columns of a file as texts."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def numbers(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float64)
