"""Each mistake in a framework file is said where, what, why and what to do, in French and in English, and in our own words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis.core.errors import DefinitionError, ExitCode, Problem
from analysis.frameworks.loading import load_framework

GOOD = (Path(__file__).parents[2] / "params" / "frameworks" / "teaching_small.yaml").read_text(encoding="utf-8")

FOREIGN = (
    "Input should", "Field required", "Extra inputs", "validation error", "Value error", "valid string", "pydantic",
    "mapping values", "found character", "ScannerError", "Traceback",
)  # fmt: skip
"""Words of the libraries below us, which no reader may see."""


@dataclass(frozen=True)
class Mistake:
    """A text of the good file, what it is replaced by, the text that stands on the line of the problem, and what must be said."""

    old: str
    new: str
    on: str
    fr: str
    en: str
    todo: str = ""

    def file(self, folder: Path) -> Path:
        assert self.old in GOOD, f"the example has no {self.old!r}"
        path = folder / "teaching_small.yaml"
        path.write_text(GOOD.replace(self.old, self.new, 1), encoding="utf-8")
        return path

    @property
    def line(self) -> int:
        text = GOOD.replace(self.old, self.new, 1)
        # The place of the mistake is looked for from the place of the replacement on.
        start = GOOD.index(self.old)
        at = text.index(self.on, start) if self.on in text[start:] else text.index(self.on)
        return text[:at].count("\n") + 1


WAVE = "    - months: 6\n      days_before: 15"
SHARE = "      numerator: {field: employed_at_wave, is: true}"


def published(**changes: str) -> str:
    """Return the start of the waves with a published estimate before it, one of whose keys is wrong."""
    keys = {
        "method": "weighted",
        "confidence": "assumed",
        "reason": "{fr: Essai, en: Trial}",
        "characteristics": "[region, sex]",
        "largest_weight": "5",
        "least_reached": "30",
        "least_by_level": "20",
        "n_imputations": "20",
        "seed": "1",
    } | changes
    lines = "".join(f"    {key}: {value}\n" for key, value in keys.items() if value)
    return f"  published_estimate:\n{lines}  waves:\n    - months: 3"


WAVES = "  waves:\n    - months: 3"
MISTAKES = {
    # Form
    "misspelt key": Mistake(
        "status: teaching\n", "statsu: teaching\n", "statsu", "clé inconnue « statsu »", 'unknown key "statsu"', "status"
    ),
    "missing key": Mistake(
        "    unit: days\n", "", "  - name: wait_days", "il manque la clé « unit »", 'the key "unit" is missing', "Add it"
    ),
    "unknown choice": Mistake("better: higher", "better: hihger", "hihger", "« hihger » est inconnu", '"hihger" is unknown', "higher"),
    "unknown measure": Mistake("kind: median", "kind: medain", "medain", "« medain » est inconnu", '"medain" is unknown', "median"),
    "measure without kind": Mistake(
        "{kind: median, field: age_at_start}",
        "{field: age_at_start}",
        "{field: age_at_start}",
        "il manque la clé « kind »",
        'the key "kind" is missing',
        "median",
    ),
    "text for a number": Mistake(
        "value: 0.80", 'value: "0,80"', '"0,80"', "alors qu'il faut un nombre", "a number is needed", "decimal point"
    ),
    "number for a text": Mistake("code: T1\n", "code: 1\n", "code: 1", "alors qu'il faut un texte", "text is needed", '"1"'),
    "wrong date": Mistake(
        "from: 2024-04-01", "from: 2024-04-31", "2024-04-31", "une date comme 2024-04-01", "a date such as 2024-04-01", "Correct"
    ),
    "month out of bounds": Mistake(
        "fiscal_year_first_month: 4",
        "fiscal_year_first_month: 13",
        "month: 13",
        "13 n'est pas au plus 12",
        "13 is not at most 12",
        "Correct",
    ),
    "text in one language": Mistake(
        "label: {fr: Résultats, en: Results}",
        "label: {fr: Résultats}",
        "{fr: Résultats}",
        "il manque la clé « en »",
        'the key "en" is missing',
        "Add it",
    ),
    "empty wording": Mistake(
        "label: {fr: Résultats, en: Results}",
        'label: {fr: Résultats, en: ""}',
        '{fr: Résultats, en: ""}',
        "il faut le texte français et le texte anglais",
        "both the French and the English text are needed",
        "both languages",
    ),
    "duplicate key": Mistake(
        "name: teaching_small\n",
        "name: teaching_small\nname: other\n",
        "name: other",
        "la clé « name » est déjà à la ligne 2",
        'the key "name" is already on line 2',
        "Keep only one",
    ),
    "surprise of YAML": Mistake(
        "is_targeted: true", "is_targeted: yes", "targeted: yes", "« yes » sans guillemets", '"yes" without quotes', "quotes"
    ),
    "anchor": Mistake("value: 0.80", "value: &a 0.80", "&a", "une ancre YAML", "a YAML anchor", "Write the value out"),
    "tab": Mistake("  - name: started_this_year", "\t- name: started_this_year", "\t- name", "une tabulation", "a tab", "spaces"),
    # Conditions
    "no operator": Mistake(
        SHARE,
        "      numerator: {field: employed_at_wave}",
        "{field: employed_at_wave}",
        "exactement un opérateur; celle-ci en a 0",
        "exactly one operator; this one has 0",
        "at_least",
    ),
    "two operators": Mistake(
        SHARE,
        "      numerator: {field: employed_at_wave, is: true, is_missing: true}",
        "is_missing: true",
        "celle-ci en a 2",
        "this one has 2",
        "all_of",
    ),
    "misspelt field": Mistake(
        SHARE,
        "      numerator: {field: employd_at_wave, is: true}",
        "employd_at_wave",
        "le champ « employd_at_wave » n'existe pas",
        'the field "employd_at_wave" does not exist',
        "employed_at_wave",
    ),
    "misspelt code": Mistake(
        "is: transferred", "is: transfered", "is: transfered", "« transfered » n'existe pas", '"transfered" does not exist', "transferred"
    ),
    "operator of another kind": Mistake(
        SHARE,
        "      numerator: {field: employed_at_wave, at_least: 1}",
        "at_least: 1",
        "l'opérateur at_least ne lui convient pas",
        "the operator at_least does not suit it",
        "is_missing",
    ),
    "value of another kind": Mistake(
        SHARE,
        "      numerator: {field: employed_at_wave, is: 1}",
        "employed_at_wave, is: 1",
        "il ne peut pas valoir 1",
        "it cannot be 1",
        "true or false",
    ),
    "reversed bounds": Mistake(
        "where: {field: is_under_30, is: true}",
        "where: {field: age_at_start, between: [30, 20]}",
        "[30, 20]",
        "les bornes sont inversées",
        "the bounds are reversed",
        "smaller",
    ),
    "empty condition": Mistake(
        "          none_of:\n            - {field: end_reason, is: transferred}\n",
        "          none_of: []\n",
        "none_of: []",
        "none_of est vide",
        "none_of is empty",
        "at least one",
    ),
    "wave field without wave": Mistake(
        "    wave: 3\n    unit: hours",
        "    unit: hours",
        "field: weekly_hours_at_wave",
        "n'a de sens qu'avec la clé « wave »",
        'only makes sense with the key "wave"',
        "Declare",
    ),
    "wave in a cohort": Mistake(
        "where: {field: program, is: employment_services}\n        source",
        "where: {field: employed_at_wave, is: true}\n        source",
        "employed_at_wave",
        "n'a de sens qu'avec la clé « wave »",
        'only makes sense with the key "wave"',
        "another field",
    ),
    "other number than the parameter's": Mistake(
        "at_least: 4, parameter: satisfied_from",
        "at_least: 5, parameter: satisfied_from",
        "parameter: satisfied_from",
        "la valeur du paramètre satisfied_from (4)",
        "the value of the parameter satisfied_from (4)",
        "same number",
    ),
    # Indicators
    "misspelt cohort": Mistake(
        "cohort: started_this_year\n    denominator:\n      name: due_and_reached",
        "cohort: started_this_yaer\n    denominator:\n      name: due_and_reached",
        "started_this_yaer",
        "la cohorte « started_this_yaer » n'existe pas",
        'the cohort "started_this_yaer" does not exist',
        "started_this_year",
    ),
    "misspelt dimension": Mistake(
        "dimension: results",
        "dimension: result",
        "dimension: result\n",
        "la dimension « result » n'existe pas",
        'the dimension "result" does not exist',
        "results",
    ),
    "undeclared wave": Mistake("    wave: 6\n", "    wave: 9\n", "wave: 9", "pas de suivi à 9 mois", "no follow-up at 9 months", "3, 6"),
    "unused wave": Mistake(
        "measure: {kind: median, field: age_at_start}",
        "measure: {kind: median, field: age_at_start}\n    wave: 3",
        "    wave: 3",
        "aucune condition ne s'en sert",
        "no condition uses it",
        "Delete",
    ),
    "no rule for missing": Mistake(
        "    missing_counts_as: excluded\n    is_targeted: true\n",
        "    is_targeted: true\n",
        "- name: employed_at_3_months",
        "il manque la clé « missing_counts_as »",
        'the key "missing_counts_as" is missing',
        "not_met",
    ),
    "missing counted in a mean": Mistake(
        "    unit: days\n    better: lower\n    missing_counts_as: excluded",
        "    unit: days\n    better: lower\n    missing_counts_as: met",
        "missing_counts_as: met",
        "ne peut qu'être exclue",
        "can only be excluded",
        "excluded",
    ),
    "share in persons": Mistake(
        "    wave: 3\n    unit: share",
        "    wave: 3\n    unit: persons",
        "unit: persons",
        "ne se donne pas en persons",
        "is not given in persons",
        "share",
    ),
    "computed without measure": Mistake(
        "    measure: {kind: median, field: age_at_start}\n",
        "",
        "- name: median_age",
        "a besoin d'une mesure",
        "needs a measure",
        "in_development",
    ),
    "not computed without reason": Mistake(
        '    availability_reason:\n      fr: "La note dit que la définition est à venir."\n'
        "      en: The note says that the definition is to come.\n",
        "",
        "availability: in_development",
        "la raison pour laquelle rien n'est calculé",
        "the reason why nothing is computed",
        "availability_reason",
    ),
    "change of nothing": Mistake(
        "measure: {kind: change, of: assisted_households}",
        "measure: {kind: change, of: conformity}",
        "of: conformity",
        "n'a pas de valeur dont suivre la variation",
        "has no value whose change",
        "computed",
    ),
    "cohort of a series": Mistake(
        "statistic: yearly_mean}",
        "statistic: yearly_mean}\n    cohort: started_this_year",
        "    cohort: started_this_year\n    unit: households",
        "n'a pas de sens pour une mesure series",
        "makes no sense for a series measure",
        "Delete",
    ),
    "name taken twice": Mistake(
        "- name: new_young_participants",
        "- name: new_participations\n    #",
        "- name: new_participations\n    #",
        "« new_participations » est déjà à la ligne",
        '"new_participations" is already on line',
        "Change",
    ),
    # Numbers
    "weights of 99 %": Mistake(
        "value: 0.60",
        "value: 0.59",
        "weights:",
        "les pondérations font 99 %, pas 100 %",
        "the weights make 99%, not 100%",
        "Correct a weight",
    ),
    "percent for a share": Mistake(
        "value: 0.80", "value: 80", "value: 80", "une part va de 0 à 1, pas 80", "a share goes from 0 to 1, not 80", "0.50"
    ),
    "stated without source": Mistake(
        'value: 0.80\n      unit: share\n      confidence: stated\n      source: {document: teaching_note, place: "10"}',
        "value: 0.80\n      unit: share\n      confidence: stated",
        "number:\n      value: 0.80",
        "« stated » a besoin d'une source",
        '"stated" needs a source',
        "assumed",
    ),
    "derived without reason": Mistake(
        '\n      reason: {fr: "La moitié de neuf.", en: Half of nine.}',
        "",
        "number:\n      value: 4.5",
        "« derived » a besoin d'une raison",
        '"derived" needs a reason',
        "reason",
    ),
    "unknown document": Mistake(
        'source: {document: teaching_note, place: "1"}',
        'source: {document: teachingnote, place: "1"}',
        "teachingnote",
        "le document « teachingnote » n'existe pas",
        'the document "teachingnote" does not exist',
        "teaching_note",
    ),
    "standard of nothing": Mistake(
        "- indicator: satisfied_participants\n    number:\n      value",
        "- indicator: satisfied_participant\n    number:\n      value",
        "satisfied_participant\n",
        "« satisfied_participant » n'existe pas",
        '"satisfied_participant" does not exist',
        "satisfied_participants",
    ),
    "two standards on one day": Mistake(
        "stage: revised_target",
        "stage: initial_target",
        "- indicator: employed_at_3_months\n    stage: initial_target\n    number:\n      value: 0.45",
        "en vigueur le même jour",
        "in force on the same day",
        "until",
    ),
    "standard above the scale": Mistake(
        "value: 4.5\n", "value: 9.5\n", "value: 9.5", "dépasse le haut de l'échelle (9)", "above the top of the scale (9)", "scale_maximum"
    ),
    "dates of a number reversed": Mistake(
        "from: 2024-09-30\n      until: 2025-03-31",
        "from: 2024-09-30\n      until: 2024-03-31",
        "until: 2024-03-31",
        "précède le début",
        "is before the start",
        "Correct",
    ),
    "windows that meet": Mistake(
        WAVE, "    - months: 6\n      days_before: 60", "- months: 6", "à 3 et 6 mois se touchent", "at 3 and 6 months meet", "days_before"
    ),
    "weights without scoring": Mistake(
        "scoring:\n  method: additive\n  scale: 10\n  capping: uncapped\n  confidence: assumed\n  reason:\n"
        '    fr: "Le plafonnement est laissé au lecteur comme exercice."\n'
        "    en: Capping is left to the reader as an exercise.\n",
        "",
        "weights:",
        "vont avec un mode de calcul",
        "go with a scoring method",
        "scoring",
    ),
    # The rest
    "name of another file": Mistake(
        "name: teaching_small",
        "name: teaching_large",
        "name: teaching_large",
        "le cadre s'appelle teaching_large",
        "the framework is called teaching_large",
        "same name",
    ),
    "misspelt breakdown": Mistake(
        "breakdowns: [region, sex",
        "breakdowns: [regoin, sex",
        "regoin",
        "la ventilation « regoin » n'existe pas",
        'the breakdown "regoin" does not exist',
        "region",
    ),
    # What is published when people were not reached
    "unknown estimate": Mistake(
        WAVES, published(method="wieghted"), "wieghted", "« wieghted » est inconnu", '"wieghted" is unknown', "weighted"
    ),
    "misspelt characteristic": Mistake(
        WAVES,
        published(characteristics="[regoin]"),
        "[regoin]",
        "la caractéristique « regoin » n'existe pas",
        'the characteristic "regoin" does not exist',
        "region",
    ),
    "characteristic known of those reached only": Mistake(
        WAVES,
        published(characteristics="[employed_at_wave]"),
        "[employed_at_wave]",
        "« employed_at_wave » n'est pas connu de tous",
        '"employed_at_wave" is not known of everyone',
        "Choose among: program",
    ),
    "characteristic written twice": Mistake(
        WAVES, published(characteristics="[sex, sex]"), "[sex, sex]", "« sex » est écrit deux fois", '"sex" is written twice', "Keep one"
    ),
    "assumed estimate without a reason": Mistake(
        WAVES, published(reason=""), "  published_estimate:", "a besoin d'une raison", "needs a reason", "Add reason"
    ),
    "weights under their mean": Mistake(
        WAVES, published(largest_weight="0.5"), "largest_weight: 0.5", "n'est pas au moins 1", "is not at least 1", "Correct"
    ),
}


def problems_of(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(DefinitionError) as caught:
        load_framework(path)
    assert caught.value.exit_code == ExitCode.DEFINITION
    return caught.value.problems


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_said_where_it_is_in_both_languages_with_what_to_do(mistake: Mistake, tmp_path: Path) -> None:
    problems = problems_of(mistake.file(tmp_path))
    said = [problem for problem in problems if mistake.en in problem.what.en]
    assert said, [problem.what.en for problem in problems]
    problem = said[0]
    assert mistake.fr in problem.what.fr
    assert problem.where.endswith(f"teaching_small.yaml:{mistake.line}")
    assert problem.todo is not None
    assert mistake.todo in problem.todo.en
    for text in (problem.what, problem.why, problem.todo):
        assert text is None or text.fr != text.en


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_no_library_speaks_through_a_message(mistake: Mistake, tmp_path: Path) -> None:
    error = DefinitionError(problems_of(mistake.file(tmp_path)))
    for language in ("fr", "en"):
        text = error.text(language)
        assert not [words for words in FOREIGN if words in text]
        assert "Known names: ." not in text
    assert "\N{NO-BREAK SPACE}:" in error.text("fr")


def test_the_good_file_has_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "teaching_small.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_framework(path).name == "teaching_small"


def test_several_mistakes_come_together_in_the_order_of_lines(tmp_path: Path) -> None:
    text = (
        GOOD.replace("value: 0.60", "value: 0.59").replace("wave: 6\n", "wave: 9\n").replace("breakdowns: [region", "breakdowns: [regoin")
    )
    path = tmp_path / "teaching_small.yaml"
    path.write_text(text, encoding="utf-8")
    lines = [int(problem.where.rsplit(":", 1)[1]) for problem in problems_of(path)]
    assert len(lines) == 3
    assert lines == sorted(lines)
