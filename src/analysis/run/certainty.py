"""How sure the results of a run are, released: persons resampled, ranks, denominators, what scores and changes are made of."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual

if TYPE_CHECKING:
    from analysis.accountability.following_the_year import Published
    from analysis.disclosure.table import ReleasedTable
    from analysis.frameworks.certainty import Certainty
    from analysis.run.opening import Run


class HowSure:
    """What the results would have been with other people of the same kind, and what they are made of."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @cached_property
    def definition(self) -> Certainty:
        """How persons are resampled, as the plan says it.

        Raises
        ------
        DefinitionError
            When the plan of the run has no `certainty`.
        """
        found = self._run.plan.certainty
        if found is None:
            raise DefinitionError(
                Problem(
                    self._run.plan.name,
                    Bilingual("ce plan ne dit pas comment rééchantillonner", "this plan does not say how to resample"),
                    Bilingual("Un chapitre dit à quel point les résultats sont sûrs.", "A chapter says how sure results are."),
                    Bilingual(
                        "Ajoutez `certainty` au plan (docs/decisions/0133), ou retirez le chapitre.",
                        "Add `certainty` to the plan (docs/decisions/0133), or remove the chapter.",
                    ),
                )
            )
        return found

    def score(self, framework: str | None = None) -> ReleasedTable:
        """Return the score of a framework with resampled intervals and the chance of reaching the points of its standards."""
        from analysis.accountability.certainty import score_certainty  # noqa: PLC0415

        run, chosen = self._run, self._run.framework(framework)
        store, year = run.store_with("participations"), run.fiscal_year(framework)
        return run.release(score_certainty(store, chosen, year, run.definition.as_of, self.definition))

    def indicators(self, framework: str | None = None) -> ReleasedTable:
        """Return the indicators of a framework with resampled intervals and the chance of meeting their standards."""
        return self._resampled((), framework, [item.name for item in self._run.framework(framework).indicators])

    def providers(self, indicator: str, framework: str | None = None) -> ReleasedTable:
        """Return one indicator by provider: its interval, the chance of meeting the standard, and what its rank is worth.

        Only providers whose result is published are ranked, and only beside each other.
        """
        return self._resampled(("provider_id",), framework, [indicator])

    def _resampled(self, by: tuple[str, ...], framework: str | None, names: list[str]) -> ReleasedTable:
        from analysis.accountability.certainty import indicator_certainty  # noqa: PLC0415
        from analysis.disclosure.table import CellStatus  # noqa: PLC0415
        from analysis.indicators.question import Question  # noqa: PLC0415

        run, chosen = self._run, self._run.framework(framework)
        store = run.store_with("participations")
        shown: dict[str, set[str]] = {}
        if by:
            released = run.indicators(by=by, framework=framework, names=names).frame
            for name, code, status in zip(released["indicator"], released[by[0]], released["status"], strict=True):
                if CellStatus(status).shows_a_number:
                    shown.setdefault(str(name), set()).add(str(code))
        question = Question(store, chosen, run.fiscal_year(framework), run.definition.as_of, by)
        return run.release(indicator_certainty(question, names, self.definition, shown))

    def denominators(self, framework: str | None = None) -> ReleasedTable:
        """Return each share of a follow-up over everyone, over those due and over those whose answer is known, side by side.

        Raises
        ------
        DefinitionError
            When the framework has no share of a follow-up.
        """
        from analysis.accountability.taking_apart import over_each_denominator  # noqa: PLC0415

        run, chosen = self._run, self._run.framework(framework)
        made = over_each_denominator(run.store_with("participations"), chosen, run.fiscal_year(framework), run.definition.as_of)
        if made is None:
            raise DefinitionError(
                Problem(
                    chosen.name,
                    Bilingual("ce cadre n'a aucune part mesurée à un suivi", "this framework has no share measured at a follow-up"),
                    todo=Bilingual("Nommez un autre cadre de la publication.", "Name another framework of the run."),
                )
            )
        return run.release(made)

    def points_lost(self, framework: str | None = None) -> ReleasedTable:
        """Return the points that each indicator leaves to full marks, and those won since the year before."""
        from analysis.accountability.scoring import score  # noqa: PLC0415
        from analysis.accountability.taking_apart import points_lost  # noqa: PLC0415

        run, chosen = self._run, self._run.framework(framework)
        now, year = run.score(framework=framework), run.fiscal_year(framework)
        before = run.release(score(run.store_with("participations"), chosen, year.previous(), run.definition.as_of))
        scale = float(chosen.scoring.scale) if chosen.scoring else float("nan")
        return run.release(points_lost(now.frame, before.frame, scale, _said_by(now)))

    def change(self, indicator: str, by: str = "region", framework: str | None = None) -> ReleasedTable:
        """Return the change of an indicator since the year before, split by group into who is counted and how they did.

        Raises
        ------
        DefinitionError
            When the groups overlap: a person in two of them would be shared twice.
        """
        from analysis.accountability.taking_apart import change_by_group  # noqa: PLC0415
        from analysis.indicators.grouping import OVERLAPPING  # noqa: PLC0415

        run = self._run
        if by in OVERLAPPING:
            raise DefinitionError(
                Problem(
                    run.definition.name,
                    Bilingual(f"les parts de « {by} » se recoupent", f'the parts of "{by}" overlap'),
                    Bilingual(
                        "Une personne de deux groupes serait comptée deux fois dans le changement.",
                        "A person in two groups would be counted twice in the change.",
                    ),
                    Bilingual(
                        "Prenez une répartition sans recoupement : region, sex, insurance_status.",
                        "Take a breakdown without overlap: region, sex, insurance_status.",
                    ),
                )
            )
        tables = [run.indicators(by=(by,), framework=framework, names=[indicator], years_before=before) for before in (1, 0)]
        return run.release(change_by_group((tables[0].frame, tables[1].frame), indicator, by, _said_by(tables[1])))


def _said_by(table: ReleasedTable) -> Published:
    from analysis.accountability.following_the_year import Published as Said  # noqa: PLC0415

    return Said(table.labels, table.provenance)
