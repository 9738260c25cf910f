"""What is asked of the process that reads the values of a Parquet file, and how it says that it could not."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

DAMAGED, TOO_LARGE = 3, 4
"""The codes with which the process ends when the file is damaged, or needs more memory than is allowed."""


@dataclass(frozen=True, slots=True)
class Request:
    """The file, the positions and names of the columns to read, and the bytes and seconds that the process may use."""

    path: str
    positions: tuple[int, ...]
    names: tuple[str, ...]
    memory: int
    seconds: int

    def text(self) -> str:
        """Return the request as an argument of the command."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str) -> Request:
        """Return the request that an argument of the command holds."""
        return cls(**json.loads(text))
