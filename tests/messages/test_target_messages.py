"""Each mistake in a targets file is said where, what, why and what to do, in both languages, all of them at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from made_targets import TARGETS_YAML

from analysis.core.errors import DefinitionError, ExitCode, Problem
from analysis.frameworks.loading import load_framework
from analysis.frameworks.model import Framework
from analysis.frameworks.target_loading import load_targets

FRAMEWORKS = Path(__file__).parents[2] / "params" / "frameworks"
NATIONAL, REGION = "      - level: national\n", '      - {level: region, code: "06", initial: 0.45}\n'
REVISION = "          - {from: 2024-09-16, value: 0.48, reason: {fr: Moins de fonds., en: Less money.}}\n"

# What is replaced, by what, the line of the problem, and a word of it in each language.
MISTAKES: dict[str, tuple[str, str, int, str, str]] = {
    "an unknown level": ("level: national\n", "level: provincial\n", 19, "palier « provincial »", 'level "provincial"'),
    "an unknown region": ('code: "06", initial', 'code: "18", initial', 23, "région « 18 »", 'region "18"'),
    "a region without its code": ('level: region, code: "06", ', "level: region, ", 23, "code de région", "code of region"),
    "an office that is a path": ('code: "06-1"', 'code: "../06-1"', 24, "code simple", "plain code"),
    "a code at the national level": (NATIONAL, '      - level: national\n        code: "06"\n', 20, "n'a pas de code", "has no code"),
    "an unknown indicator": ("employed_at_3_months", "employed_at_3_month", 17, "l'indicateur", "the indicator"),
    "an unknown framework": ("framework: teaching_small", "framework: teaching_smal", 16, "le cadre", "the framework"),
    "an indicator without target": (
        "employed_at_3_months", "satisfied_participants", 17, "indicateur sans cible", "indicator without target",
    ),
    "a negative target": ("initial: 0.45", "initial: -0.45", 23, "négative", "negative"),
    "a share above 1": ("initial: 0.45", "initial: 45", 23, "de 0 à 1", "from 0 to 1"),
    "a revision without a reason": (", reason: {fr: Moins de fonds., en: Less money.}}", "}", 22, "pas de raison", "no reason"),
    "overlapping revisions": (REVISION, REVISION + REVISION.replace("09-16", "09-20"), 23, "se chevauchent", "overlap"),
    "a revision out of season": ("from: 2024-09-16", "from: 2024-11-16", 22, "mois 9", "month 9"),
    "a revision that ends before it begins": (
        "from: 2024-09-16,", "from: 2024-09-16, until: 2024-09-01,", 22, "précède", "before the start",
    ),
    "a place twice": (REGION, REGION + REGION, 24, "déjà une cible", "already has a target"),
    "an impossible tolerance": ("below: 0.05", "below: 5", 10, "part de la cible", "part of the target"),
    "a file of another name": ("name: small", "name: smaller", 1, "le fichier small", "the file small"),
    "targets that nobody answers for": ("reason: {fr: Inventées., en: Made up.}\n", "", 7, "besoin d'une raison", "needs a reason"),
    "an unknown level to explain": ("[national, region]", "[national, regional]", 14, "« regional »", '"regional"'),
}  # fmt: skip


@pytest.fixture(scope="module")
def frameworks() -> dict[str, Framework]:
    return {"teaching_small": load_framework(FRAMEWORKS / "teaching_small.yaml")}


def refused(folder: Path, text: str, frameworks: dict[str, Framework]) -> tuple[Problem, ...]:
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_targets(path, frameworks)
    assert error.value.exit_code is ExitCode.DEFINITION
    return error.value.problems


def test_the_file_without_a_mistake_is_read(tmp_path: Path, frameworks: dict[str, Framework]) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(TARGETS_YAML, encoding="utf-8")
    assert load_targets(path, frameworks).targets[0].places[0].revisions[0].value == Decimal("0.48")


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_says_where_what_and_what_to_do(name: str, tmp_path: Path, frameworks: dict[str, Framework]) -> None:
    old, new, line, fr, en = MISTAKES[name]
    assert old in TARGETS_YAML
    problems = refused(tmp_path, TARGETS_YAML.replace(old, new, 1), frameworks)
    (problem,) = [one for one in problems if fr in one.what.fr]
    assert problem.where.endswith(f"small.yaml:{line}")
    assert en in problem.what.en
    assert problem.todo is not None
    assert len(problems) == 1


def test_all_mistakes_come_at_once_in_the_order_of_the_lines(tmp_path: Path, frameworks: dict[str, Framework]) -> None:
    text = TARGETS_YAML
    for name in ("an impossible tolerance", "a revision without a reason", "an unknown region", "an unknown level"):
        old, new, *_ = MISTAKES[name]
        text = text.replace(old, new, 1)
    lines = [int(problem.where.rsplit(":", 1)[1]) for problem in refused(tmp_path, text, frameworks)]
    assert lines == sorted(lines)
    assert len(lines) == 4


def test_a_near_match_is_offered(tmp_path: Path, frameworks: dict[str, Framework]) -> None:
    (problem,) = refused(tmp_path, TARGETS_YAML.replace("employed_at_3_months", "employed_at_3_month"), frameworks)
    assert problem.todo is not None
    assert "employed_at_3_months" in problem.todo.en
