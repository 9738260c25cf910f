"""The list of follow-ups to make: what is in it, where it may be written, what is said; the same twice, and no formula."""

from __future__ import annotations

import csv
import stat
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from followed_people import calendar, made
from made_store import make_store
from plain_twin import Twin
from tiny_run import TinyRun, make_tiny_run

from analysis import cli
from analysis.cohorts.follow_up import FollowUpState
from analysis.cohorts.worklist import FollowUpToMake, worklist
from analysis.core.errors import DefinitionError
from analysis.core.periods import FiscalYear
from analysis.core.project import Project
from analysis.run.worklist_file import COLUMNS, NEVER_PUBLISHED, write_worklist


@dataclass
class Answer:
    code: int
    said: str


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    return make_tiny_run(tmp_path_factory.mktemp("worklist") / "project", participations=400)


@pytest.fixture
def bilan(tiny: TinyRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tiny.project)

    def typed(*words: str, language: str = "fr") -> Answer:
        monkeypatch.setenv("BILAN_LANGUAGE", language)
        monkeypatch.setattr(sys, "argv", ["bilan", *words])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        assert isinstance(stop.value.code, int)
        return Answer(stop.value.code, capsys.readouterr().err.replace("\u00a0", " "))

    return typed


def read(path: Path) -> list[dict[str, str]]:
    first, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert first == NEVER_PUBLISHED
    return list(csv.DictReader(lines))


def test_the_list_is_sorted_by_the_end_of_its_windows_and_is_the_same_twice(tiny: TinyRun, bilan) -> None:  # type: ignore[no-untyped-def]
    out = tiny.project / "data" / "worklist.csv"
    said = bilan("worklist", str(tiny.run_file), "--out", str(out))
    assert said.code == 0, said.said
    content = out.read_bytes()
    rows = read(out)
    assert f"{len(rows)} suivis à faire" in said.said
    assert rows
    assert tuple(rows[0]) == COLUMNS
    assert [row["window_closes"] for row in rows] == sorted(row["window_closes"] for row in rows)
    assert {row["state"] for row in rows} == {"in_window"}
    assert all(row["window_opens"] <= "2025-09-30" < row["window_closes"] for row in rows)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert bilan("worklist", str(tiny.run_file), "--out", str(out), language="en").said.count("never publish") == 1
    assert out.read_bytes() == content
    more = tiny.project / "data" / "more.csv"
    bilan("worklist", str(tiny.run_file), "--out", str(more), "--days-ahead", "60")
    later = read(more)
    assert len(later) > len(rows)
    assert {row["state"] for row in later} == {"in_window", "not_yet_due"}


@pytest.mark.parametrize(
    ("place", "fr", "en"),
    [
        ("published/tiny/list.csv", "c'est un dossier publié", "this is a published folder"),
        ("list.csv", "que le projet garde dans son historique", "keeps in its history"),
        ("params/list.csv", "que le projet garde dans son historique", "keeps in its history"),
        ("data/sample/list.csv", "que le projet garde dans son historique", "keeps in its history"),
        ("data/tiny/suivis.csv.gz", "n'est pas une liste de suivis à faire", "is no list of follow-ups to make"),
        ("data/nowhere/list.csv", "n'a pas pu être écrite ici", "could not be written here"),
        ("data", "n'a pas pu être écrite ici", "could not be written here"),
    ],
)
def test_a_place_where_it_could_be_published_or_lost_is_refused(tiny: TinyRun, bilan, place: str, fr: str, en: str) -> None:  # type: ignore[no-untyped-def]
    # `data` itself is no file to write, and belongs to the project.
    expected = {"fr": fr, "en": en} if place != "data" else {"fr": "que le projet garde", "en": "keeps in its history"}
    before = sorted(path.name for path in (tiny.project / "data").iterdir())
    for language in ("fr", "en"):
        said = bilan("worklist", str(tiny.run_file), "--out", str(tiny.project / place), language=language)
        assert said.code == 10
        assert expected[language] in said.said
        assert {"fr": "jamais publiée", "en": "never published"}[language] in said.said
    assert sorted(path.name for path in (tiny.project / "data").iterdir()) == before


def test_a_link_does_not_hide_a_published_folder(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    (project.published / "run").mkdir(parents=True)
    (tmp_path / "elsewhere").symlink_to(project.published / "run")
    with pytest.raises(DefinitionError, match="published folder"):
        write_worklist([], tmp_path / "elsewhere" / "list.csv", project)
    copied = tmp_path / "copy"
    (copied / "data").mkdir(parents=True)
    (copied / "manifest.json").write_text("{}")
    with pytest.raises(DefinitionError, match="published folder"):
        write_worklist([], copied / "data" / "list.csv", project)


def test_an_identifier_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    day = date(2025, 1, 1)
    row = FollowUpToMake("=cmd|' /C calc'!A0", "@F001", 3, day, day, day, FollowUpState.IN_WINDOW)
    out = write_worklist([row], tmp_path / "list.csv", Project(tmp_path / "project"))
    (found,) = read(out)
    assert found["participation_id"] == "'=cmd|' /C calc'!A0"
    assert found["provider_id"] == "'@F001"


def test_nobody_to_contact_is_said(tiny: TinyRun, bilan, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    empty = make_tiny_run(tmp_path / "project", participations=0)
    said = bilan("worklist", str(empty.run_file), "--out", str(tmp_path / "list.csv"))
    assert said.code == 0
    assert "Aucun suivi à faire" in said.said
    assert read(tmp_path / "list.csv") == []


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("days_ahead", [0, 45])
def test_it_holds_exactly_those_whom_a_plain_twin_would_call(tmp_path: Path, seed: int, days_ahead: int) -> None:
    stop = {"when": "refused", "consecutive_waves": 1, "counts_as": "refusal", "confidence": "assumed"}
    tables, framework, as_of = made(seed, 60), calendar([stop], repeats=True), date(2025, 5, 1)
    assert framework.follow_up is not None
    cohort = framework.followed_cohort()
    assert cohort is not None
    found = worklist(make_store(tmp_path, **tables), cohort, framework.follow_up, as_of, days_ahead=days_ahead)
    twin = Twin(tables, framework, FiscalYear(2024), as_of)
    expected = set()
    for row in tables["participations"]:
        for wave, state in zip(framework.follow_up.every_wave, twin.states(row), strict=True):
            window = twin.window(row, wave)
            soon = window is not None and state == "not_yet_due" and window[0] <= as_of + timedelta(days=days_ahead)
            if window is not None and (state == "in_window" or soon):
                expected.add((row["participation_id"], wave.months, *window))
    assert {(item.participation_id, item.wave, item.opens, item.due, item.closes) for item in found} == expected
    assert len(found) == len(expected)
