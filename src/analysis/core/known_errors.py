"""What may be said of an error that another library raised: its kind, when the kind is on a closed list.

The text of an exception may hold what the data held, and so may the name of its class when code made it up: neither is ever repeated.
"""

from __future__ import annotations

import builtins

from analysis.core.languages import Bilingual

_OF_LIBRARIES = {
    "analysis": ("DefinitionError", "ExtractError", "DisclosureError", "NotebookError", "ReportError"),
    "duckdb": (
        "BinderException",
        "CatalogException",
        "ConnectionException",
        "ConstraintException",
        "ConversionException",
        "DataError",
        "Error",
        "FatalException",
        "HTTPException",
        "IOException",
        "IntegrityError",
        "InternalException",
        "InterruptException",
        "InvalidInputException",
        "InvalidTypeException",
        "NotImplementedException",
        "NotSupportedError",
        "OperationalError",
        "OutOfMemoryException",
        "OutOfRangeException",
        "ParserException",
        "PermissionException",
        "ProgrammingError",
        "SerializationException",
        "SyntaxException",
        "TransactionException",
        "TypeMismatchException",
    ),
    "ibis": (
        "IbisError",
        "IbisInputError",
        "IbisTypeError",
        "IntegrityError",
        "OperationNotDefinedError",
        "SignatureValidationError",
        "TableNotFound",
        "UnboundExpressionError",
        "UnsupportedOperationError",
        "ValidationError",
    ),
    "numpy": ("AxisError", "DTypePromotionError", "LinAlgError", "VisibleDeprecationWarning"),
    "pandas": (
        "DataError",
        "EmptyDataError",
        "IncompatibleFrequency",
        "IndexingError",
        "IntCastingNaNError",
        "InvalidIndexError",
        "MergeError",
        "OutOfBoundsDatetime",
        "OutOfBoundsTimedelta",
        "ParserError",
        "PerformanceWarning",
        "SettingWithCopyError",
        "SpecificationError",
        "UndefinedVariableError",
        "UnsortedIndexError",
    ),
    "pyarrow": (
        "ArrowCapacityError",
        "ArrowException",
        "ArrowIndexError",
        "ArrowInvalid",
        "ArrowKeyError",
        "ArrowMemoryError",
        "ArrowNotImplementedError",
        "ArrowSerializationError",
        "ArrowTypeError",
    ),
    "IPython": ("StdinNotImplementedError", "UsageError"),
    "papermill": ("PapermillExecutionError", "PapermillMissingParameterException"),
    "nbclient": ("CellExecutionError", "CellTimeoutError", "DeadKernelError"),
    "nbformat": ("NotebookValidationError", "ValidationError"),
}
_BUILT_IN = frozenset(name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException))
_KNOWN = {"builtins": _BUILT_IN, **{library: frozenset(names) for library, names in _OF_LIBRARIES.items()}}
# The engine calls its own module otherwise in some of its versions.
_KNOWN["_duckdb"] = _KNOWN["duckdb"]
_NAMES = frozenset[str]().union(*_KNOWN.values())


def known_name(kind: type[BaseException]) -> str | None:
    """Return the name of a kind of error that is on the list; None for any other, however it calls itself."""
    library = str(kind.__module__).partition(".")[0]
    name = str(kind.__name__)
    return name if name in _KNOWN.get(library, ()) else None


def nearest_known_name(kind: type[BaseException]) -> str:
    """Return the name of the first kind on the list that a kind of error is made from, itself included."""
    return next(name for name in (known_name(base) for base in kind.__mro__ if issubclass(base, BaseException)) if name)


def told_kind(name: str, *, is_derived: bool = False) -> Bilingual:
    """Return what is said of a kind of error, given the name of the nearest kind on the list."""
    if name not in _NAMES:
        return Bilingual("une erreur d'un type qui n'est pas connu", "an error of a type that is not known")
    if is_derived:
        return Bilingual(f"une erreur d'un type qui n'est pas connu, dérivé de {name}", f"an error of an unknown type, derived from {name}")
    return Bilingual(name, name)


def told_error(error: BaseException) -> Bilingual:
    """Return what may be said of an error of another library: its kind, never its text."""
    kind = type(error)
    return told_kind(nearest_known_name(kind), is_derived=known_name(kind) is None)
