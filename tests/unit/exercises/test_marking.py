"""An answer is marked by kind, shape, rows, then values; the first difference is told, the expected value never."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from analysis.exercises.case_file import Question
from analysis.exercises.marking import State, mark


def question(answer: dict[str, Any], **more: Any) -> Question:
    label = {"fr": "une question", "en": "a question"}
    return Question.model_validate({"name": "q", "label": label, "points": 1, "answer": answer, **more})


LABEL = {"fr": "a", "en": "a"}
AMOUNT = question(
    {"kind": "number", "unit": "dollars"},
    mistakes=[{"name": "both", "says": {"fr": "Vous avez tout additionné.", "en": "You added everything."}}],
)
SHARE = question({"kind": "number", "unit": "share", "tolerance": "0.005"})
SEVERAL = question({"kind": "several", "choices": [{"name": n, "label": {"fr": n, "en": n}} for n in ("a", "b", "c")]})
TABLE = question(
    {
        "kind": "table",
        "rows": [{"name": n, "label": {"fr": f"ligne {n}", "en": f"row {n}"}} for n in ("first", "second")],
        "columns": [
            {"name": "n", "label": {"fr": "nombre", "en": "number"}, "answer": {"kind": "number", "unit": "count"}},
            {"name": "m", "label": {"fr": "autre", "en": "other"}, "answer": {"kind": "number", "unit": "count"}},
        ],
    }
)
RIGHT_TABLE = {"first": {"n": Decimal(1), "m": Decimal(2)}, "second": {"n": Decimal(3), "m": Decimal(4)}}


def state(of: Question, expected: Any, given: Any, **mistakes: Any) -> State:
    return mark(of, expected, given, mistakes, "fr").state


def test_a_right_answer_is_right() -> None:
    assert state(AMOUNT, Decimal(560000), "560 000 $") is State.RIGHT


def test_a_tolerance_is_a_distance_both_sides_included() -> None:
    assert state(SHARE, Decimal("0.5"), "50,5 %") is State.RIGHT
    assert state(SHARE, Decimal("0.5"), "50,6 %") is State.VALUE
    assert state(SHARE, Decimal("0.5"), 0.4951) is State.RIGHT


def test_a_wrong_answer_says_too_small_or_too_large_and_not_what_is_expected() -> None:
    small, large = (mark(AMOUNT, Decimal(560000), given, {}, "en") for given in (5600, 5600000))
    assert "too small" in small.says.en
    assert "too large" in large.says.en
    assert "560" not in small.says.en + small.says.fr


def test_a_usual_mistake_gets_its_own_word() -> None:
    found = mark(AMOUNT, Decimal(560000), "860 000", {"both": Decimal(860000)}, "fr")
    assert (found.mistake, found.says.fr) == ("both", "Vous avez tout additionné.")


def test_the_kind_comes_before_the_value() -> None:
    assert state(AMOUNT, Decimal(560000), "beaucoup") is State.KIND
    assert state(SEVERAL, {"a"}, 3) is State.KIND
    assert state(TABLE, RIGHT_TABLE, [1, 2]) is State.KIND


def test_things_chosen_are_a_set_whatever_their_order_and_form() -> None:
    assert state(SEVERAL, {"a", "c"}, ["c", "a"]) is State.RIGHT
    assert state(SEVERAL, {"a", "c"}, "a; c") is State.RIGHT
    assert state(SEVERAL, {"a", "c"}, ["a"]) is State.ROWS
    assert "1 too many" in mark(SEVERAL, {"a"}, ["a", "b"], {}, "en").says.en


def test_a_table_is_marked_shape_then_rows_then_first_difference() -> None:
    right = {"first": {"n": 1, "m": 2}, "second": {"n": 3, "m": 4}}
    assert state(TABLE, RIGHT_TABLE, right) is State.RIGHT
    assert state(TABLE, RIGHT_TABLE, pd.DataFrame.from_dict(right, orient="index")) is State.RIGHT
    assert state(TABLE, RIGHT_TABLE, {"first": {"n": 1, "z": 2}}) is State.SHAPE
    assert state(TABLE, RIGHT_TABLE, {"third": {"n": 1}}) is State.ROWS
    unfilled = mark(TABLE, RIGHT_TABLE, {"first": {"n": 1, "m": ...}}, {}, "en")
    assert (unfilled.state, "row first" in unfilled.says.en, "other" in unfilled.says.en) == (State.ROWS, True, True)
    wrong = mark(TABLE, RIGHT_TABLE, {"first": {"n": 1, "m": 9}, "second": {"n": 9, "m": 9}}, {}, "en")
    assert (wrong.state, "row first" in wrong.says.en, "second" in wrong.says.en) == (State.VALUE, True, False)


@pytest.mark.parametrize("given", [..., None, "", []])
def test_nothing_yet_is_to_be_answered(given: Any) -> None:
    assert state(AMOUNT, Decimal(1), given) is State.UNANSWERED


def test_an_open_answer_is_for_a_person_to_read() -> None:
    rubric = [{"points": 0, "label": LABEL}, {"points": 1, "label": LABEL}]
    discussed = question({"kind": "open", "likely": [LABEL], "rubric": rubric})
    assert state(discussed, None, "Il faut écouter.") is State.TO_READ
    assert state(discussed, None, 12) is State.KIND
