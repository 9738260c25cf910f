"""What `bilan exercises` makes: every version of every case, with no answer in a learner's files, and links that lead somewhere."""

from __future__ import annotations

import base64
import contextlib
import csv
import json
import re
import shutil
import subprocess
import sys
import zlib
from pathlib import Path
from urllib.parse import unquote

import pikepdf
import pytest

from analysis.exercises.case_file import OpenAnswer
from analysis.exercises.case_files import load_case
from analysis.exercises.opening import open_case
from tests.conftest import BILAN
from tests.exercises.conftest import LEARNER

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted(path.stem for path in (ROOT / "params" / "cases").glob("*.yaml"))
AUDIENCES = ("learner", "key", "facilitator")
LANGUAGES = ("fr", "en")

pytestmark = pytest.mark.slow


def texts_of(path: Path) -> str:
    """The text of a notebook, and whatever hides in it in base64 or compressed."""
    text = path.read_text(encoding="utf-8")
    for token in re.findall(r"[A-Za-z0-9+/=]{24,}", text):
        try:
            raw = base64.b64decode(token, validate=True)
        except ValueError:
            continue
        text += raw.decode("utf-8", "ignore")
        with contextlib.suppress(zlib.error):
            text += zlib.decompress(raw).decode("utf-8", "ignore")
    return text


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_version_is_there_as_a_notebook_a_page_and_a_pdf(exercises: Path, audience: str, language: str) -> None:
    folder = exercises / audience / language
    for name in CASES:
        for ending in ("ipynb", "html", "pdf"):
            assert (folder / f"{name}.{ending}").stat().st_size > 500, f"{audience}/{language}/{name}.{ending}"
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert all(f"{name}.html" in page for name in CASES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_of_each_day_adds_up_on_its_page(exercises: Path, language: str) -> None:
    page = (exercises / "facilitator" / language / "ontario_supported_employment.html").read_text(encoding="utf-8")
    minutes = [int(number) for number in re.findall(r">(\d{2,3})<", page)]
    assert minutes[-1] == 410
    assert sum(minutes[:-1]) == 410
    assert (exercises / "facilitator" / language / "quebec_agreements.pdf").is_file()


def test_no_file_of_a_learner_holds_a_solution(exercises: Path) -> None:
    """Searched as text, in base64 and compressed, in notebooks, pages and material alike."""
    for path in sorted((exercises / "learner").rglob("*.ipynb")):
        text = texts_of(path)
        assert "case.solution" not in text, path
        assert "SOLUTION" not in text, path
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert all(cell.get("outputs", []) == [] for cell in notebook["cells"]), path
    for name in CASES:
        definition = load_case(ROOT / "params" / "cases" / f"{name}.yaml")
        key = open_case(name, "", "fr", "key") if (ROOT / "params").is_dir() else None
        assert key is not None
        material = (exercises / "learner" / "material" / "cases" / f"{name}.yaml").read_text(encoding="utf-8")
        for question in definition.questions:
            if isinstance(question.answer, OpenAnswer):
                for likely in question.answer.likely:
                    assert likely.fr not in material, f"{name}: a likely answer of {question.name} is in the learner's material"
                    assert likely.fr not in (exercises / "learner" / "fr" / f"{name}.html").read_text(encoding="utf-8")


def test_every_link_of_every_page_leads_somewhere_in_the_folder(exercises: Path) -> None:
    for page in sorted(exercises.rglob("*.html")):
        for link in re.findall(r'(?:href|src)="([^"#]+)(?:#[^"]*)?"', page.read_text(encoding="utf-8")):
            assert not link.startswith(("http:", "https:", "//")), f"{page}: {link}"
            assert (page.parent / unquote(link)).exists(), f"{page.relative_to(exercises)}: {link}"


def test_every_pdf_is_tagged_and_in_its_language(exercises: Path) -> None:
    for path in sorted(exercises.rglob("*.pdf")):
        with pikepdf.open(path) as pdf:
            assert str(pdf.Root.Lang).startswith("fr" if "fr" in path.parts else "en"), path
            assert bool(pdf.Root.MarkInfo.Marked), path


def test_every_page_says_that_nothing_is_real(exercises: Path) -> None:
    for page in sorted(exercises.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        assert "aucune agence réelle" in text or "no real agency" in text, page


def test_a_learners_name_is_only_text_and_only_a_folder(exercises: Path) -> None:
    folder = exercises / "learner" / "fr" / "zoe-cote-b-1-1-b"
    assert folder.is_dir()
    page = (folder / f"{CASES[0]}.html").read_text(encoding="utf-8")
    assert "<b>=1+1</b>" not in page
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in page


def test_a_learners_folder_works_by_itself_on_a_usb_stick(exercises: Path, tmp_path: Path) -> None:
    """Copied alone, a learner's notebook still opens its case, checks an answer and gives a hint; it asks for no project around it."""
    stick = tmp_path / "stick"
    shutil.copytree(exercises / "learner", stick)
    asked = (
        "from analysis import open_case\n"
        "case = open_case('supported_employment_funding', 'Zoé Côté', 'fr')\n"
        "print(case.check('operating_funds', 1))\nprint(case.hint('operating_funds'))\nprint(case.situation())\n"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=stick / "fr", capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Pas encore" in done.stdout
    assert "Indice" in done.stdout


def test_points_are_collected_from_notebooks_without_running_them(exercises: Path, tmp_path: Path) -> None:
    handed_in = tmp_path / "in"
    shutil.copytree(exercises / "learner" / "fr" / "zoe-cote-b-1-1-b", handed_in)
    path = handed_in / "supported_employment_funding.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    key = open_case("supported_employment_funding", LEARNER, "fr", "key")
    for cell in notebook["cells"]:
        if "operating_funds = ..." in cell["source"]:
            cell["source"] = f"operating_funds = {int(key.expected('operating_funds')) // 10} * 10"
        if "support_funds = ..." in cell["source"]:
            cell["source"] = "support_funds = __import__('pathlib').Path('ran').write_text('no')"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    (handed_in / "other.ipynb").write_text("{}", encoding="utf-8")
    done = subprocess.run(
        [BILAN, "exercises", "collect", str(handed_in), "--out", str(tmp_path / "points.csv")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "other.ipynb" in done.stderr
    with (tmp_path / "points.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {(row["case"], row["question"]): row for row in csv.DictReader(stream)}
    assert rows["supported_employment_funding", "operating_funds"]["state"] == "right"
    assert rows["supported_employment_funding", "operating_funds"]["points"] == "2"
    assert rows["supported_employment_funding", "support_funds"]["state"] == "unanswered"
    assert not (handed_in / "ran").exists()
    assert not (ROOT / "ran").exists()


def test_a_facilitator_makes_any_learners_key_again_from_the_name(exercises: Path) -> None:
    done = subprocess.run(
        [BILAN, "exercises", "key", "supported_employment_funding", "--learner", LEARNER.upper()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    key = open_case("supported_employment_funding", LEARNER, "en", "key")
    assert f"{int(key.expected('operating_funds')):,}" in done.stdout
    page = (exercises / "key" / "en" / "zoe-cote-b-1-1-b" / "supported_employment_funding.html").read_text(encoding="utf-8")
    assert f"{int(key.expected('operating_funds')):,}" in page


def test_a_second_making_gives_the_same_notebooks(exercises: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [BILAN, "exercises", "--case", "small_cells", "--out", str(tmp_path / "again")],
        cwd=exercises.parents[1],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    for audience in AUDIENCES:
        for ending in ("ipynb", "html", "pdf"):
            made = Path(audience) / "fr" / f"small_cells.{ending}"
            assert (tmp_path / "again" / made).read_bytes() == (exercises / made).read_bytes(), made
