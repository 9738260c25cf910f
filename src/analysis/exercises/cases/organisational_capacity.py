"""Case 5: the seven indicators of organisational capacity, their evidence, a profile, and where an action plan begins."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from analysis.core.languages import Bilingual, Language
from analysis.exercises.variants import Variant
from analysis.exercises.working import Worked
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.profile import ProfileRow, profile_figure

MOST = 3
_DIMENSIONS: Mapping[str, tuple[Bilingual, tuple[str, ...]]] = {
    "planning": (Bilingual("Planification", "Planning"), ("use_of_data",)),
    "resources": (Bilingual("Ressources", "Resources"), ("administrative", "financial")),
    "communication": (Bilingual("Communication", "Communication"), ("community_coordination", "governance")),
    "measurement": (Bilingual("Mesure", "Measurement"), ("satisfaction_results", "service_delivery")),
}
_LABELS: Mapping[str, Bilingual] = {
    "use_of_data": Bilingual("Utilisation des données", "Use of data"),
    "administrative": Bilingual("Ressources administratives", "Administrative resources"),
    "financial": Bilingual("Ressources financières", "Financial resources"),
    "community_coordination": Bilingual("Coordination avec la collectivité", "Coordination with the community"),
    "governance": Bilingual("Gouvernance", "Governance"),
    "satisfaction_results": Bilingual("Satisfaction et gestion des résultats", "Satisfaction and management of results"),
    "service_delivery": Bilingual("Prestation des services", "Service delivery"),
}
_EVIDENCE: Mapping[str, str] = {
    "use_of_data": "labour_market_notes",
    "administrative": "it_and_staff_files",
    "financial": "budget_follow_up",
    "community_coordination": "referral_list",
    "governance": "minutes_of_meeting",
    "satisfaction_results": "service_charter",
    "service_delivery": "mandate_and_services",
}


def work_out(variant: Variant, material: Path) -> Worked:
    """Return the case worked out; of two equal lowest levels, the first in the order of the source begins the plan."""
    levels = {name: variant.values[name] for name in _LABELS}
    means = {name: sum((levels[item] for item in items), Decimal(0)) / len(items) for name, (_, items) in _DIMENSIONS.items()}
    return Worked(
        answers={
            "evidence": {name: {"evidence": evidence} for name, evidence in _EVIDENCE.items()},
            "mean_by_dimension": {name: {"mean": mean} for name, mean in means.items()},
            "first_action": min(levels, key=lambda name: levels[name]),
            "standards_at_risk": frozenset({"satisfaction", "outcomes"}),
        },
        shown={"profile": lambda language: _profile(levels, language, "fig-capacity")},
        tools={"profile": lambda language, changes: _profile({**levels, **changes}, language, "fig-capacity-tried")},
        tool_units={"profile": dict.fromkeys(levels, Unit.COUNT)},
    )


def _profile(levels: Mapping[str, Decimal], language: Language, label: str) -> FigureDisplay:
    rows = [
        ProfileRow(_LABELS[item][language], dimension[language], float(min(max(levels[item], Decimal(0)), Decimal(MOST))))
        for dimension, items in _DIMENSIONS.values()
        for item in items
    ]
    return profile_figure(label, rows, MOST, language)
