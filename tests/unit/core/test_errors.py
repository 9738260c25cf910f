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


def test_many_problems_that_are_alike_are_told_once_with_the_first_places() -> None:
    alias = Bilingual("un alias YAML (*)", "a YAML alias (*)")
    error = DefinitionError([*(Problem(f"x.yaml:{line}", alias) for line in range(1, 301)), WEIGHTS])
    english = error.text("en")
    assert english.startswith("Definition refused: 301 problems\n")
    assert english.count("a YAML alias") == 1
    assert "Likewise: x.yaml:2, x.yaml:3, x.yaml:4, x.yaml:5, x.yaml:6 … and in 294 more places" in english
    assert "the weights make 99%" in english
    assert len(error.problems) == 301


def test_more_kinds_of_problems_than_a_person_reads_are_counted() -> None:
    error = DefinitionError([Problem(f"x.yaml:{line}", Bilingual(f"faute {line}", f"fault {line}")) for line in range(1, 60)])
    assert error.text("en").splitlines()[-1] == "… and 34 more."
    assert error.text("fr").splitlines()[-1] == "… et 34 autres."
    assert "fault 25" in error.text("en")
    assert "fault 26" not in error.text("en")


@pytest.mark.parametrize("name", ["a\x1b[31mb", "a\u202eb", "a\rb", "a\ud800b", "a\u2028b"])
def test_a_name_cannot_act_on_the_terminal_or_reverse_the_message(name: str) -> None:
    text = DefinitionError(Problem(name, Bilingual(f"« {name} » inconnu", f'"{name}" unknown'), todo=Bilingual(name, name))).text("fr")
    assert "a\N{REPLACEMENT CHARACTER}" in text
    assert not set(text) & {"\x1b", "\u202e", "\r", "\ud800", "\u2028"}


def test_a_line_is_no_longer_than_a_person_reads() -> None:
    text = DefinitionError(Problem("x.yaml:1", Bilingual("é" * 5_000, "e" * 5_000))).text("en")
    assert max(map(len, text.splitlines())) == 600
    assert text.endswith("…")
