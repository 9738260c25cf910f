"""A chapter holds its text and calls to `analysis`; everything that decides a number lives in the package, where it is tested."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

import analysis

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "notebooks" / "report").glob("*.ipynb"))
EXPLORATIONS = sorted((ROOT / "notebooks" / "explore").glob("*.ipynb"))

FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.With, ast.Try,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Global, ast.Delete, ast.Assert, ast.Raise,
)  # fmt: skip
READING_AND_WRITING = {
    "open",
    "exec",
    "eval",
    "compile",
    "print",
    "display",
    "read_csv",
    "to_csv",
    "read_text",
    "write_text",
    "Path",
    "getattr",
}


def cells(path: Path) -> list[nbformat.NotebookNode]:
    return list(nbformat.read(path, as_version=4).cells)


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in cells(path) if cell.cell_type == "code"]


def prose_pairs(path: Path) -> list[tuple[str, str]]:
    prose = [cell for cell in cells(path) if cell.cell_type == "markdown"]
    return [(french.source, english.source) for french, english in zip(prose[::2], prose[1::2], strict=True)]


def by_name(path: Path) -> str:
    return path.stem


def test_there_are_chapters_to_hold_to_these_rules() -> None:
    assert len(CHAPTERS) >= 7
    assert EXPLORATIONS


@pytest.mark.parametrize("path", CHAPTERS + EXPLORATIONS, ids=by_name)
def test_a_notebook_is_committed_without_outputs(path: Path) -> None:
    for cell in code_cells(path):
        assert cell.outputs == [], f"{path.name}: a stored output would be published without having been computed"
        assert cell.execution_count is None


@pytest.mark.parametrize("path", CHAPTERS, ids=by_name)
def test_a_chapter_goes_title_parameters_import_calls(path: Path) -> None:
    kinds = [("parameters" if "parameters" in tags(cell) else cell.cell_type) for cell in cells(path)]
    assert kinds[:4] == ["markdown", "markdown", "parameters", "code"], f"{path.name} begins with {kinds[:4]}"
    assert kinds.count("parameters") == 1
    imports = [cell for cell in code_cells(path) if "import" in cell.source]
    assert imports == [cells(path)[3]], f"{path.name} imports in more than one cell"


@pytest.mark.parametrize("path", CHAPTERS, ids=by_name)
def test_parameters_are_typed_constants_each_with_its_comment(path: Path) -> None:
    (cell,) = [cell for cell in code_cells(path) if "parameters" in tags(cell)]
    for statement in ast.parse(cell.source).body:
        assert isinstance(statement, ast.AnnAssign), f"{path.name}: a parameter without its type"
        ast.literal_eval(statement.value)
        line = cell.source.splitlines()[statement.lineno - 1]
        assert "#" in line, f"{path.name}: a parameter without a comment: {line}"


@pytest.mark.parametrize("path", CHAPTERS, ids=by_name)
def test_a_chapter_imports_only_what_analysis_offers(path: Path) -> None:
    for cell in code_cells(path):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.Import), f"{path.name}: import of a module"
            if isinstance(node, ast.ImportFrom):
                assert node.module == "analysis"
                assert {alias.name for alias in node.names} <= set(analysis.__all__)


@pytest.mark.parametrize("path", CHAPTERS, ids=by_name)
def test_a_chapter_only_calls(path: Path) -> None:
    for cell in code_cells(path):
        assert not re.search(r"^\s*[%!]", cell.source, flags=re.MULTILINE), f"{path.name}: a magic"
        if "parameters" in tags(cell):
            continue
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, FORBIDDEN), f"{path.name}: {type(node).__name__} in a chapter"
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)), (
                f"{path.name}: a number in a call: {cell.source}"
            )
            if isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                assert called not in READING_AND_WRITING, f"{path.name}: {called}()"


@pytest.mark.parametrize("path", EXPLORATIONS, ids=by_name)
def test_an_exploration_defines_no_function(path: Path) -> None:
    for cell in code_cells(path):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda)


@pytest.mark.parametrize("path", CHAPTERS + EXPLORATIONS, ids=by_name)
def test_prose_comes_in_pairs_french_then_english(path: Path) -> None:
    prose = [cell for cell in cells(path) if cell.cell_type == "markdown"]
    languages = [next((tag for tag in tags(cell) if tag in ("fr", "en")), None) for cell in prose]
    assert languages == ["fr", "en"] * (len(prose) // 2), f"{path.name}: {languages}"


@pytest.mark.parametrize("path", CHAPTERS + EXPLORATIONS, ids=by_name)
def test_both_languages_have_the_same_headings_references_and_lists(path: Path) -> None:
    for french, english in prose_pairs(path):
        for what in (r"\{#[\w-]+\}", r"^#{1,4} ", r"@(?:fig|tbl|sec)-[\w-]+", r"^\s*[-*] ", r"^\s*:{3,}\s*\{?\.?[\w-]*"):
            found = [sorted(re.findall(what, text, flags=re.MULTILINE)) for text in (french, english)]
            assert found[0] == found[1], f"{path.name}: {what} differs between the languages"


@pytest.mark.parametrize("path", CHAPTERS, ids=by_name)
def test_no_number_is_typed_into_prose(path: Path) -> None:
    for cell in cells(path):
        if cell.cell_type == "markdown":
            text = re.sub(r"`[^`]*`|\{[^}]*\}|\]\([^)]*\)|@[\w-]+", "", cell.source)
            assert not re.search(r"\d", text), f"{path.name}: a number typed into prose: {cell.source}"
