"""An error says where, what, why and what to do; all problems of one source come together."""

from __future__ import annotations

import copy
import pickle

import pytest

from analysis.core.errors import (
    DefinitionError,
    DisclosureError,
    ExitCode,
    ExtractError,
    NotebookError,
    Problem,
    ProblemList,
    ReportError,
    UserError,
)
from analysis.core.languages import Bilingual

WEIGHTS = Problem(
    "params/x.yaml:12",
    Bilingual("les poids font 99 %", "the weights make 99%"),
    Bilingual("Le score serait faux.", "The score would be wrong."),
    Bilingual("Corrigez « weights ».", 'Correct "weights".'),
)
BARE = Problem("y.csv", Bilingual("fichier vide", "empty file"))


def test_a_problem_says_where_what_why_and_what_to_do() -> None:
    assert WEIGHTS.text("en").splitlines() == [
        "params/x.yaml:12 — the weights make 99%",
        "    Why: The score would be wrong.",
        '    What to do: Correct "weights".',
    ]
    assert WEIGHTS.text("fr").splitlines() == [
        "params/x.yaml:12 — les poids font 99\u00a0%",
        "    Pourquoi\u00a0: Le score serait faux.",
        "    À faire\u00a0: Corrigez «\u00a0weights\u00a0».",
    ]


def test_what_is_not_known_is_not_said() -> None:
    assert BARE.text("en") == "y.csv — empty file"


def test_an_error_counts_its_problems_and_shows_them_all() -> None:
    error = DefinitionError([WEIGHTS, BARE])
    assert error.text("fr").startswith("Définition refusée\u00a0: 2 problèmes\n")
    assert error.text("en").startswith("Definition refused: 2 problems\n")
    assert "empty file" in error.text("en")
    assert DefinitionError(BARE).text("en").startswith("Definition refused: 1 problem\n")


def test_an_error_without_a_problem_cannot_be_raised() -> None:
    with pytest.raises(ValueError, match="at least one"):
        DefinitionError([])


@pytest.mark.parametrize(
    ("kind", "code"),
    [(DefinitionError, 10), (ExtractError, 11), (DisclosureError, 12), (NotebookError, 13), (ReportError, 14), (UserError, 1)],
)
def test_each_kind_of_error_has_the_exit_code_of_the_contract(kind: type[UserError], code: int) -> None:
    assert kind(BARE).exit_code == code
    assert ExitCode(code) is kind.exit_code


def test_an_error_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(DefinitionError([WEIGHTS, BARE])))  # noqa: S301 -- our own bytes
    assert isinstance(error, DefinitionError)
    assert error.problems == (WEIGHTS, BARE)
    assert copy.copy(error).text("fr") == error.text("fr")


def test_a_list_of_problems_raises_them_together_or_not_at_all() -> None:
    problems = ProblemList(ExtractError)
    problems.raise_if_any()
    assert not problems
    problems.add("a.csv", Bilingual("x", "y"))
    problems.extend([BARE])
    assert problems
    with pytest.raises(ExtractError) as caught:
        problems.raise_if_any()
    assert [problem.where for problem in caught.value.problems] == ["a.csv", "y.csv"]
