"""No result depends on the order in which an engine gives its rows: they leave it by one door, which orders them."""

from __future__ import annotations

import ast
from pathlib import Path

ROOMS = Path(__file__).resolve().parents[2] / "src" / "analysis"
DOOR = ROOMS / "extracts" / "leaving_the_engine.py"
LEAVING = {"to_pyarrow", "to_pandas", "to_polars", "to_pyarrow_batches", "execute"}


def leaves_the_engine(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [f"{path.relative_to(ROOMS)}:{call.lineno}" for call in calls if call.func.attr in LEAVING]  # type: ignore[attr-defined]


def test_rows_leave_the_engine_by_one_door() -> None:
    # Reading an extract speaks SQL to the engine itself, where each statement says its order.
    measuring = [ROOMS / room for room in ("cohorts", "indicators", "evaluation", "accountability", "disclosure", "run", "statistics")]
    found = [place for room in measuring for path in sorted(room.rglob("*.py")) for place in leaves_the_engine(path)]
    assert found == []
    assert leaves_the_engine(ROOMS / "extracts" / "store.py") == []
    assert leaves_the_engine(DOOR)
