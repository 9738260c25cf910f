"""What `bilan` answers to a mistake on its command line: where, what, why, what to do, in the reader's language, with its exit code."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tiny_run import TinyRun, make_tiny_run

from analysis import cli
from analysis.core.command_messages import usage_problem

RUN = "params/runs/tiny.yaml"
MARKS = {"fr": ("Pourquoi\u00a0:", "À faire\u00a0:"), "en": ("Why:", "What to do:")}


@dataclass
class Answer:
    code: int
    said: str
    shown: str


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    return make_tiny_run(tmp_path_factory.mktemp("commands") / "project")


@pytest.fixture
def bilan(tiny: TinyRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Type a command in the project and return what came of it."""
    monkeypatch.chdir(tiny.project)

    def typed(*words: str, language: str = "fr") -> Answer:
        monkeypatch.setenv("BILAN_LANGUAGE", language)
        monkeypatch.setattr(sys, "argv", ["bilan", *words])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        captured = capsys.readouterr()
        assert isinstance(stop.value.code, int)
        return Answer(stop.value.code, captured.err, captured.out)

    return typed


# The command, its exit code, and what both languages say of it (a name, an option, a near match).
MISTAKES: dict[str, tuple[tuple[str, ...], int, tuple[str, ...]]] = {
    "an unknown command": (("reprot", RUN), 10, ("reprot", "report")),
    "an unknown command of frameworks": (("frameworks", "shw"), 10, ("bilan frameworks", "shw", "show")),
    "an unknown option": (("report", RUN, "--rendrer", "pandoc"), 10, ("bilan report", "--rendrer", "--renderer")),
    "an option without its value": (("report", RUN, "--lang"), 10, ("--lang", "bilan --help")),
    "explanations of a run without targets": (("commentary", RUN), 10, ("targets", "params/targets/")),
    "explanations of an unknown run": (("commentary", "params/runs/tyni.yaml"), 10, ("tyni.yaml", "tiny.yaml")),
    "targets of an unknown level": (("targets", RUN, "--levels", "national,provincial"), 10, ("--levels provincial", "region")),
    "no run file": (("report",), 10, ("RUN.yaml", "params/runs/", "bilan report --help")),
    "no run file for indicators": (("indicators",), 10, ("RUN.yaml", "bilan indicators --help")),
    "no codebook": (("check", "data/tiny"), 10, ("--codebook", "params/codebooks/")),
    "no folder": (("check", "--codebook", "made_up_agency"), 10, ("FOLDER", "bilan check --help")),
    "no framework named": (("frameworks", "show"), 10, ("NAME", "bilan frameworks show --help")),
    "no seed": (("synthesize", "--participations", "5", "--out", "x"), 10, ("--seed", "bilan synthesize --help")),
    "nothing to verify": (("verify",), 10, ("published/RUN", "bilan verify --help")),
    "one word too many": (("verify", "a", "b"), 10, ("bilan verify", " b")),
    "no process at all": (("report", RUN, "--jobs", "0"), 10, ("--jobs", "1")),
    "a number in words": (("report", RUN, "--jobs", "many"), 10, ("--jobs", "1")),
    "nobody to make up": (("synthesize", "--participations", "0", "--seed", "1", "--out", "x"), 10, ("--participations", "1")),
    "a negative seed": (("synthesize", "--participations", "5", "--seed", "-1", "--out", "x"), 10, ("--seed", "0")),
    "a day in words": (("check", "data/tiny", "--codebook", "made_up_agency", "--as-of", "hier"), 10, ("--as-of", "2025-09-30")),
    "an unknown renderer": (("report", RUN, "--renderer", "quatro"), 10, ("--renderer quatro", "quarto")),
    "an unknown language": (("report", RUN, "--lang", "fr,de"), 10, ("--lang de", "fr, en")),
    "no language": (("report", RUN, "--lang", ","), 10, ("--lang", "fr, en")),
    "an unknown format": (("indicators", RUN, "--format", "jsn"), 10, ("--format jsn", "json")),
    "a run file that is not there": (("report", "params/runs/tin.yaml"), 10, ("params/runs/tin.yaml", "tiny.yaml")),
    "a folder for a run file": (("report", "params/runs"), 10, ("params/runs", "tiny.yaml")),
    "a run file in no folder": (("report", "nowhere/tiny.yaml"), 10, ("nowhere/tiny.yaml", "params/runs/")),
    "an unknown grouping": (("indicators", RUN, "--by", "regin"), 10, ("regin", "region")),
    "two unknown groupings": (("indicators", RUN, "--by", "offic,providr"), 10, ("office", "provider_id")),
    "a repeated grouping": (("indicators", RUN, "--by", "region,region"), 10, ("region",)),
    "a framework that the run has not": (
        ("indicators", RUN, "--framework", "ontario"),
        10,
        ("ontario", "ontario_supported_employment"),
    ),
    "an unknown framework": (("frameworks", "show", "teaching_smal"), 10, ("params/frameworks", "teaching_small")),
    "a path for a framework": (("frameworks", "show", "../codebooks/made_up_agency"), 10, ("params/frameworks", "teaching_small")),
    "an unknown codebook": (("check", "data/tiny", "--codebook", "made_up_agenc"), 10, ("params/codebooks/", "made_up_agency")),
    "a path for a codebook": (("check", "data/tiny", "--codebook", "../frameworks/teaching_small"), 10, ("made_up_agency",)),
    "a folder that is not there": (("check", "data/tyni", "--codebook", "made_up_agency"), 11, ("data/tyni",)),
    "a file for a folder": (("check", "_quarto.yml", "--codebook", "made_up_agency"), 11, ("_quarto.yml",)),
    "a ledger in place of a folder": (
        ("check", "data/tiny", "--codebook", "made_up_agency", "--as-of", "2025-09-30", "--ledger", "params"),
        11,
        ("params",),
    ),
    "an agency written over other files": (
        ("synthesize", "--participations", "5", "--seed", "1", "--out", "params"),
        11,
        ("params",),
    ),
    "an agency in place of a file": (
        ("synthesize", "--participations", "5", "--seed", "1", "--out", "_quarto.yml"),
        11,
        ("_quarto.yml",),
    ),
    "a report that is not there": (("verify", "published/tiny"), 14, ("published/tiny",)),
    "a folder that is no report": (("verify", "params"), 14, ("params",)),
}


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
def test_a_mistake_is_told_in_both_languages_with_its_exit_code(mistake: str, bilan) -> None:  # type: ignore[no-untyped-def]
    words, code, names = MISTAKES[mistake]
    answers = {language: bilan(*words, language=language) for language in ("fr", "en")}
    for language, answer in answers.items():
        assert answer.code == code, answer.said
        assert "Traceback" not in answer.said
        assert answer.shown == ""
        for name in names:
            assert name in answer.said, answer.said
        head, first, *_ = [line for line in answer.said.splitlines() if not re.match(r"(Lecture|Reading) ", line)]
        assert re.search(r"\d problèmes?$" if language == "fr" else r"\d problems?$", head)
        assert " — " in first, "where it is, then what it is"
        assert MARKS[language][1] in answer.said, f"nothing to do: {answer.said}"
        if language == "fr":
            assert not re.search(r"[^\s\u00a0]:(?=\s|$)| :|« | »", re.sub(r"`[^`]*`|\S+:\d+", "", answer.said)), answer.said
    assert answers["fr"].said != answers["en"].said


