"""A notebook's `parameters` cell: which names it declares, of which types, and whether the values of a run fit.

papermill only warns about a misspelt parameter and runs with the defaults; here it is refused before any kernel starts.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.publication.notebooks import Notebook

GIVEN_BY_BUILD = ("run_file", "language")
"""Parameters that every chapter declares and that the build fills in."""

_SCALARS: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,)}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One name of the `parameters` cell; `annotation` is its type as written, None when it has none."""

    name: str
    annotation: str | None
    default: object


def declared_parameters(notebook: Notebook, shown: str) -> tuple[dict[str, Parameter], list[Problem]]:
    """Return the parameters a notebook declares by name, and what is wrong with its `parameters` cell."""
    cells = notebook.parameter_cells
    if len(cells) != 1:
        return {}, [
            Problem(
                shown,
                Bilingual(f"{len(cells)} cellule étiquetée `parameters`", f"{len(cells)} cells tagged `parameters`"),
                Bilingual(
                    "La construction y place le fichier d'exécution et la langue.", "The build puts the run file and the language there."
                ),
                Bilingual("Étiquetez `parameters` une seule cellule de code.", "Tag exactly one code cell `parameters`."),
            )
        ]
    cell = cells[0]
    where = f"{shown} [{cell.number}]"
    try:
        statements = ast.parse(cell.source).body
    except SyntaxError as fault:
        what = Bilingual(
            f"la cellule `parameters` ne se lit pas (ligne {fault.lineno})", f"the `parameters` cell cannot be parsed (line {fault.lineno})"
        )
        return {}, [Problem(where, what)]
    except (RecursionError, MemoryError, ValueError):
        # Python's own parser gives up on text nested hundreds deep, and on a character that is none.
        what = Bilingual(
            "la cellule `parameters` ne se lit pas\u00a0: trop imbriquée, ou un caractère interdit",
            "the `parameters` cell cannot be parsed: nested too deep, or a forbidden character",
        )
        return {}, [Problem(where, what, todo=Bilingual("N'y gardez que des valeurs simples.", "Keep only plain values in it."))]
    found: dict[str, Parameter] = {}
    problems: list[Problem] = []
    for statement in statements:
        parameter = _declared(statement)
        if parameter is not None:
            found[parameter.name] = parameter
        elif not _is_text(statement):
            what = Bilingual(
                f"ligne {statement.lineno} de la cellule `parameters`\u00a0: ce n'est pas `nom: type = valeur`",
                f"line {statement.lineno} of the `parameters` cell is not `name: type = value`",
            )
            todo = Bilingual("N'y gardez que des valeurs écrites telles quelles.", "Keep only values written out there.")
            problems.append(Problem(where, what, todo=todo))
    problems += [
        Problem(
            where,
            Bilingual(f"le paramètre `{name}` manque", f"the parameter `{name}` is missing"),
            Bilingual("La construction le donne à chaque chapitre.", "The build gives it to every chapter."),
            Bilingual(f"Ajoutez `{line}`.", f"Add `{line}`."),
        )
        for name, line in zip(GIVEN_BY_BUILD, ('run_file: str = "params/runs/sample.yaml"', 'language: str = "fr"'), strict=True)
        if name not in found
    ]
    return found, problems


def parameter_problems(notebook: str, declared: Mapping[str, Parameter], given: Mapping[str, object], where: str) -> list[Problem]:
    """Return what is wrong with the values that a run gives to a notebook's parameters."""
    problems = []
    for name, value in given.items():
        if name in GIVEN_BY_BUILD:
            what = Bilingual(
                f"chapitre {notebook}\u00a0: `{name}` est donné par la construction", f"chapter {notebook}: `{name}` is given by the build"
            )
            problems.append(Problem(where, what, todo=Bilingual("Retirez-le du fichier d'exécution.", "Remove it from the run file.")))
        elif name not in declared:
            choices = [known for known in declared if known not in GIVEN_BY_BUILD]
            problems.append(
                Problem(
                    where,
                    Bilingual(f"chapitre {notebook}\u00a0: paramètre inconnu `{name}`", f"chapter {notebook}: unknown parameter `{name}`"),
                    Bilingual(
                        "Sans ce refus, le carnet tournerait avec ses valeurs par défaut.",
                        "Without this refusal the notebook would run with its defaults.",
                    ),
                    did_you_mean(name, choices)
                    if choices
                    else Bilingual("Ce carnet n'a pas de paramètre à donner.", "This notebook has no parameter to give."),
                )
            )
        elif not _fits(declared[name], value):
            expected = declared[name].annotation or type(declared[name].default).__name__
            got = type(value).__name__
            problems.append(
                Problem(
                    where,
                    Bilingual(
                        f"chapitre {notebook}\u00a0: `{name}` attend {expected}, le fichier donne {got}",
                        f"chapter {notebook}: `{name}` expects {expected}, the file gives {got}",
                    ),
                    todo=Bilingual(f"Écrivez une valeur de type {expected}.", f"Write a value of type {expected}."),
                )
            )
    return problems


def _declared(statement: ast.stmt) -> Parameter | None:
    try:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value) if value is not None:
                return Parameter(name, ast.unparse(annotation), ast.literal_eval(value))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                return Parameter(name, None, ast.literal_eval(value))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        # A value that cannot be written out, or one nested deeper than Python reads.
        return None
    return None


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)


def _fits(parameter: Parameter, value: object) -> bool:
    if parameter.annotation is None:
        default = parameter.default
        return default is None or type(value) is type(default) or (isinstance(default, float) and type(value) is int)
    try:
        return _accepts(ast.parse(parameter.annotation, mode="eval").body, value)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return True


def _accepts(annotation: ast.expr, value: Any) -> bool:  # noqa: PLR0911 - one answer for each form of annotation
    """Say whether a value fits an annotation; an annotation that is not understood accepts anything, the notebook will judge."""
    match annotation:
        case ast.Constant(value=None):
            return value is None
        case ast.Constant(value=str() as text):
            return _accepts(ast.parse(text, mode="eval").body, value)
        case ast.Name(id=name) if name in _SCALARS:
            # A truth value is an int for Python, not for a person.
            return isinstance(value, _SCALARS[name]) and (name == "bool" or not isinstance(value, bool))
        case ast.Name(id="list" | "tuple"):
            return isinstance(value, list | tuple)
        case ast.Name(id="dict"):
            return isinstance(value, dict)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _accepts(left, value) or _accepts(right, value)
        case ast.Subscript(value=ast.Name(id="Literal"), slice=choices):
            allowed = choices.elts if isinstance(choices, ast.Tuple) else [choices]
            return any(isinstance(choice, ast.Constant) and choice.value == value for choice in allowed)
        case ast.Subscript(value=ast.Name(id="list" | "tuple"), slice=inner):
            item = inner.elts[0] if isinstance(inner, ast.Tuple) else inner
            return isinstance(value, list | tuple) and all(_accepts(item, each) for each in value)
        case ast.Subscript(value=ast.Name(id="dict")):
            return isinstance(value, dict)
    return True
