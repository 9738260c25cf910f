"""Agreements with outside providers in a run, released: calendar, lateness, progress, accountability, renewal, rules, risk, consortia."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.accountability.agreements.calendar import calendar_of, late_of
from analysis.accountability.agreements.checked import table_of_checks
from analysis.accountability.agreements.compliance_checks import check_rules
from analysis.accountability.agreements.consortium import read_consortia, refuse_unsound, table_of_consortia
from analysis.accountability.agreements.contestability import key_results, question_put
from analysis.accountability.agreements.obligations import every_obligation
from analysis.accountability.agreements.register import read_register
from analysis.accountability.agreements.results import BEGUN, results_of
from analysis.accountability.agreements.risk import risk_of
from analysis.accountability.agreements.terms import Terms
from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.periods import FiscalYear
from analysis.run.agreement_files import AgreementFiles, AgreementSheet, RenewalFile

if TYPE_CHECKING:
    import pandas as pd

    from analysis.accountability.agreements.compliance_checks import Check
    from analysis.accountability.agreements.consortium import Consortium
    from analysis.accountability.agreements.obligations import Obligation
    from analysis.accountability.agreements.register import Agreement, Register
    from analysis.disclosure.table import ReleasedTable
    from analysis.extracts.store import Store
    from analysis.frameworks.governance import Contestability
    from analysis.frameworks.model import Framework
    from analysis.run.opening import Run


class Agreements:
    """The agreements of a run: those in force during its fiscal year, and those that came before them."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @property
    def year(self) -> FiscalYear:
        """The fiscal year whose agreements are reported on."""
        return self._run.fiscal_year()

    @property
    def are_followed(self) -> bool:
        """Whether some framework of the run is about agreements: otherwise there is nothing to follow."""
        return bool(self._frameworks)

    @property
    def contested(self) -> Framework | None:
        """The framework of the run that says who may be replaced on weak results, if one does."""
        return next((item for item in map(self._run.framework, self._run.frameworks) if item.contestability), None)

    @cached_property
    def terms(self) -> Terms:
        """What the frameworks of the run ask of agreements.

        Raises
        ------
        DefinitionError
            When none of them has rules or reports for agreements.
        """
        terms = Terms(self._frameworks)
        if not terms.frameworks:
            raise DefinitionError(
                Problem(
                    self._run.definition.name,
                    Bilingual("aucun cadre de cette publication ne parle d'ententes", "no framework of this run is about agreements"),
                    Bilingual("Sans règles ni rapports, il n'y a rien à suivre.", "Without rules or reports there is nothing to follow."),
                    Bilingual(
                        "Ajoutez quebec_external_resources_2022 à frameworks, nommez agreement_rules, ou retirez le chapitre.",
                        "Add quebec_external_resources_2022 to frameworks, name agreement_rules, or remove the chapter.",
                    ),
                )
            )
        return terms

    @property
    def services_guide(self) -> Framework:
        """The framework that says what services are and which rules they follow: the first of the terms."""
        return self.terms.frameworks[0]

    @property
    def cycle_guide(self) -> Framework:
        """The framework that says how agreements are followed: the last of the terms."""
        return self.terms.frameworks[-1]

    @cached_property
    def register(self) -> Register:
        """The agreements as the files give them: for exploring, never for a page."""
        return read_register(self.store, self._run.definition.as_of)

    def calendar(self, agreement: str | None = None) -> ReleasedTable:
        """Return the dated steps of the agreements begun during the fiscal year (or of one agreement), and where they stand."""
        chosen = [self.one(agreement)] if agreement else [item for item in self._in_force if self.year.contains(item.start)]
        steps = [step for item in chosen for step in self.steps_of.get(item.agreement_id, ())]
        return self._run.release(calendar_of(steps, self.register, self.store.provenance, self._run.definition.as_of))

    def late(self) -> ReleasedTable:
        """Return, by step, what was done on time, late, or is overdue on the run's day, in the agreements in force during the year."""
        return self._run.release(late_of(self._steps, self.store.provenance, self._run.definition.as_of))

    def progress(self, agreement: str | None = None) -> ReleasedTable:
        """Return expected against obtained, quarter by quarter, with what the rule recommends: all agreements begun in the year, or one."""
        if agreement is None:
            return self._cut(lambda frame: frame[(frame[BEGUN] == str(self.year.start_year)) & (frame["unit"] != "share")])
        self.one(agreement)
        return self._cut(lambda frame: frame[(frame["agreement_id"] == agreement) & (frame["unit"] != "share")])

    def accountability(self, agreement: str | None = None) -> ReleasedTable:
        """Return each target's attainment and the gaps to explain: the agreements that ended in or after the fiscal year, or one."""
        if agreement is None:
            ended = {item.agreement_id for item in self.register.agreements if item.end >= self.year.first_day}
            return self.ended(ended)
        return self.ended({self.one(agreement).agreement_id})

    def checks(self) -> ReleasedTable:
        """Return how many agreements in force and participations begun during the year break each rule, with its source."""
        return self._run.release(
            table_of_checks(self.rules_held, self._consortia, self.terms, self.store.provenance, self._run.definition.as_of)
        )

    def risk(self) -> ReleasedTable:
        """Return agreements by level of risk, how often each level is followed up, and the steps that are late."""
        governed = [item for item in self._in_force if self.terms.governs(item)]
        return self._run.release(risk_of(governed, self._steps, self.terms, self.store.provenance, self._run.definition.as_of))

    def consortia(self, agreement: str | None = None) -> ReleasedTable:
        """Return the target and the funds of each member of the consortia begun during the year (or of one agreement's).

        Raises
        ------
        ExtractError
            For one agreement whose shares do not add up to 100 %. Among all, such a consortium is left out and `checks` counts it.
        """
        begun = {item.agreement_id for item in self._in_force if self.year.contains(item.start)}
        wanted = {self.one(agreement).agreement_id} if agreement else begun
        chosen = [item for item in self.every_consortium if item.agreement_id in wanted]
        if agreement:
            refuse_unsound(chosen)
        return self._run.release(table_of_consortia(self.register, chosen, self.store.provenance))

    def contestability(self) -> ReleasedTable:
        """Return the key results of each provider beside that of all, or beside the framework's threshold, with what they allow to say.

        Raises
        ------
        DefinitionError
            When no framework of the run says who may be replaced.
        """
        from analysis.indicators.computing import compute  # noqa: PLC0415

        found = self.contested
        if found is None:
            raise DefinitionError(
                Problem(
                    self._run.definition.name,
                    Bilingual("aucun cadre ne parle de contestabilité", "no framework is about contestability"),
                    todo=Bilingual("Ajoutez ontario_employment_transformation_2019.", "Add ontario_employment_transformation_2019."),
                )
            )
        point: Contestability = found.contestability[-1]
        names = [item.name for item in key_results(found)]
        year = FiscalYear(self._run.definition.fiscal_year, found.fiscal_year_first_month)
        store = self._run.store_with("participations")
        table = compute(store, found, year, as_of=self._run.definition.as_of, by=("provider_id",), indicators=names)
        return self._run.release(question_put(table, found, point, "provider_id"))

    @cached_property
    def files(self) -> AgreementFiles:
        """The file of each agreement: its page, its renewal, its explanations."""
        return AgreementFiles(self, self._run)

    def renewal(self, provider: str, agreement: str | None = None) -> RenewalFile:
        """Return what the earlier agreements of a provider say, and the largest target that those of one chain allow."""
        return self.files.renewal(provider, agreement)

    def sheet(self, agreement: str) -> AgreementSheet:
        """Return all that the page of one agreement needs."""
        return self.files.sheet(agreement)

    @cached_property
    def _frameworks(self) -> tuple[Framework, ...]:
        """Those of the run that are about agreements, the one of `agreement_rules` first."""
        from analysis.frameworks.loading import load_framework  # noqa: PLC0415

        frameworks = [self._run.framework(name) for name in self._run.frameworks]
        rules = self._run.definition.agreement_rules
        if rules is not None and rules not in self._run.frameworks:
            frameworks.insert(0, load_framework(self._run.project.frameworks / f"{rules}.yaml"))
        return Terms.of(frameworks).frameworks

    @property
    def store(self) -> Store:
        """The store that holds the agreements: for exploring, never for a page."""
        return self._run.store_with("agreements")

    @cached_property
    def _in_force(self) -> tuple[Agreement, ...]:
        return self.register.in_force(self.year.first_day, self.year.last_day)

    @cached_property
    def _steps(self) -> tuple[Obligation, ...]:
        return every_obligation(self.register, self._in_force, self.terms, self._run.definition.as_of)

    @cached_property
    def steps_of(self) -> dict[str, list[Obligation]]:
        """The dated steps of every agreement that the terms govern, by agreement."""
        found: dict[str, list[Obligation]] = {}
        for item in every_obligation(self.register, self.register.agreements, self.terms, self._run.definition.as_of):
            found.setdefault(item.agreement_id, []).append(item)
        return found

    @cached_property
    def _consortia(self) -> tuple[Consortium, ...]:
        in_force = {item.agreement_id for item in self._in_force}
        return tuple(item for item in self.every_consortium if item.agreement_id in in_force)

    @cached_property
    def every_consortium(self) -> tuple[Consortium, ...]:
        """Every consortium as the files give it, those that cannot be shared out included."""
        return read_consortia(self.store)

    @cached_property
    def rules_held(self) -> tuple[Check, ...]:
        """Each rule held against the files, with the identifiers of what breaks it: never for a page."""
        period, day = (self.year.first_day, self.year.last_day), self._run.definition.as_of
        return check_rules(self.store, self.register, self._in_force, self.terms, period=period, as_of=day)

    @cached_property
    def results(self) -> ReleasedTable:
        """The results of every agreement begun by the end of the year, released once: what any page shows is cut from it."""
        begun = [item for item in self.register.agreements if item.start <= self.year.last_day]
        of_year = {item.agreement_id for item in begun if self.year.contains(item.start)}
        table = results_of(self.store, self.register, begun, self.terms, self._run.definition.as_of, by_quarter_for=of_year)
        return self._run.release(table)

    def _cut(self, rows: Callable[[pd.DataFrame], pd.DataFrame]) -> ReleasedTable:
        return replace(self.results, frame=rows(self.results.frame).reset_index(drop=True))

    def ended(self, agreements: Collection[str]) -> ReleasedTable:
        """Return the results of some agreements at their end, cut from what was released for all."""
        return self._cut(lambda frame: frame[frame["agreement_id"].isin(agreements) & (frame["is_final"] == "yes")])

    def one(self, agreement: str) -> Agreement:
        """Return one agreement by its number.

        Raises
        ------
        DefinitionError
            When there is no such agreement; near matches are said.
        """
        by_id = {item.agreement_id: item for item in self.register.agreements}
        if agreement not in by_id:
            raise DefinitionError(self.unknown(Bilingual("l'entente", "the agreement"), agreement, list(by_id)))
        return by_id[agreement]

    def unknown(self, thing: Bilingual, name: str, known: Sequence[str]) -> Problem:
        """Return the problem of a number that is not in the files, with near matches."""
        what = Bilingual(f"{thing.fr} « {name} » n'existe pas dans les fichiers", f'{thing.en} "{name}" is not in the files')
        return Problem(self._run.definition.name, what, todo=did_you_mean(name, known) if known else None)
