"""What a condition may ask: known fields, an operator that suits the field, codes that exist."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from analysis.core.languages import Bilingual
from analysis.core.located_tree import Step
from analysis.frameworks.conditions import AllOf, AnyOf, Condition, Leaf, NoneOf
from analysis.frameworks.findings import Findings
from analysis.frameworks.model import Framework
from analysis.frameworks.vocabulary import FIELDS, Field, FieldKind, FieldNeeds, Operator

Place = tuple[Step, ...]

_OPERATORS: dict[FieldKind, tuple[Operator, ...]] = {
    FieldKind.BOOLEAN: (Operator.IS, Operator.IS_MISSING),
    FieldKind.CODE: (Operator.IS, Operator.IS_ONE_OF, Operator.IS_MISSING),
    FieldKind.NUMBER: (Operator.IS, Operator.IS_ONE_OF, Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN, Operator.IS_MISSING),
    FieldKind.DATE: (Operator.IS_MISSING,),
}

KIND_LABELS: dict[FieldKind, Bilingual] = {
    FieldKind.BOOLEAN: Bilingual("vrai ou faux", "true or false"),
    FieldKind.CODE: Bilingual("un code", "a code"),
    FieldKind.NUMBER: Bilingual("un nombre", "a number"),
    FieldKind.DATE: Bilingual("une date", "a date"),
}


def fields_of(condition: Condition | None) -> tuple[str, ...]:
    """Return the fields that a condition looks at, each once, in the order in which it names them."""
    if condition is None:
        return ()
    if isinstance(condition, Leaf):
        return (condition.field,)
    return tuple(dict.fromkeys(name for part in parts_of(condition)[1] for name in fields_of(part)))


def parts_of(condition: AllOf | AnyOf | NoneOf) -> tuple[str, tuple[Condition, ...]]:
    """Return the key that joins the parts of a condition, and the parts."""
    if isinstance(condition, AllOf):
        return "all_of", condition.all_of
    if isinstance(condition, AnyOf):
        return "any_of", condition.any_of
    return "none_of", condition.none_of


def check_field(  # noqa: PLR0917  (what may be named, beside where it stands)
    name: str,
    place: Place,
    given: Collection[FieldNeeds],
    findings: Findings,
    kind: FieldKind | None = None,
    fields: Mapping[str, Field] = FIELDS,
) -> Field | None:
    """Note a field that is unknown, of another kind, or that needs what is not given; return it when it is known."""
    field = fields.get(name)
    if field is None:
        findings.note_unknown(place, Bilingual("le champ", "the field"), name, fields)
        return None
    if kind is not None and field.kind is not kind:
        findings.note(
            place,
            Bilingual(
                f"{name} est {KIND_LABELS[field.kind].fr}, alors qu'il faut {KIND_LABELS[kind].fr}",
                f"{name} is {KIND_LABELS[field.kind].en}, where {KIND_LABELS[kind].en} is needed",
            ),
            None,
            Bilingual(
                f"Choisissez parmi : {', '.join(sorted(known.name for known in fields.values() if known.kind is kind))}.",
                f"Choose one of: {', '.join(sorted(known.name for known in fields.values() if known.kind is kind))}.",
            ),
        )
    if field.needs is not FieldNeeds.NOTHING and field.needs not in given:
        key = "wave" if field.needs is FieldNeeds.WAVE else "satisfaction"
        findings.note(
            place,
            Bilingual(f"{name} n'a de sens qu'avec la clé « {key} »", f'{name} only makes sense with the key "{key}"'),
            Bilingual(
                "Sans elle, on ne sait pas de quel suivi ou de quelle réponse il s'agit.",
                "Without it nobody knows which follow-up or answer is meant.",
            ),
            Bilingual(
                f"Déclarez « {key} » dans l'indicateur, ou choisissez un autre champ.",
                f'Declare "{key}" in the indicator, or choose another field.',
            ),
        )
    return field


def check_condition(  # noqa: PLR0917  (what may be named, beside where it stands)
    condition: Condition,
    place: Place,
    given: Collection[FieldNeeds],
    findings: Findings,
    framework: Framework,
    fields: Mapping[str, Field] = FIELDS,
) -> None:
    """Note everything in a condition that cannot be asked."""
    if isinstance(condition, Leaf):
        _check_leaf(condition, place, given, findings, framework, fields)
        return
    key, parts = parts_of(condition)
    if not parts:
        findings.note(
            (*place, key),
            Bilingual(f"{key} est vide", f"{key} is empty"),
            Bilingual("Une condition vide ne dit pas qui est compté.", "An empty condition does not say who is counted."),
            Bilingual("Écrivez au moins une condition, ou supprimez la clé.", "Write at least one condition, or delete the key."),
        )
    for index, part in enumerate(parts):
        check_condition(part, (*place, key, index), given, findings, framework, fields)


def _check_leaf(  # noqa: PLR0917  (what a condition may name, beside where it stands)
    leaf: Leaf,
    place: Place,
    given: Collection[FieldNeeds],
    findings: Findings,
    framework: Framework,
    fields: Mapping[str, Field],
) -> None:
    field = check_field(leaf.field, (*place, "field"), given, findings, fields=fields)
    if field is None:
        return
    operator, operand = leaf.operator, leaf.operand(leaf.operator)
    here = (*place, operator.value)
    allowed = _OPERATORS[field.kind]
    if operator not in allowed:
        findings.note(
            here,
            Bilingual(
                f"{field.name} est {KIND_LABELS[field.kind].fr}\u00a0: l'opérateur {operator.value} ne lui convient pas",
                f"{field.name} is {KIND_LABELS[field.kind].en}: the operator {operator.value} does not suit it",
            ),
            None,
            Bilingual(
                f"Choisissez parmi : {', '.join(item.value for item in allowed)}.",
                f"Choose one of: {', '.join(item.value for item in allowed)}.",
            ),
        )
        return
    if operator is Operator.BETWEEN and isinstance(operand, tuple) and operand[0] > operand[1]:  # type: ignore[operator]
        findings.note(
            here,
            Bilingual("les bornes sont inversées", "the bounds are reversed"),
            Bilingual("Personne ne répondrait à cette condition.", "Nobody would meet this condition."),
            Bilingual("Écrivez la plus petite d'abord.", "Write the smaller one first."),
        )
    if operator is Operator.IS_ONE_OF and isinstance(operand, tuple) and len(set(operand)) < max(len(operand), 1):
        findings.note(
            here,
            Bilingual("la liste est vide ou répète une valeur", "the list is empty or repeats a value"),
            None,
            Bilingual("Écrivez chaque valeur une fois.", "Write each value once."),
        )
    if operator in {Operator.IS, Operator.IS_ONE_OF}:
        values = operand if isinstance(operand, tuple) else (operand,)
        for value in values:
            _check_value(field, value, here, findings)
    _check_parameter(leaf, place, findings, framework)


def _check_value(field: Field, value: object, here: Place, findings: Findings) -> None:
    suits = {
        FieldKind.BOOLEAN: isinstance(value, bool),
        FieldKind.CODE: isinstance(value, str),
        FieldKind.NUMBER: isinstance(value, int) and not isinstance(value, bool),
        FieldKind.DATE: False,
    }[field.kind]
    if not suits:
        findings.note(
            here,
            Bilingual(
                f"{field.name} est {KIND_LABELS[field.kind].fr}, il ne peut pas valoir {value}",
                f"{field.name} is {KIND_LABELS[field.kind].en}, it cannot be {value}",
            ),
            None,
            Bilingual(
                "Écrivez true ou false sans guillemets, un code avec ou sans guillemets, ou un nombre sans guillemets.",
                "Write true or false without quotes, a code with or without quotes, or a number without quotes.",
            ),
        )
    elif field.codes and isinstance(value, str):
        codes = [code.value for code in field.codes]
        if value not in codes:
            findings.note_unknown(here, Bilingual(f"pour {field.name}, le code", f"for {field.name}, the code"), value, codes)


def _check_parameter(leaf: Leaf, place: Place, findings: Findings, framework: Framework) -> None:
    if leaf.parameter is None:
        return
    numbers = {parameter.name: parameter.number.value for parameter in framework.parameters}
    here = (*place, "parameter")
    if leaf.parameter not in numbers:
        findings.note_unknown(here, Bilingual("le paramètre", "the parameter"), leaf.parameter, numbers)
        return
    operand = leaf.operand(leaf.operator)
    if not isinstance(operand, (Decimal, int)) or isinstance(operand, bool) or Decimal(operand) != numbers[leaf.parameter]:
        findings.note(
            here,
            Bilingual(
                f"la condition ne dit pas la valeur du paramètre {leaf.parameter} ({numbers[leaf.parameter]})",
                f"the condition does not say the value of the parameter {leaf.parameter} ({numbers[leaf.parameter]})",
            ),
            Bilingual("Le rapport imprimerait deux nombres pour une même règle.", "The report would print two numbers for one rule."),
            Bilingual("Écrivez le même nombre aux deux endroits.", "Write the same number in both places."),
        )
