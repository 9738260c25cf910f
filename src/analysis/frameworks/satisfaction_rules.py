"""What is chosen in measuring satisfaction and that no framework fixes: a file of `params/satisfaction/`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.core.strict_yaml import load_located
from analysis.frameworks.findings import Findings
from analysis.frameworks.sources import Confidence


class NearestWave(Part):
    """The follow-up whose employment status is known nearest to a survey."""

    occasion: Literal["start", "12_months", "withdrawal"]
    months: int = Field(ge=0)


class WholeChoice(Part):
    """A whole number that someone chose, and why."""

    value: int = Field(ge=1)
    confidence: Confidence
    reason: Bilingual


class ShareChoice(Part):
    """A share (0–1) that someone chose, and why."""

    value: Decimal = Field(gt=0, lt=1)
    confidence: Confidence
    reason: Bilingual


class SurveyQuestion(Part):
    """What a question of the survey is called."""

    code: str
    label: Bilingual


class SatisfactionRules(Part):
    """What `params/satisfaction/<name>.yaml` says."""

    name: str
    title: Bilingual
    nearest_waves: tuple[NearestWave, ...]
    nearest_waves_confidence: Confidence
    nearest_waves_reason: Bilingual
    years_pooled: WholeChoice
    """Fiscal years whose answers are put together for providers and for those who answered twice."""
    least_answers: WholeChoice
    """Answers below which a provider is not tested for unusual ones."""
    false_discovery_rate: ShareChoice
    questions: tuple[SurveyQuestion, ...] = ()

    def wave_near(self, occasions: tuple[str, ...]) -> int | None:
        """Return the months of the earliest follow-up near some occasions, or None when the file names none."""
        months = [item.months for item in self.nearest_waves if item.occasion in occasions]
        return min(months) if months else None


def load_satisfaction_rules(path: Path) -> SatisfactionRules:
    """Return the choices that a file makes.

    Raises
    ------
    DefinitionError
        With every problem at once: what is misspelt, a name that is not the file's, an occasion or a question named twice.
    """
    located = load_located(path, SatisfactionRules)
    rules, findings = located.model, Findings(located.tree)
    if rules.name != path.stem:
        findings.note(
            ("name",),
            Bilingual(
                f"les choix s'appellent {rules.name}, le fichier {path.stem}", f"the choices are called {rules.name}, the file {path.stem}"
            ),
            Bilingual("Une publication nomme ses choix par leur fichier.", "A run names its choices by their file."),
            Bilingual("Donnez-leur le même nom.", "Give them the same name."),
        )
    findings.note_repeats(("nearest_waves",), [item.occasion for item in rules.nearest_waves], key="occasion")
    findings.note_repeats(("questions",), [item.code for item in rules.questions], key="code")
    findings.raise_if_any()
    return rules