def test_all_mistakes_of_one_command_are_told_together(bilan) -> None:  # type: ignore[no-untyped-def]
    said = bilan("report", RUN, "--renderer", "quatro", "--lang", "fr,de,xx").said
    assert "3 problèmes" in said
    for wrong in ("--renderer quatro", "--lang de", "--lang xx"):
        assert wrong in said


def test_a_mistake_in_options_is_told_before_any_file_is_read(bilan, tiny: TinyRun) -> None:  # type: ignore[no-untyped-def]
    tiny.change_run("name: tiny", "name: teeny")
    try:
        assert "teeny" not in bilan("report", RUN, "--lang", "de").said
    finally:
        tiny.change_run("name: teeny", "name: tiny")


def test_no_command_shows_the_help(bilan) -> None:  # type: ignore[no-untyped-def]
    answer = bilan()
    assert answer.code == 10
    for command in ("report", "check", "indicators", "frameworks", "synthesize", "verify"):
        assert re.search(rf"^\s+{command}\b", answer.said + answer.shown, flags=re.MULTILINE)


@pytest.mark.parametrize("words", [("frameworks",), ("frameworks", "show", "x"), ("check", ".", "--codebook", "x")])
def test_outside_a_project_a_command_says_what_a_project_is(
    words: tuple[str, ...],
    bilan,  # type: ignore[no-untyped-def]
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = bilan(*words)
    assert answer.code == 10
    assert "_quarto.yml" in answer.said


def test_a_run_file_outside_a_project_is_told_where_to_go(bilan, tiny: TinyRun, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    alone = tmp_path / "alone.yaml"
    alone.write_bytes(tiny.run_file.read_bytes())
    answer = bilan("report", str(alone))
    assert answer.code == 10
    assert "aucun projet" in answer.said
    assert "params/runs/" in answer.said


def test_a_report_is_never_written_in_place_of_other_files(bilan, tiny: TinyRun) -> None:  # type: ignore[no-untyped-def]
    before = sorted(path.name for path in (tiny.project / "params").iterdir())
    for out in ("params", "_quarto.yml"):
        answer = bilan("report", RUN, "--out", out)
        assert answer.code == 14, answer.said
        assert out in answer.said
        assert "À faire" in answer.said
    assert sorted(path.name for path in (tiny.project / "params").iterdir()) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(bilan, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    tmp_path.chmod(0o500)
    answer = bilan("synthesize", "--participations", "5", "--seed", "1", "--out", str(tmp_path / "x"))
    assert answer.code == 11


def test_an_interruption_is_no_traceback(bilan, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.frameworks.catalogue.open_catalogue", interrupted)
    answer = bilan("frameworks", language="en")
    assert answer.code == 130
    assert "nothing was published" in answer.said


def test_a_mistake_without_a_known_place_is_still_told() -> None:
    class UnknownError(Exception):
        ctx = None
        message = "Got unexpected extra argument (x)"

    assert usage_problem(UnknownError()).where == "bilan"
