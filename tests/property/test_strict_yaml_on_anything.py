"""Whatever a file holds, it is read as it says or refused with a message: nothing else can happen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.core.errors import DefinitionError
from analysis.core.strict_yaml import load_tree

LETTERS = st.characters(
    min_codepoint=0x20, max_codepoint=0xD7FF, exclude_characters="\x7f\x85\u2028\u2029\ufeff", exclude_categories=["Cc"]
)
PRINTABLE = st.text(LETTERS)
KEYS = st.text(LETTERS, max_size=80)
"""YAML allows 1,024 characters to a key on one line."""
SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | PRINTABLE
TREES = st.recursive(SCALARS, lambda inside: st.lists(inside, max_size=4) | st.dictionaries(KEYS, inside, max_size=4), max_leaves=12)
ON_DISK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)


@ON_DISK
@given(tree=st.dictionaries(KEYS, TREES, min_size=1, max_size=4))
def test_json_is_read_as_json(tmp_path: Path, tree: dict[str, object]) -> None:
    """Every JSON document is YAML 1.2: an authority on what a file must mean."""
    path = tmp_path / "x.yaml"
    path.write_text(json.dumps(tree), encoding="utf-8")
    assert load_tree(path).value == tree


@ON_DISK
@given(content=st.binary(max_size=200) | st.text(alphabet="ab:-[]{}&*!|>%@`'\"#?,. \n\t0159~<", max_size=60).map(str.encode))
def test_anything_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    try:
        tree = load_tree(path)
    except DefinitionError as error:
        assert error.text("fr")
        assert error.text("en")
    else:
        json.dumps(tree.value)


@ON_DISK
@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_decimal_of_fifteen_digits_is_kept_exactly(tmp_path: Path, number: object) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(f"a: {number}\n", encoding="utf-8")
    value = load_tree(path).value["a"]
    assert float(str(number)) == pytest.approx(value, rel=0, abs=0)
