"""What an agency calls its providers and offices is text wherever it goes: never markup, a formula, a statement, a path or a shortcode."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tiny_run import TinyRun, make_tiny_run

from analysis import cli, figures, open_run, tables
from analysis.core.ownership import OwnFile
from analysis.core.spreadsheet import guarded
from analysis.extracts.checking import check_extract
from analysis.extracts.codebooks import load_codebook

HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "'; DROP TABLE persons; --",
    "../../etc/passwd",
    "@sec-x",
    "{{< include x >}}",
    "`ls`|pipe|x",
    "\u202eturned\u202c",
    "-1+1",
    "\uff1d1+1",
    "[l](javascript:x) *b* $a$ <!-- c",
    "A" * 400,
)
RUN_FILE = "params/runs/tiny.yaml"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    """Twelve providers and offices with such names and codes."""
    tiny = make_tiny_run(tmp_path_factory.mktemp("hostile") / "project", participations=300)
    providers = tiny.rows("fournisseurs.csv")
    renamed = dict(zip([row[0] for row in providers[1:]], HOSTILE, strict=False))
    tiny.write(
        "fournisseurs.csv", [providers[0], *([renamed.get(row[0], row[0]), renamed.get(row[0], row[1]), row[2]] for row in providers[1:])]
    )
    for name in sorted(path.name for path in tiny.files.glob("*.csv*") if path.name != "fournisseurs.csv"):
        rows = tiny.rows(name)
        if "no_fournisseur" not in rows[0]:
            continue
        place = rows[0].index("no_fournisseur")
        for row in rows[1:]:
            row[place] = renamed.get(row[place], row[place])
        if "bureau" in rows[0]:
            for at, row in enumerate(rows[1:]):
                row[rows[0].index("bureau")] = HOSTILE[at % len(HOSTILE)]
        tiny.write(name, rows)
    return tiny


def listed(hostile: TinyRun, form: str, by: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.chdir(hostile.project)
    monkeypatch.setenv("BILAN_LANGUAGE", "en")
    monkeypatch.setattr(sys, "argv", ["bilan", "indicators", RUN_FILE, "--by", by, "--format", form])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    captured = capsys.readouterr()
    assert stop.value.code == 0, captured.err
    return captured.out


def test_no_row_is_lost_to_a_name(hostile: TinyRun) -> None:
    frame = open_run(hostile.project / RUN_FILE).quality().frame
    refused = frame[(frame["indicator"] == "rows_refused") & (frame["table"] == "total") & (frame["reason"] == "total")]
    assert refused["value"].tolist() == [0]


@pytest.mark.parametrize("by", ["provider_id", "office"])
def test_csv_holds_every_name_and_no_formula(
    by: str, hostile: TinyRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = list(csv.DictReader(io.StringIO(listed(hostile, "csv", "", monkeypatch, capsys))))
    assert rows
    # Frameworks that cannot be grouped by provider share fewer columns: one framework is asked for.
    run = open_run(hostile.project / RUN_FILE, "en")
    from analysis.presentation.listing import list_values  # noqa: PLC0415

    text = list_values([run.indicators(by=[by])], "csv", "en")
    rows = list(csv.DictReader(io.StringIO(text)))
    names = {row[by] for row in rows}
    assert {guarded(name) for name in HOSTILE} <= names
    for row in rows:
        for value in row.values():
            assert value is None or not value.startswith(("=", "+", "@", "\t", "\r", "\uff1d")), value
            assert not (value or "").startswith("-") or re.fullmatch(r"-\d+(\.\d+)?(e-?\d+)?", value or ""), value


def test_json_holds_every_name_as_it_is(hostile: TinyRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answered = json.loads(listed(hostile, "json", "provider_id", monkeypatch, capsys))
    assert set(HOSTILE) <= {row.get("provider_id") for table in answered for row in table["rows"]}


def test_a_terminal_shows_names_on_their_line_without_turning_it(
    hostile: TinyRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = listed(hostile, "table", "provider_id", monkeypatch, capsys)
    for name in HOSTILE:
        assert name.replace("\u202e", "").replace("\u202c", "") in text
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]", text)


@pytest.mark.parametrize("dimension", ["provider_id", "office"])
def test_a_page_shows_names_as_text(dimension: str, hostile: TinyRun) -> None:
    run = open_run(hostile.project / RUN_FILE, "fr")
    released = run.indicators(by=[dimension], names=["short_term_outcome"])
    bundle = tables.by_group(released, indicator="short_term_outcome", language="fr", label="tbl-x")._repr_mimebundle_()
    page = bundle["text/html"]
    assert "<script" not in page
    assert "<!--" not in page
    assert "\u202e" not in page
    present = [name for name in HOSTILE if name in set(released.frame[dimension]) and "\u202e" not in name]
    assert len(present) > 3
    for name in present:
        assert name in html.unescape(page)
    markdown = bundle["text/markdown"]
    assert "{{<" not in markdown
    assert not re.search(r"(?<!\\)<script", markdown)
    assert not re.search(r"(?<!\\)@sec-x", markdown)
    assert not re.search(r"(?<!\\)\]\(javascript", markdown)
    # A pipe of a name never opens a cell: each line of the table has as many as its heading.
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in markdown.splitlines() if line.startswith("|")}
    assert len(widths) <= 1
    drawing = figures.by_region(released, indicator="short_term_outcome", language="fr", dimension=dimension)._repr_mimebundle_()[
        "image/svg+xml"
    ]
    root = ElementTree.fromstring(drawing)  # noqa: S314 -- our own drawing
    assert not [node for node in root.iter() if str(node.tag).endswith(("script", "foreignObject"))]


@pytest.mark.parametrize("by", ["region", "provider_id", "month"])
def test_every_framework_of_a_run_is_listed_under_any_grouping(
    by: str, hostile: TinyRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, official = json.loads(listed(hostile, "json", by, monkeypatch, capsys))
    assert {row[by] for row in ours["rows"]} > {"total"}
    households = [row for row in official["rows"] if row["value"] is not None and "household" in row["indicator"]]
    assert households
    parts = {row[by] for row in official["rows"] if by in row} - {"total"}
    if by == "region":
        assert len(parts) == 17
        for name in {row["indicator"] for row in households}:
            mine = {row["region"]: row["value"] for row in households if row["indicator"] == name}
            assert 0 < sum(value for region, value in mine.items() if region != "total") <= mine["total"]
    else:
        # Published figures have no provider and no month here; they are given for everyone, and nothing is made up for the parts.
        assert {row.get(by) for row in households} <= {None, "total"}


def test_a_ledger_names_files_without_a_formula(hostile: TinyRun, tmp_path: Path) -> None:
    codebook = hostile.project / "params" / "codebooks" / "made_up_agency.yaml"
    text = codebook.read_text(encoding="utf-8")
    changed = text.replace("fournisseurs.csv", '"=fournisseurs@x.csv"', 1) if "file: fournisseurs.csv" in text else text
    assert changed != text
    strange = tmp_path / "strange" / "made_up_agency.yaml"
    strange.parent.mkdir()
    strange.write_text(changed, encoding="utf-8")
    agency = tmp_path / "agency"
    shutil.copytree(hostile.files, agency)
    rows = hostile.rows("fournisseurs.csv")
    (agency / "fournisseurs.csv").unlink()
    lines = [";".join(rows[0]), *(f"F{at};x;NOWHERE" for at in range(3))]
    (agency / "=fournisseurs@x.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    ledger = tmp_path / "ledger.csv"
    check_extract(agency, load_codebook(strange), ledger=OwnFile(ledger, tmp_path / "written", "ledger"), as_of=date(2025, 9, 30))
    with ledger.open(encoding="utf-8-sig", newline="") as stream:
        files = {row["file"] for row in csv.DictReader(stream)}
    assert "'=fournisseurs@x.csv" in files
    assert not [name for name in files if name.startswith("=")]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
