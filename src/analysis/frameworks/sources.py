"""Where the numbers and rules of a framework are written, and how sure we are of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual


class Confidence(StrEnum):
    """Where a number comes from: written in a source, computed from one, or chosen by us until someone knows."""

    STATED = "stated"
    DERIVED = "derived"
    ASSUMED = "assumed"


class Document(Part):
    """A source document."""

    id: str
    title: Bilingual
    publisher: str
    date: str
    """As precisely as the document gives it: `2006-03-24`, `2019-05`, `2012`."""
    language: Literal["fr", "en"]


class SourceReference(Part):
    """Where in a document something is said."""

    document: str
    place: str
    """Section, table or page."""
