"""A very small made-up agency in a copy of the project, with a run file of its own: to damage in tests."""

from __future__ import annotations

import ast
import csv
import gzip
import io
import json
import shutil
from pathlib import Path
from typing import Any

from analysis.synthetic import make_agency, write_agency_files

ROOT = Path(__file__).resolve().parents[2]
ABOUT_PERSONS = (
    "participations.csv.gz",
    "services.csv.gz",
    "suivis.csv.gz",
    "satisfaction.csv.gz",
    "aiguillages.csv.gz",
    "personnes.csv.gz",
    "emplois.csv.gz",
    "jumelages.csv.gz",
    "releves_emploi.csv.gz",
    "prestations.csv.gz",
)
"""The files whose rows are about one person or one participation."""
ANSWERS = "satisfaction_questions.csv.gz"
"""The one whose rows are about an answer of `satisfaction.csv.gz`."""

RUN = """\
name: tiny
title: {fr: Essai, en: Trial}
description: {fr: Une très petite agence inventée, en: A very small made-up agency}
fiscal_year: 2024
as_of: 2025-09-30
made_up: true
frameworks: [ontario_supported_employment, quebec_social_solidarity_2006]
extracts: [{folder: data/tiny, codebook: made_up_agency}]
disclosure: {persons: standard, records: already_public, official: already_public}
languages: [fr, en]
chapters: [{notebook: summary}, {notebook: quality}]
"""

YEAR_RUN = (
    RUN.replace("name: tiny", "name: tiny_year").replace(
        "ontario_supported_employment, quebec_social_solidarity_2006",
        "ontario_supported_employment, quebec_employment_services_2006, quebec_social_solidarity_2006, quebec_external_resources_2022, "
        "ontario_employment_transformation_2019",
    )
    + "targets: made_up_agency_2024\nplan: made_up_agency_2024\n"
    + "agreement_rules: quebec_employment_assistance_services_2019\nschedule: fictitious_streams\n"
)
"""The same agency held to the targets of its year: what the chapters on results need."""


class TinyRun:
    """The project, its agency's files by name, and its run file."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.files = project / "data" / "tiny"
        self.run_file = project / "params" / "runs" / "tiny.yaml"
        self.year_run_file = project / "params" / "runs" / "tiny_year.yaml"

    def rows(self, name: str) -> list[list[str]]:
        """Return the rows of a file, its header first."""
        content = (self.files / name).read_bytes()
        text = (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";"))

    def write(self, name: str, rows: list[list[str]]) -> None:
        """Write a file as the agency would."""
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
        content = b"\xef\xbb\xbf" + text.getvalue().encode()
        (self.files / name).write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)

    def set(self, name: str, line: int, **values: str) -> None:
        """Change some values of one row of a file; the header is line 0."""
        rows = self.rows(name)
        for column, value in values.items():
            rows[line][rows[0].index(column)] = value
        self.write(name, rows)

    def keep(self, n_rows: int, *names: str) -> None:
        """Keep the header and the first rows of some files."""
        for name in names:
            self.write(name, self.rows(name)[: 1 + n_rows])

    def change_run(self, old: str, new: str) -> None:
        """Change one place of the run file."""
        text = self.run_file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.run_file.write_text(text.replace(old, new), encoding="utf-8")


def make_tiny_run(to: Path, participations: int = 60) -> TinyRun:
    """Copy what a run reads of this checkout, and add an agency of some participations and the run `tiny`."""
    to.mkdir(parents=True)
    shutil.copy(ROOT / "_quarto.yml", to / "_quarto.yml")
    for name in ("params", "notebooks", "report", "tests/spec"):
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    tiny = TinyRun(to)
    write_agency_files(make_agency(participations, 7), tiny.files)
    tiny.run_file.write_text(RUN, encoding="utf-8")
    tiny.year_run_file.write_text(YEAR_RUN, encoding="utf-8")
    return tiny


def shown_by(notebook: Path, run_file: Path, language: str, **parameters: str) -> list[tuple[str, dict[str, Any]]]:
    """Run the code cells of a chapter here, and return each cell that shows something with what it shows, by media type.

    What a kernel does, without the kernel: the parameters are replaced after their cell, and the last expression of a cell is shown.
    """
    names: dict[str, Any] = {}
    shown: list[tuple[str, dict[str, Any]]] = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        *before, last = ast.parse(source).body
        is_shown = isinstance(last, ast.Expr)
        exec(compile(ast.Module(before if is_shown else [*before, last], []), notebook.name, "exec"), names)  # noqa: S102 -- a chapter of this repository
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), notebook.name, "eval"), names)  # noqa: S307
            bundle = value._repr_mimebundle_()
            shown.append((source, dict(bundle[0] if isinstance(bundle, tuple) else bundle)))
        if "parameters" in cell["metadata"].get("tags", []):
            names |= {"run_file": str(run_file), "language": language, **parameters}
    return shown
