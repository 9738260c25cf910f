"""How the months of a year are followed: the rules of control charts, the days on which their limits are set anew, and projections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.frameworks.findings import Findings
from analysis.frameworks.model import Framework
from analysis.frameworks.number_checks import check_confidence
from analysis.frameworks.sources import Confidence, SourceReference


class Rebasing(Part):
    """The limits of one indicator's chart are estimated anew from a month on, for a reason that someone answers for."""

    framework: str
    indicator: str
    since: date = Field(alias="from")
    """The first day of a month."""
    reason: Bilingual | None = None
    """Required: limits that move without a reason make every signal disappear."""


class Monitoring(Part):
    """What `monitoring` says in a plan."""

    years_before: int = Field(ge=1, le=10)
    """How many fiscal years before the run's are followed with it."""
    run_of: int = Field(ge=5, le=12)
    """How many successive months on one side of the centre are a signal."""
    baseline_months: int = Field(ge=10, le=60)
    """Limits are estimated from so many first months of their period, and stay where they are afterwards."""
    minimum_months: int = Field(ge=8, le=60)
    """With fewer published months no limit is drawn."""
    n_draws: int = Field(ge=1_000, le=200_000)
    """How many ends of the year each projection draws."""
    seed: int = Field(ge=0)
    confidence: Confidence
    source: SourceReference | None = None
    reason: Bilingual | None = None
    seasonal: tuple[str, ...] = ()
    """The indicators whose months are held to the same months of the baseline, by name; a service that closes in July has a season."""
    rebasing: tuple[Rebasing, ...] = ()

    def rebased_on(self, framework: str, indicator: str) -> tuple[Rebasing, ...]:
        """Return the days on which the limits of one indicator are set anew, in order."""
        mine = [item for item in self.rebasing if (item.framework, item.indicator) == (framework, indicator)]
        return tuple(sorted(mine, key=lambda item: item.since))


def check_monitoring(monitoring: Monitoring, frameworks: Iterable[Framework], findings: Findings) -> None:
    """Note everything that is wrong with the monitoring of a plan."""
    place = ("monitoring",)
    check_confidence(monitoring.confidence, monitoring.source, monitoring.reason, place, findings)
    if monitoring.minimum_months > monitoring.baseline_months:
        findings.note(
            (*place, "minimum_months"),
            Bilingual(
                f"il faudrait {monitoring.minimum_months} mois pour des limites qui n'en lisent que {monitoring.baseline_months}",
                f"limits that read {monitoring.baseline_months} months would need {monitoring.minimum_months}",
            ),
            Bilingual("Aucune limite ne serait jamais tracée.", "No limit would ever be drawn."),
            Bilingual("Baissez minimum_months ou montez baseline_months.", "Lower minimum_months or raise baseline_months."),
        )
    known = {framework.name: [indicator.name for indicator in framework.indicators] for framework in frameworks}
    named = sorted({name for names in known.values() for name in names})
    for index, name in enumerate(monitoring.seasonal):
        if name not in named:
            findings.note_unknown((*place, "seasonal", index), Bilingual("l'indicateur", "the indicator"), name, named)
    seen: set[tuple[str, str, date]] = set()
    for index, item in enumerate(monitoring.rebasing):
        at = (*place, "rebasing", index)
        if item.framework not in known:
            findings.note_unknown((*at, "framework"), Bilingual("le cadre", "the framework"), item.framework, known)
        elif item.indicator not in known[item.framework]:
            findings.note_unknown((*at, "indicator"), Bilingual("l'indicateur", "the indicator"), item.indicator, known[item.framework])
        if item.reason is None:
            findings.note(
                at,
                Bilingual(
                    f"les limites de « {item.indicator} » changent le {item.since} sans raison",
                    f'the limits of "{item.indicator}" change on {item.since} without a reason',
                ),
                Bilingual(
                    "Des limites déplacées sans raison font disparaître les signaux qu'elles devaient montrer.",
                    "Limits moved without a reason make the signals disappear that they were to show.",
                ),
                Bilingual(
                    "Ajoutez reason, en français et en anglais : ce qui a changé dans le service ou dans la mesure.",
                    "Add reason, in French and in English: what changed in the service or in the measurement.",
                ),
            )
        if item.since.day != 1:
            findings.note(
                (*at, "from"),
                Bilingual(f"{item.since} n'est pas le premier jour d'un mois", f"{item.since} is not the first day of a month"),
                Bilingual("Un point du graphique est un mois entier.", "A point of the chart is a whole month."),
                Bilingual("Donnez le premier jour du mois.", "Give the first day of the month."),
            )
        if (item.framework, item.indicator, item.since) in seen:
            findings.note(
                at,
                Bilingual(
                    f"les limites de « {item.indicator} » changent deux fois le {item.since}",
                    f'the limits of "{item.indicator}" change twice on {item.since}',
                ),
                Bilingual("Un changement n'a qu'une raison.", "A change has one reason."),
                Bilingual("Gardez une seule mention.", "Keep one of them."),
            )
        seen.add((item.framework, item.indicator, item.since))
