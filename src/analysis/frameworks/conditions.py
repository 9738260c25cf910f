"""Questions asked of one participation: a field held against one operator, joined by all, any or none."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Discriminator, Field, Tag, model_validator

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual, ExplainedValueError
from analysis.frameworks.vocabulary import Operator


class Leaf(Part):
    """One question asked of one field; exactly one operator is given."""

    field: str
    parameter: str | None = None
    """The parameter of the framework that the number written here is, so that the two cannot drift apart."""
    is_: bool | str | int | None = Field(default=None, alias="is")
    is_one_of: tuple[str | int, ...] | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    between: tuple[Decimal, Decimal] | None = None
    is_missing: bool | None = None

    @model_validator(mode="after")
    def _has_one_operator(self) -> Self:
        given = [operator.value for operator in Operator if self.operand(operator) is not None]
        if len(given) == 1:
            return self
        known = ", ".join(operator.value for operator in Operator)
        raise ExplainedValueError(
            Bilingual(
                f"une condition a exactement un opérateur; celle-ci en a {len(given)}" + (f" ({', '.join(given)})" if given else ""),
                f"a condition has exactly one operator; this one has {len(given)}" + (f" ({', '.join(given)})" if given else ""),
            ),
            todo=Bilingual(
                f"Choisissez-en un seul parmi : {known}; joignez plusieurs conditions par all_of, any_of ou none_of.",
                f"Choose one of: {known}; join several conditions with all_of, any_of or none_of.",
            ),
        )

    def operand(self, operator: Operator) -> bool | str | int | Decimal | tuple[object, ...] | None:
        """Return what an operator compares with, or None when this condition does not use it."""
        value: bool | str | int | Decimal | tuple[object, ...] | None = getattr(self, "is_" if operator is Operator.IS else operator.value)
        return value

    @property
    def operator(self) -> Operator:
        """The one operator given."""
        return next(operator for operator in Operator if self.operand(operator) is not None)


class AllOf(Part):
    """True when every part is true; missing when none is false and one is missing (Kleene)."""

    all_of: tuple[Condition, ...]


class AnyOf(Part):
    """True when one part is true; missing when none is true and one is missing (Kleene)."""

    any_of: tuple[Condition, ...]


class NoneOf(Part):
    """True when every part is false; missing when none is true and one is missing (Kleene)."""

    none_of: tuple[Condition, ...]


def _shape(given: object) -> str:
    """Tell the parts of a condition apart by their key, so that a mistake is explained once and not once a shape."""
    for key, shape in (("all_of", "AllOf"), ("any_of", "AnyOf"), ("none_of", "NoneOf")):
        if (isinstance(given, dict) and key in given) or hasattr(given, key):
            return shape
    return "Leaf"


Condition = Annotated[
    Annotated[Leaf, Tag("Leaf")] | Annotated[AllOf, Tag("AllOf")] | Annotated[AnyOf, Tag("AnyOf")] | Annotated[NoneOf, Tag("NoneOf")],
    Discriminator(_shape),
]


AllOf.model_rebuild()
AnyOf.model_rebuild()
NoneOf.model_rebuild()
