"""The seventeen administrative regions of Québec: codes, names, and where each lies on a map made of equal tiles."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.core.languages import Bilingual

QUEBEC = "quebec"
"""The code of Québec as a whole in official series."""


@dataclass(frozen=True, slots=True)
class Region:
    """One administrative region and its tile (row 0 is the north, column 0 the west).

    The names are official and the same in both languages; tiles keep neighbours near each other, not areas or distances.
    """

    code: str
    name: Bilingual
    row: int
    column: int


def _regions() -> tuple[Region, ...]:
    placed = (
        ("01", "Bas-Saint-Laurent", 2, 5),
        ("02", "Saguenay–Lac-Saint-Jean", 1, 4),
        ("03", "Capitale-Nationale", 2, 4),
        ("04", "Mauricie", 2, 3),
        ("05", "Estrie", 4, 3),
        ("06", "Montréal", 3, 2),
        ("07", "Outaouais", 2, 0),
        ("08", "Abitibi-Témiscamingue", 1, 0),
        ("09", "Côte-Nord", 0, 5),
        ("10", "Nord-du-Québec", 0, 2),
        ("11", "Gaspésie–Îles-de-la-Madeleine", 1, 6),
        ("12", "Chaudière-Appalaches", 3, 4),
        ("13", "Laval", 3, 1),
        ("14", "Lanaudière", 2, 2),
        ("15", "Laurentides", 2, 1),
        ("16", "Montérégie", 4, 2),
        ("17", "Centre-du-Québec", 3, 3),
    )
    return tuple(Region(code, Bilingual(name, name), row, column) for code, name, row, column in placed)


REGIONS: dict[str, Region] = {region.code: region for region in _regions()}
"""The regions by code, in the official order.

Source: Institut de la statistique du Québec, « Code géographique du Québec », list of administrative regions.
"""


def territory_name(code: str) -> Bilingual | None:
    """Return what a territory code is called (`quebec` or a region), or None if it is neither."""
    if code == QUEBEC:
        return Bilingual("Ensemble du Québec", "All of Québec")
    region = REGIONS.get(code)
    return region.name if region else None
