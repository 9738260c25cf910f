"""The file of one agreement in a run: the numbers of the table of all, explanations where people wrote, identifiers never on a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_run import TinyRun, make_tiny_run

from analysis import open_run, tables, wording
from analysis.run.opening import Run


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    return make_tiny_run(tmp_path_factory.mktemp("files") / "project", participations=900)


@pytest.fixture(scope="module")
def run(tiny: TinyRun) -> Run:
    return open_run(tiny.year_run_file, "en")


def largest(run: Run) -> str:
    """Return an agreement whose result is shown and has a gap to explain."""
    frame = run.agreements.accountability().frame
    shown = frame[(frame["status"] == "published") & frame["direction"].isin(["upward", "downward"]) & (frame["unit"] != "share")]
    assert len(shown)
    return str(shown.sort_values("value")["agreement_id"].iloc[-1])


def test_the_page_of_an_agreement_says_what_the_table_of_all_says(run: Run) -> None:
    name = largest(run)
    sheet = run.agreements.sheet(name)
    whole = run.agreements.results.frame
    columns = ["indicator", "agreement_to_date", "value", "status", "attainment"]
    mine = whole[(whole["agreement_id"] == name) & (whole["is_final"] == "yes")][columns].reset_index(drop=True)
    assert sheet.accountability.frame[columns].equals(mine)
    assert set(sheet.progress.frame["agreement_id"]) <= {name}
    for made in (
        tables.agreement_targets(sheet.accountability, language="en"),
        tables.agreement_progress(sheet.progress, language="en"),
        tables.renewal(sheet.renewal.facts, sheet.renewal.results, language="en", highest_target=sheet.renewal.highest_target),
    ):
        assert all(cell.text for row in made.sheet.rows for cell in row.cells)


def test_a_gap_says_that_its_explanation_is_to_be_written_until_it_is(run: Run) -> None:
    name = largest(run)
    files = run.agreements.files
    table = run.agreements.accountability(name)
    assert "Explanation to be written." in wording.agreement_gaps(table, files.explanations(name), language="en").text
    made = files.prepare_explanations(name)
    assert {path.suffixes[-2] for path in made} == {".fr", ".en"}
    assert files.prepare_explanations(name) == []
    assert "Explanation to be written." in wording.agreement_gaps(table, files.explanations(name), language="en").text
    english = next(path for path in made if path.name.endswith(".en.md"))
    english.write_text(english.read_text("utf-8") + "Two counsellors were <b>away</b> in the fall.\n", encoding="utf-8")
    said = wording.agreement_gaps(table, files.explanations(name), language="en")
    assert "Two counsellors were <b>away</b> in the fall." in said.text
    assert "<b>" not in said.markdown
    assert name in english.name


def test_the_largest_target_is_said_only_when_every_result_it_needs_is_shown(run: Run) -> None:
    for provider in sorted(run.agreements.register.provider_names):
        file = run.agreements.renewal(provider)
        values = file.results.frame.set_index("agreement_id")
        counts = values[values["unit"] != "share"]["value"]
        if file.highest_target is None:
            assert counts.empty or counts.isna().any()
        else:
            served = [counts[name] for name in file.agreements_in_mean]
            mean = sum(served) / len(served)
            assert float(file.mean_served or 0) == pytest.approx(mean)
            assert mean <= int(file.highest_target) + 1 <= mean * 1.1 + 1 or mean == 0


def test_what_breaks_rules_is_written_beside_the_report_and_says_that_it_is_never_published(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    n = run.agreements.files.write_what_breaks_rules(path)
    lines = path.read_text("utf-8").splitlines()
    assert "Identifiers: never publish." in lines[0]
    assert len(lines) == n + 2
    checks = run.agreements.checks().frame.set_index("indicator")
    signed = sum(line.startswith("no_activity_before_signature,") for line in lines)
    assert signed == checks.loc["no_activity_before_signature", "value"] > 0
    assert not checks.astype(str).apply(lambda column: column.str.contains(r"\bP\d{7}\b")).any(axis=None)
