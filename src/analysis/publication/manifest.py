"""The manifest of a published report: what it was made from and every file it holds, without dates or places of a machine."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.core.ownership import MANIFEST, file_digests, manifest_text, sealed
from analysis.core.provenance import digest_file
from analysis.publication.open_data import DataTable
from analysis.publication.pandoc import pandoc_version
from analysis.publication.request import Renderer, shown_path
from analysis.publication.workshop import Workshop

KIND = "report"
"""What a manifest says made the folder."""

TOOLS = (
    "papermill",
    "ipykernel",
    "doit",
    "pypandoc_binary",
    "typst",
    "pagefind",
    "duckdb",
    "ibis-framework",
    "pandas",
    "matplotlib",
    "great-tables",
)


def manifest_of(workshop: Workshop, folder: Path, tables: Sequence[DataTable], renderer: Renderer, renderer_version: str) -> dict[str, Any]:
    """Return the manifest of a report that is ready in a folder."""
    request = workshop.request
    root = request.project.root
    definitions = {path.resolve() for path in request.definition_files} | {request.run_file.resolve()}
    return {
        "format": 1,
        "run": request.run_name,
        "run_file": request.run_file_name,
        "title": {"fr": request.title.fr, "en": request.title.en},
        "fiscal_year": {"fr": request.fiscal_year_label.fr, "en": request.fiscal_year_label.en},
        "languages": list(request.languages),
        "made_up": request.made_up,
        "status": "final" if request.final else "draft",
        "renderer": {"name": renderer, "version": renderer_version},
        "inputs": {
            "store": request.store_digest,
            "definitions": {shown_path(path, root): digest_file(path) for path in sorted(definitions)},
            "notebooks": {
                shown_path(chapter.notebook.path, root): digest_file(chapter.notebook.path) for chapter in workshop.plan.chapters
            },
            "look": workshop.fingerprints.look,
        },
        "code": {
            "analysis": workshop.fingerprints.measuring_code,
            "publication": workshop.fingerprints.printing_code,
            "lock": workshop.fingerprints.lock,
        },
        "versions": _versions(),
        "parameters": {
            chapter.stem: {language: chapter.parameters_in(language, request.run_file_name) for language in request.languages}
            for chapter in workshop.plan.chapters
        },
        "sheets": {
            sheet.page: {"notebook": shown_path(sheet.notebook.path, root), "parameters": dict(sheet.parameters)}
            for sheet in workshop.plan.sheets
        },
        "outputs": _outputs(workshop),
        "tables": {table.name: _table(table) for table in tables},
        "files": file_digests(folder),
    }


def _versions() -> dict[str, str]:
    versions = {}
    for name in TOOLS:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {**versions, "pandoc": pandoc_version()}


def _outputs(workshop: Workshop) -> dict[str, dict[str, Any]]:
    """Return, for each table and figure, the notebook and the cell it comes from."""
    language = workshop.request.languages[0]
    return {
        piece.label: {"kind": piece.kind, "notebook": chapter.shown, "cell": piece.cell, "page": chapter.page}
        for chapter in workshop.composed(language)
        for piece in chapter.pieces
        if piece.label
    }


def _table(table: DataTable) -> dict[str, Any]:
    described: dict[str, Any] = {
        "label": table.label,
        "notebook": table.notebook,
        "cell": table.cell,
        "rows": len(table.rows),
        "hidden_cells": hidden_cells(table),
        "source": table.source,
    }
    if table.record:
        described["record"] = table.record
    return described


def hidden_cells(table: DataTable) -> dict[str, int]:
    """Return how many rows each kind of hiding concerns, from the columns that hold a status."""
    counts: dict[str, int] = {}
    places = [place for place, field in enumerate(table.fields) if field.name == "status" or field.name.endswith("_status")]
    for row in table.rows:
        for place in places:
            status = str(row[place])
            if status.startswith("hidden"):
                counts[status] = counts.get(status, 0) + 1
    return dict(sorted(counts.items()))


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest, sealed, into the folder it describes."""
    (folder / MANIFEST).write_text(manifest_text(sealed(manifest, KIND)), encoding="utf-8")
