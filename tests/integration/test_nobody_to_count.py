"""With nobody or one person in the files every chapter is still written: it says that there is nobody to count, and names no one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_run import ABOUT_PERSONS, ANSWERS, ROOT, TinyRun, make_tiny_run, shown_by

from analysis import figures, open_run, tables, wording
from analysis.core.languages import Bilingual
from analysis.disclosure.table import ReleasedTable
from analysis.run import release_log
from analysis.run.opening import Run
from analysis.run.release_log import released_for_log

DISPLAY = "application/vnd.bilan.display+json"
CHAPTERS = sorted(path.stem for path in (ROOT / "notebooks" / "report").glob("*.ipynb") if path.stem != "objectif_emploi")


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    """Every file of persons holds its header and nothing else; providers, agreements and official series are whole."""
    tiny = make_tiny_run(tmp_path_factory.mktemp("nobody") / "project")
    tiny.keep(0, *ABOUT_PERSONS, ANSWERS)
    return tiny


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    """Every file holds its header and nothing else."""
    tiny = make_tiny_run(tmp_path_factory.mktemp("nothing") / "project")
    tiny.keep(0, *(path.name for path in tiny.files.glob("*.csv*")))
    return tiny


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    """One person, in one participation of the fiscal year, with her services, contacts and answers."""
    tiny = make_tiny_run(tmp_path_factory.mktemp("one") / "project")
    rows = tiny.rows("participations.csv.gz")
    program, start = rows[0].index("programme"), rows[0].index("date_debut")
    chosen = next(row for row in rows[1:] if row[program] == "SE" and re.fullmatch(r"\d\d/(0[4-9]|1[0-2])/2024", row[start]))
    tiny.write("participations.csv.gz", [rows[0], chosen])
    for name in ABOUT_PERSONS[1:]:
        rows = tiny.rows(name)
        key = "no_personne" if name.startswith("personnes") else "no_participation"
        place, wanted = rows[0].index(key), chosen[1 if key == "no_personne" else 0]
        tiny.write(name, [rows[0], *(row for row in rows[1:] if row[place] == wanted)])
    answered, answers = {row[0] for row in tiny.rows("satisfaction.csv.gz")[1:]}, tiny.rows(ANSWERS)
    tiny.write(ANSWERS, [answers[0], *(row for row in answers[1:] if row[0] in answered)])
    return tiny


@pytest.fixture(autouse=True, scope="module")
def released_once() -> Iterator[None]:
    """Release what the suppression log lists once for both languages: it takes twenty seconds, and has the names of both."""
    released: dict[tuple[Path, str], dict[Bilingual, ReleasedTable]] = {}

    def once(run: Run) -> dict[Bilingual, ReleasedTable]:
        key = (run.project.root, run.definition.name)
        if key not in released:
            released[key] = released_for_log(run)
        return released[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release_log, "released_for_log", once)
        yield


def texts(tiny: TinyRun, chapter: str, language: str, monkeypatch: pytest.MonkeyPatch, run_file: Path | None = None) -> list[str]:
    """Return what each cell of a chapter says in words."""
    monkeypatch.chdir(tiny.project)
    shown = shown_by(tiny.project / "notebooks" / "report" / f"{chapter}.ipynb", run_file or tiny.run_file, language)
    said = []
    for source, bundle in shown:
        text = str(bundle.get("text/plain") or bundle.get("text/markdown") or "")
        assert text.strip(), f"{source} shows nothing"
        assert not re.search(r"\bnan\b|\binf\b|NaN|None", text), f"{source}: {text}"
        json.dumps(bundle[DISPLAY], allow_nan=False)
        said.append(text)
    assert said
    return said


# The definitions do not depend on the rows of files: they are written once.
CASES = [
    (which, chapter, language)
    for chapter in CHAPTERS
    for which, language in (("nobody", "fr"), ("nobody", "en"), ("nothing", "fr"), ("one", "fr"), ("one", "en"))
    if which == "nobody" or "definitions" not in chapter
]


@pytest.mark.parametrize(("which", "chapter", "language"), CASES)
def test_each_chapter_is_written(
    which: str, chapter: str, language: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = request.getfixturevalue(which)
    texts(tiny, chapter, language, monkeypatch, tiny.year_run_file)


@pytest.mark.parametrize(
    ("chapter", "language", "sentence"),
    [
        ("attrition", "fr", "aucune participation n’a été lue, il n’y a personne à compter"),
        ("attrition", "en", "no participation was read, there is nobody to count"),
        ("attrition", "fr", "Aucun suivi n’est à faire : il n’y a personne à joindre."),
        ("attrition", "en", "No follow-up is to be made: there is nobody to reach."),
        ("performance", "fr", "aucun cas : il n’y a personne à compter"),
        ("performance", "en", "no cases: there is nobody to count"),
        ("performance", "en", "9 indicators have no case"),
        ("quality", "fr", "Aucune ligne n’a été lue : les fichiers reçus sont vides."),
        ("quality", "en", "No problem found"),
    ],
)
def test_a_chapter_about_nobody_says_so(
    chapter: str, language: str, sentence: str, nothing: TinyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "\n".join(texts(nothing, chapter, language, monkeypatch)).replace("\u00a0", " ").replace("\u202f", " ")
    assert sentence in said


def test_no_number_is_made_out_of_nobody(nobody: TinyRun) -> None:
    run = open_run(nobody.run_file, "en")
    for table in (
        run.performance(),
        run.score(),
        run.indicators(by=["region"]),
        run.indicators(by=["group"]),
        run.indicators(by=["office"]),
    ):
        frame = table.frame
        of_persons = frame[~frame["indicator"].str.contains("intake|overall|efficiency|score", case=False)]
        assert of_persons["value"].isna().all()


def test_a_region_without_anyone_is_drawn_without_a_value(nothing: TinyRun) -> None:
    run = open_run(nothing.run_file, "fr")
    regions = run.indicators(by=["region"])
    drawn = figures.by_region(regions, indicator="short_term_outcome", language="fr")
    assert "aucun cas à montrer" in drawn.caption
    assert "Aucun cas à montrer" in drawn._repr_mimebundle_()["image/svg+xml"]
    assert "aucune valeur à montrer" in figures.tile_map(regions, indicator="short_term_outcome", language="fr").caption
    with pytest.raises(ValueError, match="no row of the indicator"):
        figures.by_region(regions, indicator="short_term_outcom", language="fr")


def test_a_table_without_rows_says_so_instead_of_showing_headings_alone(nothing: TinyRun) -> None:
    run = open_run(nothing.run_file, "fr")
    bundle = tables.series_regions(run.official.by_region("social_assistance_households"), language="fr")._repr_mimebundle_()
    for kind in ("text/plain", "text/html", "text/markdown"):
        assert "Aucun cas à montrer" in bundle[kind]
    assert bundle[DISPLAY]["data"]["rows"] == []
    assert "Aucun problème relevé" in tables.refusals(run.quality(), language="fr")._repr_mimebundle_()["text/html"]


def test_what_is_known_of_the_only_person_is_shown_nowhere(one: TinyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    run = open_run(one.run_file, "en")
    people = {"short_term_outcome", "long_term_outcome", "participant_suitability", "service_coordination"}
    for table in (run.performance(), run.indicators(by=["region"]), run.indicators(by=["group"]), run.indicators(by=["month"])):
        frame = table.frame
        mine = frame[frame["indicator"].isin(people)]
        assert len(mine)
        assert mine["value"].isna().all()
        assert not (mine["numerator"].fillna(0) + mine["n_missing"].fillna(0) > 0).any()
        assert not (mine["denominator"].fillna(0) > 0).any()
    assert "hidden" in wording.attrition(run.attrition(), language="en").text
    number = one.rows("personnes.csv.gz")[1][0]
    for chapter in ("summary", "attrition", "performance", "quality", "provenance"):
        assert number not in "\n".join(texts(one, chapter, "en", monkeypatch))
