"""Sentences exist in both languages or not at all, with the same places to fill, and never say why."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import released_tables as made

import analysis.presentation
from analysis.core.periods import FiscalYear
from analysis.presentation import wording

ROOM = Path(analysis.presentation.__file__).parent
FORBIDDEN = re.compile(
    r"\b(parce que|parce qu['’]|car|grâce à|à cause d|en raison d|effets?|impact|permis de|significati\w+|"
    r"because|thanks to|due to|effects?|effectively|impact\w*|caused?|significant\w*|led to|resulted in)\b",
    re.IGNORECASE,
)


def pairs() -> Iterator[tuple[str, str, str]]:
    """Every `Bilingual("…", "…")` written in this room, with its place."""
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Bilingual" and len(node.args) == 2:
                values = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                if len(values) == 2:
                    yield f"{path.relative_to(ROOM)}:{node.lineno}", str(values[0]), str(values[1])


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_places_to_fill() -> None:
    found = list(pairs())
    assert len(found) > 150
    assert [where for where, fr, en in found if places(fr) != places(en)] == []


def test_no_sentence_says_why() -> None:
    assert [(where, text) for where, *both in pairs() for text in both if FORBIDDEN.search(text)] == []


def test_the_guard_against_causal_words_finds_them() -> None:
    assert FORBIDDEN.search("Le taux monte grâce à la formation")
    assert FORBIDDEN.search("a significant effect")


def test_every_summary_exists_in_both_languages_with_the_same_numbers() -> None:
    number = re.compile(r"\d+")
    for french, english in (
        (wording.performance(made.performance_table(), language="fr"), wording.performance(made.performance_table(), language="en")),
        (wording.follow_up(made.follow_up_table(), language="fr"), wording.follow_up(made.follow_up_table(), language="en")),
        (wording.quality(made.quality_table(), language="fr"), wording.quality(made.quality_table(), language="en")),
        (wording.score(made.score_table(), language="fr"), wording.score(made.score_table(), language="en")),
    ):
        assert sorted(number.findall(french.text)) == sorted(number.findall(english.text))


def test_a_hidden_result_gives_a_sentence_that_says_so_and_no_number() -> None:
    text = wording.indicator(made.performance_table(), indicator="employers", language="fr").text
    assert "masqué" in text
    assert re.findall(r"\d+", text) == ["12"]  # « à 12 mois », its own name


def test_an_indicator_in_development_is_never_a_zero() -> None:
    text = wording.indicator(made.performance_table(), indicator="conformity", language="en").text
    assert "in development" in text
    assert "0" not in text


@pytest.mark.parametrize(("k", "word"), [(0, "indicateur sur"), (1, "indicateur sur"), (2, "indicateurs sur")])
def test_french_counts_none_and_one_in_the_singular(k: int, word: str) -> None:
    rows = [made.row(f"i{at}", k=900 if at < k else 100, n=1000, standard=0.5) for at in range(3)]
    assert f"{k}\u00a0{word}" in wording.performance(made.released(rows), language="fr").text


def test_the_answer_of_an_indicator_says_what_how_much_compared_to_what_and_how_sure() -> None:
    text = wording.indicator(made.performance_table(), indicator="employed_at_12_months", language="en", fiscal_year=FiscalYear(2024)).text
    for part in (
        "2024–25",
        "38.9%",
        "702 of 1,804",
        "36.9% to 40.9%",
        "40%",
        "−1.1\u00a0percentage\u00a0points",
        "holds the standard",
        "50\u00a0people",
    ):
        assert part in text
