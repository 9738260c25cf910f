"""What people typed never becomes a format, a pattern, a replacement or code: the doors are closed in the source itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "analysis"
TREES = {path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}

PATTERNS_BY_DESIGN = {
    # What a run file declares as the form of an identifier is a pattern, checked when the file is read.
    "frameworks/run_file.py",
    "publication/checks/report.py",
    "publication/checks/content.py",
    # Patterns written in the module itself, compiled in a loop.
    "core/prose.py",
    "core/yaml_events.py",
    # The names of an extract's files, with `*`, `?` and named parts: everything else in them is escaped.
    "extracts/codebook_definition.py",
    "extracts/text_files.py",
    "extracts/text_lines.py",
    "extracts/second_count.py",
}
TEMPLATES = {"publication/site.py", "exercises/press.py"}
"""They fill a page of the theme, never a text that people typed; what fills it is not read again."""
READS = {"compile", "match", "fullmatch", "search", "split", "findall", "finditer", "sub", "subn"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for name, tree in TREES.items():
        yield from ((name, node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def is_ours(node: ast.expr) -> bool:
    """Say whether a text is written in the source: a literal, a constant, or these joined with escaped pieces."""
    inside = {
        ast.Name: lambda: node.id.lstrip("_").isupper(),  # type: ignore[attr-defined]
        ast.Subscript: lambda: is_ours(node.value),  # type: ignore[attr-defined]
        ast.JoinedStr: lambda: all(is_ours(part.value) for part in node.values if isinstance(part, ast.FormattedValue)),  # type: ignore[attr-defined]
        ast.IfExp: lambda: is_ours(node.body) and is_ours(node.orelse),  # type: ignore[attr-defined]
        ast.Call: lambda: ast.unparse(node.func) == "re.escape",  # type: ignore[attr-defined]
        ast.BinOp: lambda: is_ours(node.left) and is_ours(node.right),  # type: ignore[attr-defined]
        ast.Tuple: lambda: all(is_ours(each) for each in node.elts),  # type: ignore[attr-defined]
        ast.Constant: lambda: True,
    }
    return type(node) in inside and inside[type(node)]()


def test_no_text_is_a_format() -> None:
    found = []
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            # In `extracts`, the format of a file is a field of a codebook.
            asks = isinstance(node, ast.Attribute) and node.attr in ("format", "format_map") and not name.startswith("extracts/")
            calls_it = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "format_map")
            divides = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)
            if asks or calls_it or (divides and (isinstance(node.left, ast.JoinedStr) or _is_text(node.left))):  # type: ignore[attr-defined]
                found.append(f"{name}:{node.lineno}")  # type: ignore[attr-defined]
    assert found == [], "fill a wording with `core.languages.filled`, which reads it once"


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_no_text_is_a_template_or_code() -> None:
    found = []
    for name, call in calls():
        called = call.func.id if isinstance(call.func, ast.Name) else ""
        if called in ("eval", "exec") or (called == "Template" and name not in TEMPLATES):
            found.append(f"{name}:{call.lineno} {called}")
    assert found == []


def test_no_text_is_a_pattern() -> None:
    found = []
    for name, call in calls():
        match call.func:
            case ast.Attribute(value=ast.Name(id="re"), attr=attr) if attr in READS:
                given = call.args[0]
                by_design = name in PATTERNS_BY_DESIGN and not isinstance(given, ast.JoinedStr)
                if not is_ours(given) and not by_design:
                    found.append(f"{name}:{call.lineno}")
    assert found == [], "escape it by `re.escape`"


def test_no_text_is_a_replacement() -> None:
    """In a replacement `\\1` and `\\g<0>` are read: a function gives its text as it is."""
    found = []
    for name, call in calls():
        match call.func:
            case ast.Attribute(value=value, attr="sub" | "subn"):
                of_module = isinstance(value, ast.Name) and value.id == "re"
                given = call.args[1 if of_module else 0]
                if not is_ours(given) and not isinstance(given, ast.Lambda) and not _is_function(given, TREES[name]):
                    found.append(f"{name}:{call.lineno}")
    assert found == [], "give a function"


def _is_function(node: ast.expr, tree: ast.Module) -> bool:
    defined = {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    return isinstance(node, ast.Name) and node.id in defined


def test_every_place_of_a_wording_is_given_its_value() -> None:
    """A place that is not given stays as it is written, so that people's braces do: a place of ours that was forgotten is found here."""
    fillers = {"in_words": 2, "say": 2, "filled": 1}
    found, n_seen = [], 0
    for name, call in calls():
        called = call.func.id if isinstance(call.func, ast.Name) else ""
        if called not in fillers or not call.args or any(keyword.arg is None for keyword in call.keywords):
            continue
        given = {keyword.arg for keyword in call.keywords} | {str(at) for at in range(len(call.args) - fillers[called])}
        for text in _wordings(call.args[0], TREES[name]):
            n_seen += 1
            places = set(re.findall(r"\{(\w+)\}", text))
            if not places <= given:
                found.append(f"{name}:{call.lineno} {sorted(places - given)}")
    assert n_seen > 500
    assert found == []


def _wordings(node: ast.expr, tree: ast.Module) -> list[str]:
    match node:
        case ast.Call(func=ast.Name(id="Bilingual"), args=args):
            return [arg.value for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        case ast.Name(id=name):
            for statement in tree.body:
                match statement:
                    case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                        return _wordings(value, tree)
        case ast.IfExp(body=body, orelse=orelse):
            return [*_wordings(body, tree), *_wordings(orelse, tree)]
        case ast.Subscript(value=value):
            return _wordings(value, tree)
    return []
