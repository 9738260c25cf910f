"""The base of everything that a definition file says."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of a definition file: closed (no unknown key) and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
