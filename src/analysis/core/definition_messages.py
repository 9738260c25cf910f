"""What is wrong with a definition file, in plain French and English.

The checking library speaks English to programmers.
Its codes and places are translated here; its sentences are never shown.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from analysis.core.definition_places import fields_of, keys_of, resolve
from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, ExplainedValueError, did_you_mean
from analysis.core.located_tree import LocatedTree, Node
from analysis.core.syntax_messages import shown

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError


def validation_problems(error: ValidationError, model: type[BaseModel], tree: LocatedTree) -> list[Problem]:
    """Return every problem that a model found in a file, in the order of its lines."""
    by_place: dict[tuple[str | int, ...], list[Any]] = {}
    details = error.errors(include_url=False)
    for detail in details:
        # A list whose items are refused is counted without them: the items alone are the problem.
        if detail["type"] == "too_short" and any(
            len(other["loc"]) > len(detail["loc"]) and other["loc"][: len(detail["loc"])] == detail["loc"] for other in details
        ):
            continue
        place, _ = resolve(detail["loc"], model, tree)
        by_place.setdefault(place, []).append(detail)
    found: list[tuple[int, int, Problem]] = []
    for order, (place, details) in enumerate(by_place.items()):
        line = tree.line(*place)
        for what, why, todo in _described(_readable(place, tree), details, model, tree):
            found.append((line, order, Problem(tree.where(*place), what, why, todo)))
    return [problem for _, _, problem in sorted(found, key=lambda item: item[:2])]


_Text = tuple[Bilingual, Bilingual | None, Bilingual | None]
_Place = tuple[str, ...]


def _described(place: _Place, details: list[Any], model: type[BaseModel], tree: LocatedTree) -> Iterator[_Text]:
    alternatives = [detail for detail in details if detail["type"] in _EXPECTED]
    if len(alternatives) > 1:
        # Each member of a union complains in turn about one value: that is one problem for the reader.
        expected = list(dict.fromkeys(_expected(detail) for detail in alternatives))
        yield (
            Bilingual(
                f"{_named(place).fr}\u00a0: {_found(alternatives[0]).fr}, alors qu'il faut {' ou '.join(text.fr for text in expected)}",
                f"{_named(place).en}: {_found(alternatives[0]).en}, where {' or '.join(text.en for text in expected)} is needed",
            ),
            None,
            _advice(alternatives[0]),
        )
        details = [detail for detail in details if detail not in alternatives]
    for detail in details:
        yield _one(place, detail, model, tree)


def _one(place: _Place, detail: Any, model: type[BaseModel], tree: LocatedTree) -> _Text:
    kind = detail["type"]
    if isinstance(detail.get("ctx", {}).get("error"), ExplainedValueError):
        return _explained(place, detail)
    if kind in _EXPECTED:
        return _wrong_kind(place, detail)
    if kind in _BOUNDS:
        return _out_of_bounds(place, detail)
    _, candidates = resolve(detail["loc"] if kind in {"missing", "union_tag_not_found"} else detail["loc"][:-1], model, tree)
    by_kind: dict[str, Callable[[], _Text]] = {
        "missing": lambda: _missing(place, detail),
        "extra_forbidden": lambda: _unknown_key(place, candidates),
        "unexpected_keyword_argument": lambda: _unknown_key(place, candidates),
        "union_tag_invalid": lambda: _unknown_tag(place, detail),
        "union_tag_not_found": lambda: _no_tag(place, detail, candidates),
        "literal_error": lambda: _unknown_choice(place, detail),
        "enum": lambda: _unknown_choice(place, detail),
    }
    return by_kind.get(kind, lambda: _refused(place))()


def _explained(place: _Place, detail: Any) -> _Text:
    error, name = detail["ctx"]["error"], _named(place)
    return Bilingual(f"{name.fr}\u00a0: {error.what.fr}", f"{name.en}: {error.what.en}"), error.why, error.todo


def _missing(place: _Place, detail: Any) -> _Text:
    last = detail["loc"][-1]
    if isinstance(last, int):
        name = _named(place)
        return (
            Bilingual(f"{name.fr}\u00a0: il manque un élément à la liste", f"{name.en}: the list lacks an item"),
            None,
            Bilingual("Complétez la liste.", "Complete the list."),
        )
    inside = _inside(place)
    return (
        Bilingual(f"il manque la clé « {shown(last)} »{inside.fr}", f'the key "{shown(last)}" is missing{inside.en}'),
        Bilingual("Elle n'a pas de valeur par défaut.", "It has no default."),
        Bilingual("Ajoutez-la.", "Add it."),
    )


def _unknown_key(place: _Place, candidates: list[Any]) -> _Text:
    last, inside = str(place[-1]), _inside(place[:-1])
    return (
        Bilingual(f"clé inconnue « {shown(last)} »{inside.fr}", f'unknown key "{shown(last)}"{inside.en}'),
        Bilingual("Une clé mal écrite serait oubliée en silence.", "A misspelt key would be forgotten in silence."),
        did_you_mean(last, set(keys_of(candidates))),
    )


def _unknown_choice(place: _Place, detail: Any) -> _Text:
    if not isinstance(detail["input"], str):
        return _wrong_kind(place, {**detail, "type": "string_type"})
    return _unknown_word(place, detail["input"], _choices(detail["ctx"]))


def _unknown_tag(place: _Place, detail: Any) -> _Text:
    context = detail["ctx"]
    return _unknown_word((*place, _unquoted(context["discriminator"])), str(context["tag"]), _choices(context))


def _unknown_word(place: _Place, written: str, known: list[str]) -> _Text:
    name = _named(place)
    return (
        Bilingual(f"{name.fr}\u00a0: « {shown(written)} » est inconnu", f'{name.en}: "{shown(written)}" is unknown'),
        None,
        did_you_mean(shown(written), known),
    )


def _no_tag(place: _Place, detail: Any, candidates: list[Any]) -> _Text:
    key, inside = _unquoted(detail["ctx"]["discriminator"]), _inside(place)
    return (
        Bilingual(f"il manque la clé « {key} »{inside.fr}", f'the key "{key}" is missing{inside.en}'),
        Bilingual("Elle dit de quelle sorte il s'agit.", "It says of which kind this is."),
        _tags_advice(candidates, key),
    )


def _wrong_kind(place: _Place, detail: Any) -> _Text:
    name, found, expected = _named(place), _found(detail), _expected(detail)
    return (
        Bilingual(
            f"{name.fr}\u00a0: {found.fr}, alors qu'il faut {expected.fr}",
            f"{name.en}: {found.en}, where {expected.en} is needed",
        ),
        None,
        _advice(detail),
    )


def _out_of_bounds(place: _Place, detail: Any) -> _Text:
    name, kind = _named(place), detail["type"]
    key, text = _BOUNDS[kind]
    bound = text.filled(bound=detail["ctx"].get(key, ""))
    # A text or a list that is too long is not repeated.
    value = shown(detail["input"]) if isinstance(detail["input"], (int, float, str)) and "short" not in kind and "long" not in kind else ""
    return (
        Bilingual(f"{name.fr}\u00a0: {value or 'la valeur'} n'est pas {bound.fr}", f"{name.en}: {value or 'the value'} is not {bound.en}"),
        None,
        Bilingual("Corrigez la valeur.", "Correct the value."),
    )


def _refused(place: _Place) -> _Text:
    name = _named(place)
    return (
        Bilingual(f"{name.fr}\u00a0: cette valeur ne convient pas ici", f"{name.en}: this value does not suit this place"),
        None,
        Bilingual("Comparez avec une définition qui existe déjà.", "Compare with a definition that already exists."),
    )


_LIST = Bilingual("une liste", "a list")
_MAPPING = Bilingual("un groupe de clés", "a group of keys")
_TEXT = Bilingual("un texte", "text")
_WHOLE = Bilingual("un nombre entier", "a whole number")
_NUMBER = Bilingual("un nombre", "a number")
_BOOLEAN = Bilingual("true ou false", "true or false")
_DAY = Bilingual("une date comme 2024-04-01", "a date such as 2024-04-01")
_NULL = Bilingual("rien", "nothing")

_EXPECTED: Mapping[str, Bilingual] = {
    "string_type": _TEXT, "path_type": _TEXT, "string_sub_type": _TEXT,
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_from_float": _WHOLE,
    "float_type": _NUMBER, "float_parsing": _NUMBER, "finite_number": _NUMBER,
    "decimal_type": _NUMBER, "decimal_parsing": _NUMBER,
    "bool_type": _BOOLEAN, "bool_parsing": _BOOLEAN,
    "date_type": _DAY, "date_parsing": _DAY, "date_from_datetime_parsing": _DAY, "date_from_datetime_inexact": _DAY,
    "datetime_type": _DAY, "datetime_parsing": _DAY, "datetime_from_date_parsing": _DAY,
    "list_type": _LIST, "tuple_type": _LIST, "set_type": _LIST, "frozen_set_type": _LIST,
    "dict_type": _MAPPING, "mapping_type": _MAPPING, "model_type": _MAPPING, "model_attributes_type": _MAPPING,
    "dataclass_type": _MAPPING, "dataclass_exact_type": _MAPPING,
    "none_required": _NULL,
}  # fmt: skip

_BOUNDS: Mapping[str, tuple[str, Bilingual]] = {
    # The name under which the checking library gives the bound, and how it is said.
    "greater_than": ("gt", Bilingual("plus grand que {bound}", "greater than {bound}")),
    "greater_than_equal": ("ge", Bilingual("au moins {bound}", "at least {bound}")),
    "less_than": ("lt", Bilingual("plus petit que {bound}", "less than {bound}")),
    "less_than_equal": ("le", Bilingual("au plus {bound}", "at most {bound}")),
    "multiple_of": ("multiple_of", Bilingual("un multiple de {bound}", "a multiple of {bound}")),
    "too_short": ("min_length", Bilingual("assez longue (éléments : au moins {bound})", "long enough (items: at least {bound})")),
    "too_long": ("max_length", Bilingual("assez courte (au plus {bound} éléments)", "short enough (at most {bound} items)")),
    "string_too_short": (
        "min_length",
        Bilingual("assez longue (au moins {bound} caractères)", "long enough (at least {bound} characters)"),
    ),
    "string_too_long": ("max_length", Bilingual("assez courte (au plus {bound} caractères)", "short enough (at most {bound} characters)")),
    "string_pattern_mismatch": ("pattern", Bilingual("de la forme {bound}", "of the form {bound}")),
}


def _expected(detail: Any) -> Bilingual:
    return _EXPECTED[detail["type"]]


def _found(detail: Any) -> Bilingual:
    value = detail["input"]
    if value is None:
        return Bilingual("rien n'est écrit", "nothing is written")
    if isinstance(value, bool):
        return Bilingual(str(value).lower(), str(value).lower())
    if isinstance(value, str):
        return Bilingual(f"le texte « {shown(value)} »", f'the text "{shown(value)}"')
    if isinstance(value, (list, tuple)):
        return _LIST
    if isinstance(value, Mapping):
        return _MAPPING
    return Bilingual(f"le nombre {shown(value)}", f"the number {shown(value)}")


def _advice(detail: Any) -> Bilingual | None:
    expected, value = _expected(detail), detail["input"]
    if expected is _TEXT and not isinstance(value, (list, dict, type(None))):
        quoted = f'"{str(value).lower() if isinstance(value, bool) else shown(value)}"'
        return Bilingual(f"Mettez la valeur entre guillemets\u00a0: {quoted}.", f"Put the value in quotes: {quoted}.")
    if expected in (_NUMBER, _WHOLE) and isinstance(value, str):
        return Bilingual(
            "Écrivez le nombre sans guillemets, avec un point décimal et sans espace ni signe (0.9, 5600).",
            "Write the number without quotes, with a decimal point and without spaces or signs (0.9, 5600).",
        )
    if expected is _LIST:
        return Bilingual("Écrivez une liste, même d'un seul élément\u00a0: [a].", "Write a list, even of one item: [a].")
    if expected is _MAPPING:
        return Bilingual("Écrivez les clés l'une sous l'autre, chacune avec sa valeur.", "Write the keys in lines, each with its value.")
    return Bilingual("Corrigez la valeur.", "Correct the value.")


def _named(place: _Place) -> Bilingual:
    """Name a place by its steps; an item of a list by its own name where it has one, else by its rank counted from 1."""
    text = ".".join(shown(step) for step in place).replace(".[", "[")
    return Bilingual(text, text) if text else Bilingual("le fichier", "the file")


def _readable(place: tuple[str | int, ...], tree: LocatedTree) -> _Place:
    node: Node = tree.root
    steps: list[str] = []
    for step in place:
        if isinstance(node.value, dict):
            steps.append(str(step))
            node = node.value[str(step)]
        elif isinstance(node.value, list) and isinstance(step, int):
            node = node.value[step]
            steps.append(f"[{_own_name(node) or step + 1}]")
    return tuple(steps)


def _own_name(node: Node) -> str | None:
    if not isinstance(node.value, dict):
        return None
    for key in ("name", "id", "indicator", "case"):
        child = node.value.get(key)
        if child is not None and isinstance(child.value, str) and child.value:
            return child.value
    return None


def _inside(place: _Place) -> Bilingual:
    if not place:
        return Bilingual(" au premier niveau du fichier", " at the top level of the file")
    name = _named(place).fr
    return Bilingual(f" dans {name}", f" in {name}")


def _unquoted(text: object) -> str:
    return str(text).strip("'").removesuffix("()")


def _choices(context: Mapping[str, Any]) -> list[str]:
    raw = str(context.get("expected") or context.get("expected_tags") or "")
    return [_unquoted(part.strip()) for part in raw.replace(" or ", ", ").split(",") if part.strip()]


def _tags_advice(candidates: list[Any], key: str) -> Bilingual:
    values = sorted({
        str(value)
        for candidate in candidates
        for name, annotation in fields_of(candidate)
        if name == key and typing.get_origin(annotation) is typing.Literal
        for value in typing.get_args(annotation)
    })  # fmt: skip
    if not values:
        return Bilingual("Ajoutez-la.", "Add it.")
    return Bilingual(f"Choisissez\u00a0: {', '.join(values)}.", f"Choose one of: {', '.join(values)}.")
