"""Explaining gaps from the command line: files are prepared, kept, refused when they hold more than words, required of a final report."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from made_targets import TARGETS_YAML
from tiny_run import RUN, TinyRun, make_tiny_run

from analysis import cli
from analysis.run import open_run

PLACES = TARGETS_YAML[TARGETS_YAML.index("targets:") :]
TARGETS = TARGETS_YAML.replace(
    PLACES,
    """\
targets:
  - framework: ontario_supported_employment
    indicator: short_term_outcome
    places:
      - {level: national, initial: 0.95}
  - framework: ontario_supported_employment
    indicator: intake
    places:
      - {level: national, initial: 0.01}
""",
)


@dataclass
class Answer:
    code: int
    said: str
    shown: str


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    made = make_tiny_run(tmp_path_factory.mktemp("commentary") / "project", participations=400)
    (made.project / "params" / "targets").mkdir(exist_ok=True)
    made.run_file.write_text(RUN + "targets: small\n", encoding="utf-8")
    return made


@pytest.fixture
def commentary(tiny: TinyRun) -> Path:
    """Return the folder of explanations, empty, beside targets that two results are far from."""
    (tiny.project / "params" / "targets" / "small.yaml").write_text(TARGETS, encoding="utf-8")
    folder = tiny.project / "report" / "commentary" / "tiny"
    for path in folder.glob("*") if folder.is_dir() else ():
        path.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def bilan(tiny: TinyRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tiny.project)

    def typed(*words: str, language: str = "fr") -> Answer:
        monkeypatch.setenv("BILAN_LANGUAGE", language)
        monkeypatch.setattr(sys, "argv", ["bilan", *words])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        captured = capsys.readouterr()
        assert isinstance(stop.value.code, int)
        return Answer(stop.value.code, captured.err, captured.out)

    return typed


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + text + "\n", encoding="utf-8")
    return path


def test_a_file_a_gap_and_a_language_is_prepared_with_the_facts_above_the_line(bilan, commentary: Path) -> None:  # type: ignore[no-untyped-def]
    answer = bilan("commentary", "params/runs/tiny.yaml")
    assert answer.code == 0
    names = ["intake.en.md", "intake.fr.md", "short_term_outcome.en.md", "short_term_outcome.fr.md"]
    assert sorted(path.name for path in commentary.iterdir()) == names
    text = (commentary / "short_term_outcome.fr.md").read_text(encoding="utf-8")
    assert "Cible\u00a0: 95\u00a0%" in text
    assert "au-dessous de la marge" in text
    assert "à écrire\u00a0: 4" in answer.shown


def test_what_a_person_wrote_is_never_overwritten_and_changed_facts_are_told(bilan, commentary: Path, tiny: TinyRun) -> None:  # type: ignore[no-untyped-def]
    bilan("commentary", "params/runs/tiny.yaml")
    path = written(commentary, "short_term_outcome.fr.md", "Deux bureaux ont fermé en septembre.")
    before = path.read_bytes()
    assert "Explications écrites\u00a0: 1" in bilan("commentary", "params/runs/tiny.yaml").shown
    assert path.read_bytes() == before
    (tiny.project / "params" / "targets" / "small.yaml").write_text(TARGETS.replace("0.95", "0.94"), encoding="utf-8")
    answer = bilan("commentary", "params/runs/tiny.yaml")
    assert path.read_bytes() == before
    assert "les faits ont changé" in answer.shown
    run = open_run(tiny.run_file)
    assert [gap.indicator for gap in run.explanations.stale("fr")] == ["short_term_outcome"]
    # Nobody had written in the English file: its facts follow.
    assert "Target: 94%" in (commentary / "short_term_outcome.en.md").read_text(encoding="utf-8")
    bilan("commentary", "params/runs/tiny.yaml", "--refresh")
    after = path.read_text(encoding="utf-8")
    assert "Cible\u00a0: 94\u00a0%" in after
    assert after.endswith("Deux bureaux ont fermé en septembre.\n")
    assert open_run(tiny.run_file).explanations.stale("fr") == ()


def test_causal_words_are_a_warning_for_the_writer_with_the_line(bilan, commentary: Path) -> None:  # type: ignore[no-untyped-def]
    bilan("commentary", "params/runs/tiny.yaml")
    path = written(commentary, "short_term_outcome.en.md", "Fewer people found work because offices closed.")
    line = path.read_text(encoding="utf-8").splitlines().index("Fewer people found work because offices closed.") + 1
    answer = bilan("commentary", "params/runs/tiny.yaml", language="en")
    assert answer.code == 0
    assert f'short_term_outcome.en.md:{line} — "because"' in answer.shown


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_final_report_is_refused_with_one_list_of_what_is_missing(bilan, commentary: Path, tiny: TinyRun, language: str) -> None:  # type: ignore[no-untyped-def]
    bilan("commentary", "params/runs/tiny.yaml")
    written(commentary, "intake.fr.md", "Une cible mal choisie.")
    answer = bilan("report", "params/runs/tiny.yaml", "--final", language=language)
    assert answer.code == 14
    assert answer.said.count("report/commentary/tiny/") == 3
    assert "bilan commentary" in answer.said
    assert "Traceback" not in answer.said
    assert not (tiny.project / "published").exists()


def test_hostile_text_is_refused_in_a_draft_too_each_line_named(bilan, commentary: Path, tiny: TinyRun) -> None:  # type: ignore[no-untyped-def]
    bilan("commentary", "params/runs/tiny.yaml")
    path = written(
        commentary, "intake.fr.md", "Bien.\n<script>alert(1)</script>\n![x](http://ailleurs.example/p.png)\n{{< include /etc/passwd >}}"
    )
    first = path.read_text(encoding="utf-8").splitlines().index("Bien.") + 1
    (commentary / "notes.txt").write_text("un oubli", encoding="utf-8")
    answer = bilan("report", "params/runs/tiny.yaml")
    assert answer.code == 14
    for line in (first + 1, first + 2, first + 3):
        assert f"intake.fr.md:{line}" in answer.said
    assert "notes.txt" in answer.said
    assert "alert" not in answer.said
    assert not (tiny.project / "published").exists()


def test_a_link_to_another_file_is_refused_and_never_read(bilan, commentary: Path) -> None:  # type: ignore[no-untyped-def]
    (commentary / "intake.fr.md").symlink_to("/etc/hostname")
    answer = bilan("report", "params/runs/tiny.yaml")
    assert answer.code == 14
    assert "intake.fr.md" in answer.said


@pytest.mark.slow
def test_a_final_report_is_published_once_every_gap_is_explained(bilan, commentary: Path, tiny: TinyRun) -> None:  # type: ignore[no-untyped-def]
    bilan("commentary", "params/runs/tiny.yaml")
    for path in commentary.iterdir():
        text = "Plus de gens sont venus que prévu." if path.name.endswith(".fr.md") else "More people came than expected."
        written(commentary, path.name, text)
    run_file = tiny.run_file.read_text(encoding="utf-8")
    tiny.run_file.write_text(run_file.replace("[{notebook: summary}, {notebook: quality}]", "[{notebook: quality}]"), encoding="utf-8")
    try:
        answer = bilan("report", "params/runs/tiny.yaml", "--final", "--lang", "fr")
    finally:
        tiny.run_file.write_text(run_file, encoding="utf-8")
    assert answer.code == 0, answer.said
    assert "bilan-draft" not in (tiny.project / "published" / "tiny" / "fr" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_final_report_whose_statement_of_reliability_nobody_signed_is_refused(
    bilan, commentary: Path, tiny: TinyRun, language: str
) -> None:  # type: ignore[no-untyped-def]
    plans = tiny.project / "params" / "plans"
    text = (plans / "made_up_agency_2024.yaml").read_text(encoding="utf-8").replace("name: made_up_agency_2024", "name: unsigned", 1)
    text = text[: text.index("# How the months are followed")]  # it names indicators of frameworks that this run does not have
    kept = [line for line in text.splitlines() if not line.startswith(("  signed:", "    indicators:"))]
    (plans / "unsigned.yaml").write_text("\n".join(kept), encoding="utf-8")
    run_file = tiny.run_file.read_text(encoding="utf-8")
    tiny.run_file.write_text(run_file.replace("targets: small\n", "plan: unsigned\n"), encoding="utf-8")
    try:
        answer = bilan("report", "params/runs/tiny.yaml", "--final", language=language)
    finally:
        tiny.run_file.write_text(run_file, encoding="utf-8")
    assert answer.code == 14
    assert "params/plans/unsigned.yaml" in answer.said
    assert {"fr": "signée", "en": "signed"}[language] in answer.said
