"""What Pandoc cannot read ends in a message with the text's place, in bounded time, and never in Pandoc's words."""

from __future__ import annotations

import pytest

from analysis.core.errors import ReportError
from analysis.publication import pandoc
from analysis.publication.pandoc import read_markdown, run_pandoc


@pytest.mark.parametrize("text", [">" * 400 + " U0000001", "> " * 60 + "U0000001", "[" * 60 + "*" * 60 + "a](b)" * 60])
def test_a_deep_text_is_read_or_refused_with_its_place(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nobody waits for two minutes here: what takes longer is given up, with the same place.
    monkeypatch.setattr(pandoc, "PATIENCE", 5)
    try:
        assert read_markdown(text, where="notebooks/x.ipynb [3]")
    except ReportError as error:
        (problem,) = error.problems
        assert problem.where == "notebooks/x.ipynb [3]"
        assert problem.todo is not None
        assert "U0000001" not in error.text("fr") + error.text("en")


def test_lists_in_lists_as_people_write_them_are_read() -> None:
    assert read_markdown("\n".join(f"{'  ' * depth}- a" for depth in range(8)))


def test_a_text_that_takes_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "PATIENCE", 1)
    with pytest.raises(ReportError, match="did not end reading"):
        read_markdown("[" * 5_000 + " x", where="notebooks/x.ipynb [3]")


def test_what_pandoc_says_is_not_repeated() -> None:
    with pytest.raises(ReportError) as caught:
        run_pandoc(["-f", "json", "-t", "html"], '{"U0000001": 1}', "here")
    assert "U0000001" not in caught.value.text("en")
    assert caught.value.problems[0].where == "here"
