"""The services that a framework offers or buys, and the closed lists of codes that it works with."""

from __future__ import annotations

from typing import Literal

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.frameworks.sources import Confidence, SourceReference


class Service(Part):
    """One service of the catalogue."""

    name: str
    label: Bilingual
    category: Literal["unit", "global", "other"]
    """Unit services for people ready for work; global approach for those with more difficulties."""
    clientele: Bilingual | None = None
    activities: tuple[Bilingual, ...] = ()
    source: SourceReference


class ListedCode(Part):
    """One code of a list and what it is called."""

    code: str
    label: Bilingual
    note: Bilingual | None = None


class CodeList(Part):
    """A closed list: statuses of clients, reasons for ending, headings of an agreement in their order.

    `confidence: assumed` means that the source announces the list and does not give it: its codes are to be validated (« à valider »).
    """

    name: str
    label: Bilingual
    is_ordered: bool = False
    codes: tuple[ListedCode, ...]
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None
