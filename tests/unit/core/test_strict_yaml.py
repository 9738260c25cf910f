"""Definition files mean what they say, or are refused with every reason and line at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from analysis.core.errors import DefinitionError
from analysis.core.languages import Bilingual
from analysis.core.strict_yaml import LARGEST_FILE, load_located, load_model, load_tree
from analysis.core.yaml_events import DEEPEST


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "plan.yaml")
    with pytest.raises(DefinitionError, match="no ordinary file"):
        load_tree(tmp_path / "plan.yaml")


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(Part):
    name: str
    weight: Decimal | None = Field(default=None, ge=0, le=1)
    either: bool | str | int | None = None


class Plan(Part):
    name: str = ""
    label: Bilingual | None = None
    day: date | None = None
    number: int | None = None
    flag: bool | None = None
    codes: dict[str, str] = {}
    steps: tuple[Step, ...] = ()


Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: str | bytes) -> Path:
        path = tmp_path / "plan.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def refusal(path: Path) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        load_model(path, Plan)
    return caught.value


def lines(error: DefinitionError) -> list[int]:
    return [int(problem.where.rsplit(":", 1)[1]) for problem in error.problems]


def test_a_file_becomes_its_model(write: Write) -> None:
    plan = load_model(
        write("# a comment\nname: x\nlabel: {fr: été, en: summer}\nday: 2024-04-01\nsteps:\n  - name: a\n    weight: 0.25\n"), Plan
    )
    assert plan.label == Bilingual("été", "summer")
    assert plan.day == date(2024, 4, 1)
    assert plan.steps == (Step(name="a", weight=Decimal("0.25")),)


def test_weights_are_exact_decimals_whose_sum_is_exact(write: Write) -> None:
    plan = load_model(write("steps:\n" + "".join(f"- {{name: s{n}, weight: 0.1}}\n" for n in range(10))), Plan)
    assert sum(step.weight or 0 for step in plan.steps) == 1


@pytest.mark.parametrize(
    "word", ["yes", "No", "ON", "off", "y", "N", "1:20", "12:30:45", "0012", "-07", "0x1F", "0o17", "1_000", ".5", ".inf", ".NaN"]
)
def test_a_word_that_yaml_readers_take_for_another_thing_is_refused(write: Write, word: str) -> None:
    error = refusal(write(f"number: 1\nname: {word}\n"))
    assert lines(error) == [2]
    assert word in error.problems[0].what.en


@pytest.mark.parametrize("word", ["yes", "ON", "1:20", "0012", "true", "12", "null", "2024-04-01", "~"])
def test_the_same_word_in_quotes_is_text(write: Write, word: str) -> None:
    assert load_model(write(f'name: "{word}"'), Plan).name == word


def test_a_surprising_key_is_refused_too(write: Write) -> None:
    assert lines(refusal(write("codes:\n  on: a\n  01: b\n  O: c\n"))) == [2, 3]


def test_the_keys_of_a_mapping_of_codes_keep_their_writing(write: Write) -> None:
    assert load_model(write('codes: {"01": a, 12: b, X: c}'), Plan).codes == {"01": "a", "12": "b", "X": "c"}


def test_a_duplicate_key_is_refused_with_both_lines(write: Write) -> None:
    error = refusal(write("name: a\nnumber: 1\nname: b\n"))
    assert lines(error) == [3]
    assert "line 1" in error.problems[0].what.en


def test_keys_that_differ_only_by_their_quotes_are_duplicates(write: Write) -> None:
    assert lines(refusal(write('codes:\n  1: a\n  "1": b\n'))) == [3]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name: &a x\n", 1),
        ("name: x\nlabel: *a\n", 2),
        ("number: 1\nname: !!str 12\n", 2),
        ("name: !!python/object/apply:os.system [ls]\n", 1),
        ("codes:\n  <<: {a: b}\n", 2),
        ("%YAML 1.1\n---\nname: x\n", 2),
        ("name: x\n---\nname: y\n", 2),
        ("? [a, b]\n: x\n", 1),
        ("codes:\n  true: a\n", 2),
        ("codes:\n  : a\n", 2),
    ],
)
def test_what_has_no_place_in_a_definition_is_refused_with_its_line(write: Write, text: str, line: int) -> None:
    assert line in lines(refusal(write(text)))


def test_a_bomb_of_aliases_is_never_expanded(write: Write) -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 30))
    assert len(refusal(write("l0: &l0 [x]\n" + levels)).problems) > 29


def test_nesting_has_a_limit(write: Write) -> None:
    error = refusal(write("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)))
    assert str(DEEPEST) in error.problems[-1].what.fr


def test_nesting_that_would_exhaust_the_parser_is_refused(write: Write) -> None:
    assert refusal(write("[" * 100_000)).problems


def test_an_oversized_file_is_refused_unread(write: Write) -> None:
    assert "2 MB" in refusal(write(b"#" * (LARGEST_FILE + 1))).problems[0].what.en


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16"])
def test_a_file_that_is_not_utf_8_is_refused(write: Write, encoding: str) -> None:
    error = refusal(write("number: 1\nname: été\n".encode(encoding)))
    assert "UTF-8" in error.problems[0].what.fr


def test_the_line_of_the_first_wrong_character_is_named(write: Write) -> None:
    assert lines(refusal(write("number: 1\nname: été\n".encode("windows-1252")))) == [2]


def test_a_byte_order_mark_is_accepted(write: Write) -> None:
    assert load_model(write(b"\xef\xbb\xbfname: x\n"), Plan).name == "x"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_an_empty_file_is_refused(write: Write, text: str) -> None:
    assert refusal(write(text)).problems


def test_a_missing_file_a_folder_and_an_unreadable_name_are_refused_without_a_traceback(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.yaml", tmp_path, tmp_path / ("x" * 300)):
        with pytest.raises(DefinitionError):
            load_tree(path)


@pytest.mark.parametrize(
    "text", ["a: b: c", "a:\n\t- b", "a: [1, 2", "a: 'x", "- a\nb: c", "a: %x", "a: \x07", 'a: "\\q"', "{a: 1}}", "a: @x"]
)
def test_a_fault_of_syntax_is_said_in_words_with_what_to_do(write: Write, text: str) -> None:
    problem = refusal(write(text)).problems[0]
    assert problem.todo is not None
    assert "expected" not in problem.what.en


def test_every_problem_of_a_file_comes_at_once_in_the_order_of_lines(write: Write) -> None:
    error = refusal(write("steps:\n  - weight: 3\n    name: a\n  - nmae: b\nnumber: a\nday: 2024-13-01\nflg: true\n"))
    assert lines(error) == [2, 4, 4, 5, 6, 7]


def test_an_unknown_key_comes_with_near_matches(write: Write) -> None:
    error = refusal(write("steps:\n  - nmae: b\n    name: b\n"))
    assert error.problems[0].todo == Bilingual("Vouliez-vous dire : name?", "Did you mean: name?")


def test_an_unknown_key_of_a_bilingual_text_is_refused(write: Write) -> None:
    assert lines(refusal(write("label: {fr: a, en: b, es: c}"))) == [1]


def test_a_bilingual_text_with_an_empty_wording_is_refused_in_both_languages(write: Write) -> None:
    problem = refusal(write('label: {fr: a, en: " "}')).problems[0]
    assert "français" in problem.what.fr
    assert "French" in problem.what.en


@pytest.mark.parametrize(
    "text",
    ['number: "12"', "number: 1.5", "number: true", "flag: 1", 'flag: "true"', "name: 12", "name: true", "day: 2024",
     "day: 1700000000", "day: 01/04/2024", "steps: {name: a}", "steps: a", "label: a", "codes: [a]", 'steps: [{name: a, weight: "0,9"}]'],
)  # fmt: skip
def test_nothing_is_converted_from_one_kind_to_another(write: Write, text: str) -> None:
    problem = refusal(write(text)).problems[0]
    assert "alors qu'il faut" in problem.what.fr
    assert problem.todo is not None


def test_a_value_refused_by_every_member_of_a_union_is_one_problem(write: Write) -> None:
    error = refusal(write("steps: [{name: a, either: 1.5}]"))
    assert len(error.problems) == 1
    assert "1.5" in error.problems[0].what.fr


def test_a_value_is_shown_short_and_without_control_characters(write: Write) -> None:
    text = refusal(write(f'number: "\\e[31m{"x" * 500}"')).text("fr")
    assert "\x1b" not in text
    assert "x" * 100 not in text


def test_the_place_of_any_value_can_be_named(write: Write) -> None:
    located = load_located(write("name: x\nsteps:\n  - name: a\n  - name: b\n    weight: 0.5\n"), Plan)
    assert located.tree.line("steps", 1, "weight") == 5
    assert located.tree.line("steps", 1) == 4
    assert located.tree.line("steps", 1, "absent") == 4
    assert located.tree.where("name").endswith("plan.yaml:1")


def test_a_path_below_the_current_folder_is_shown_relative_to_it(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("name: [")
    monkeypatch.chdir(path.parent)
    assert refusal(path).problems[0].where.startswith("plan.yaml:")
