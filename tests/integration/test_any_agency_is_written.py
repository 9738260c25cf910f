"""Agencies as small and as uneven as they come: every chapter and sheet is written, or says in our words what the run lacks."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_run import YEAR_RUN, TinyRun, make_tiny_run, shown_by

import analysis
from analysis.core.errors import DefinitionError
from analysis.publication.notebooks import read_notebook
from analysis.synthetic import make_agency, write_agency_files

CHAPTERS = (
    "agreements", "certainty", "following_the_year", "funding", "mission", "performance", "regions_groups", "reliability", "results",
    "service_quality", "strategies", "summary",
)  # fmt: skip
"""Those that hold results to something, or present what the agency says; the others are written about nobody elsewhere."""
TARGETS, PLAN = "targets: made_up_agency_2024\n", "plan: made_up_agency_2024\n"
WITHOUT = {
    **dict.fromkeys(("results", "regions_groups", "following_the_year"), "names no targets"),
    **dict.fromkeys(("certainty", "mission", "reliability", "service_quality", "strategies"), "names no plan"),
}
"""What a chapter asks of a run that names neither targets nor plan."""


@pytest.fixture(autouse=True)
def one_run_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chapters of one agency ask the same run: what they share is computed once."""
    monkeypatch.setattr(analysis, "open_run", _opened)


_opened = functools.cache(analysis.open_run)


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    """Sixty participations, so drawn that three regions have no result to hold to their targets."""
    tiny = make_tiny_run(tmp_path_factory.mktemp("sixty") / "project")
    for path in tiny.files.iterdir():
        path.unlink()
    write_agency_files(make_agency(60, 5), tiny.files)
    return tiny


@pytest.fixture(scope="module")
def one_provider(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    """One provider, and only the participations that are its own."""
    tiny = make_tiny_run(tmp_path_factory.mktemp("provider") / "project", participations=120)
    tiny.keep(1, "fournisseurs.csv")
    return tiny


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    _opened.cache_clear()


def said(notebook: Path, run_file: Path, language: str, **parameters: str) -> str:
    shown = shown_by(notebook, run_file, language, **parameters)
    assert shown
    texts = [str(bundle.get("text/plain") or bundle.get("text/markdown") or "") for _, bundle in shown]
    assert all(text.strip() for text in texts)
    return "\n".join(texts).replace("\u00a0", " ")


def test_each_region_of_a_small_agency_has_its_sheet(sixty: TinyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sixty.project)
    notebook = sixty.project / "notebooks" / "sheets" / "region.ipynb"
    written = {code: said(notebook, sixty.year_run_file, "fr", region=code) for code in ("06", "09", "10", "11")}
    nothing = "Aucun indicateur n’a ici de norme ni de cible : rien à comparer"
    assert {code for code, text in written.items() if nothing in text} == {"09", "10", "11"}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_run_without_targets_or_plan_is_written_or_says_what_it_lacks(
    chapter: str, sixty: TinyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sixty.project)
    run_file = sixty.project / "params" / "runs" / "tiny_bare.yaml"
    run_file.write_text(YEAR_RUN.replace("name: tiny_year", "name: tiny_bare").replace(TARGETS + PLAN, ""), encoding="utf-8")
    notebook = sixty.project / "notebooks" / "report" / f"{chapter}.ipynb"
    needs = read_notebook(notebook, chapter).needs
    if chapter in WITHOUT:
        # A build refuses the chapter for what it declares to need, before anything is executed.
        assert WITHOUT[chapter].removeprefix("names no ") in needs
        with pytest.raises(DefinitionError, match=WITHOUT[chapter]):
            said(notebook, run_file, "en")
    else:
        assert not needs
        assert said(notebook, run_file, "en")


@pytest.mark.parametrize("chapter", ["agreements", "results", "satisfaction"])
def test_an_agency_of_one_provider_is_written(chapter: str, one_provider: TinyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(one_provider.project)
    assert said(one_provider.project / "notebooks" / "report" / f"{chapter}.ipynb", one_provider.year_run_file, "fr")
