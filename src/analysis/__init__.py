"""What a notebook may use: `open_run`, `open_case`, and the tables, figures and sentences that show what a run released.

Names are brought in when they are first used, so that `import analysis` costs nothing by itself.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.exercises import Case, open_case
    from analysis.presentation import figures, tables, wording
    from analysis.run import Run, open_run

__all__ = ["Case", "Run", "figures", "open_case", "open_run", "tables", "wording"]

_HOMES = {
    "Case": "analysis.exercises",
    "open_case": "analysis.exercises",
    "Run": "analysis.run",
    "open_run": "analysis.run",
    "figures": "analysis.presentation",
    "tables": "analysis.presentation",
    "wording": "analysis.presentation",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}; it offers {', '.join(__all__)}")
    if home == "analysis.presentation":
        return importlib.import_module(f"{home}.{name}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
