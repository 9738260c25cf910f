"""What the frameworks of a run ask of agreements: rules, reports, parameters and services, taken together and each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from analysis.accountability.agreements.register import Agreement
from analysis.core.languages import Bilingual
from analysis.frameworks.governance import ReportingObligation
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.model import Framework, Parameter
from analysis.frameworks.rules import Rule, RuleKind
from analysis.frameworks.services import Service
from analysis.frameworks.sources import SourceReference

ReportKind = Literal["progress", "accountability", "financial", "evaluation"]


@dataclass(frozen=True, slots=True)
class Terms:
    """The frameworks that govern agreements, in the order of the run: the first one to say something is the one that is read."""

    frameworks: tuple[Framework, ...]

    @classmethod
    def of(cls, frameworks: Iterable[Framework]) -> Terms:
        """Return the terms that some frameworks set: those with reports owed by providers, or rules on agreements."""
        return cls(tuple(item for item in frameworks if item.reports or any(rule.concerns == "agreement" for rule in item.rules)))

    def services(self) -> dict[str, Service]:
        """Return the services of every catalogue by name."""
        return {service.name: service for framework in reversed(self.frameworks) for service in framework.services}

    def governs(self, agreement: Agreement) -> bool:
        """Say whether these frameworks are about an agreement: its service is in one of their catalogues."""
        return agreement.service is not None and agreement.service in self.services()

    def rules(self) -> Iterator[tuple[Framework, Rule]]:
        """Yield each rule once: what two guides ask in the same way is one rule, that of the first."""
        seen = set()
        for framework in self.frameworks:
            for rule in framework.rules:
                key = (rule.concerns, rule.kind, rule.services, _value(rule.number), _value(rule.upper))
                if key not in seen:
                    seen.add(key)
                    yield framework, rule

    def rule(self, kind: RuleKind, concerns: str) -> Rule | None:
        """Return the first rule of a kind about something, or None."""
        return next((rule for _, rule in self.rules() if rule.kind is kind and rule.concerns == concerns), None)

    def parameter(self, name: str) -> Parameter | None:
        """Return a parameter by its name from the first framework that has it, or None."""
        every = (parameter for framework in self.frameworks for parameter in framework.parameters)
        return next((parameter for parameter in every if parameter.name == name), None)

    def report(
        self, agreement: Agreement, kind: Literal["progress", "accountability", "financial", "evaluation"]
    ) -> ReportingObligation | None:
        """Return the obligation of a kind that binds an agreement: of several, the one with the nearest deadline.

        An obligation for some services binds an agreement for one of them, or for a service of the same category: a guide speaks of
        « unit services » where the catalogue names each of them.
        """
        binding = [
            report
            for framework in self.frameworks
            for report in framework.reports
            if report.kind == kind and self._binds(framework, report, agreement)
        ]
        dated = [report for report in binding if report.deadline is not None]
        return min(dated, key=lambda report: report.deadline.value if report.deadline else 0) if dated else next(iter(binding), None)

    def _binds(self, framework: Framework, report: ReportingObligation, agreement: Agreement) -> bool:
        if report.financing and agreement.financing not in report.financing:
            return False
        if not report.services or agreement.service in report.services:
            return True
        service = self.services().get(agreement.service or "")
        categories = {item.category for item in framework.services if item.name in report.services}
        return service is not None and service.category in categories

    def indicator_of_target(self, code: str) -> tuple[Framework, Indicator] | None:
        """Return the indicator that agreements call by a code in their targets, or None when no framework defines it."""
        for framework in self.frameworks:
            for indicator in framework.indicators:
                if code in indicator.target_codes:
                    return framework, indicator
        return None

    def source(self, framework: Framework, reference: SourceReference | None) -> Bilingual:
        """Return a source as a page prints it: title of the document and place; empty without one."""
        if reference is None:
            return Bilingual("", "")
        title = next((document.title for document in framework.documents if document.id == reference.document), None)
        if title is None:
            return Bilingual(reference.place, reference.place)
        return Bilingual(f"{title.fr}, {reference.place}", f"{title.en}, {reference.place}")


def _value(number: object) -> object:
    return getattr(number, "value", None)
