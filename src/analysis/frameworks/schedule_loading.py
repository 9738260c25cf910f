"""From a schedule file of `params/schedules/` to a `PaymentSchedule` that money can be computed from."""

from __future__ import annotations

from pathlib import Path

from analysis.core.languages import Bilingual
from analysis.core.strict_yaml import load_located
from analysis.frameworks.findings import Findings
from analysis.frameworks.funding import PaymentSchedule
from analysis.frameworks.schedule_checks import check_schedule
from analysis.frameworks.sources import Document


class ScheduleFile(PaymentSchedule):
    """What `params/schedules/<name>.yaml` says: a schedule and the documents that it names."""

    documents: tuple[Document, ...] = ()


def with_documents(schedule: PaymentSchedule, documents: tuple[Document, ...]) -> ScheduleFile:
    """Return a framework's own schedule with the documents that it names, as a file of its own would hold them."""
    fields = {name: getattr(schedule, name) for name in PaymentSchedule.model_fields}
    return ScheduleFile.model_construct(**fields, documents=documents)


def load_schedule(path: Path) -> ScheduleFile:
    """Return the schedule of a file, when it is complete and monotone.

    Raises
    ------
    DefinitionError
        With every problem at once: a payment that does not follow the one before it, a total that goes down, a greater need paid less, a
        negative or absent amount, an unknown segment or document.
    """
    located = load_located(path, ScheduleFile)
    schedule, findings = located.model, Findings(located.tree)
    if schedule.name != path.stem:
        findings.note(
            ("name",),
            Bilingual(f"le barème s'appelle {schedule.name}, le fichier {path.stem}",
                      f"the schedule is called {schedule.name}, the file {path.stem}"),
            Bilingual("Un fichier de publication nomme un barème par son fichier.", "A run file names a schedule by its file."),
            Bilingual("Donnez-leur le même nom.", "Give them the same name."),
        )  # fmt: skip
    known = [document.id for document in schedule.documents]
    findings.note_repeats(("documents",), known, key="id")
    if schedule.source is not None and schedule.source.document not in known:
        findings.note_unknown(("source", "document"), Bilingual("le document", "the document"), schedule.source.document, known)
    for index, point in enumerate(schedule.points):
        if point.source is not None and point.source.document not in known:
            place = ("points", index, "source", "document")
            findings.note_unknown(place, Bilingual("le document", "the document"), point.source.document, known)
    check_schedule(schedule, (), findings)
    findings.raise_if_any()
    return schedule
