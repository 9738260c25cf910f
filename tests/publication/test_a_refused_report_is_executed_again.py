"""Outputs that a build was refused for are not kept: the next build executes them again, and nobody has to empty a folder by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from analysis.core.errors import UserError
from analysis.core.languages import Bilingual
from analysis.publication.build import BuildRequest, build
from analysis.publication.compose import DISPLAY_MIME
from analysis.publication.progress import SilentProgress

pytestmark = pytest.mark.slow

MakeRequest = Callable[..., BuildRequest]
QUIET = SilentProgress()
Outputs = list[dict[str, Any]]


@dataclass
class Listener(SilentProgress):
    """Keeps what a build says."""

    said: list[str] = field(default_factory=list)

    def say(self, message: Bilingual) -> None:
        self.said.append(message.en)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def kept(project: Path, stem: str, language: str) -> Path:
    (file,) = (project / ".store" / "_publication" / "sample" / "executed" / language).glob(f"{stem}.*.json")
    return file


def once(project: Path, stem: str, language: str, change: Callable[[Outputs], None]) -> None:
    """Make a kept execution what it might have been had its notebook answered otherwise that once, before anything was published of it."""
    (project / ".store" / "_publication" / "sample" / "published.json").unlink(missing_ok=True)
    file = kept(project, stem, language)
    executed = json.loads(file.read_text(encoding="utf-8"))
    change([output for cell in executed["cells"] for output in cell["outputs"]])
    file.write_text(json.dumps(executed, ensure_ascii=False), encoding="utf-8")


def display(outputs: Outputs) -> dict[str, Any]:
    return next(output["data"][DISPLAY_MIME] for output in outputs if DISPLAY_MIME in output.get("data", {}))


def last_digit(outputs: Outputs) -> None:
    display(outputs)["data"]["rows"][0][1] = 0.5230000000000001


def other_label(outputs: Outputs) -> None:
    display(outputs)["label"] = "tbl-result"


def not_a_value(outputs: Outputs) -> None:
    for output in outputs:
        if "text/html" in output.get("data", {}):
            output["data"]["text/html"] = "".join(output["data"]["text/html"]).replace("412", "NaN")


@pytest.mark.parametrize(
    ("change", "forgotten"),
    [
        (last_digit, ["results"]),
        # The other chapters refer to the label that is no longer there: they are named, and it is not known who should have it.
        (other_label, ["results", "sources", "summary"]),
        (not_a_value, ["results"]),
    ],
)
def test_what_was_refused_once_is_executed_again_and_nothing_else_that_was_checked(
    project: Path, make_request: MakeRequest, change: Callable[[Outputs], None], forgotten: list[str]
) -> None:
    before = files(project / "published" / "sample")
    once(project, "results", "fr", change)
    listener = Listener()
    with pytest.raises(UserError):
        build(make_request(project), listener)
    names = ", ".join(f"notebooks/report/{stem}.ipynb" for stem in forgotten)
    assert listener.said[-1] == f"Report refused: the kept outputs of {names} are forgotten; the next build executes them again."
    assert files(project / "published" / "sample") == before
    assert build(make_request(project), QUIET).n_executed == 2 * len(forgotten)
    assert files(project / "published" / "sample") == before


def test_a_notebook_that_answered_otherwise_once_does_not_refuse_the_next_build(fresh_project: Path, make_request: MakeRequest) -> None:
    coin = fresh_project / "coin.txt"
    module = fresh_project / "sample_displays.py"
    text = module.read_text(encoding="utf-8")
    # What no digest knows of: the order of an engine, a clock, or this file.
    tossed = '    if language == "fr":\n        VALUES[0] = (float(open("coin.txt").read()), 412)\n'
    head = 'def table(language, label="tbl-results", name="results", rows=1):\n'
    module.write_text(text.replace(head, head + tossed), encoding="utf-8")
    assert tossed in module.read_text(encoding="utf-8")
    coin.write_text("0.5230000000000001", encoding="utf-8")
    with pytest.raises(UserError, match="same numbers"):
        build(make_request(fresh_project), QUIET)
    coin.write_text("0.523", encoding="utf-8")
    # The first chapter has no data: what was executed of it is kept.
    assert build(make_request(fresh_project), QUIET).n_executed == 4


def test_a_reference_to_nothing_executes_once_more_what_was_never_checked(project: Path, make_request: MakeRequest) -> None:
    (project / ".store" / "_publication" / "sample" / "seen-outputs.json").unlink()
    notebook = project / "notebooks" / "report" / "sources.ipynb"
    right = notebook.read_text(encoding="utf-8")
    notebook.write_text(right.replace("tbl-results et", "tbl-result et"), encoding="utf-8")
    executed = []
    for _ in range(3):
        with pytest.raises(UserError, match="reference to nothing"):
            build(make_request(project), QUIET)
        executed.append(sorted(path.name.split(".")[0] for path in (project / ".store").rglob("executed/fr/*.json")))
    # Whichever chapter lacks the table is not known: all are executed again; when they answer the same, only the page that was named is.
    assert executed == [[], ["results", "summary"], ["results", "summary"]]
    notebook.write_text(right, encoding="utf-8")
    # What stands there is what these inputs give; were it not known, the page would be executed.
    assert build(make_request(project), QUIET).unchanged
    (project / ".store" / "_publication" / "sample" / "published.json").unlink()
    assert build(make_request(project), QUIET).n_executed == 2
