"""What a learner's notebooks need beside them when they leave the project: cases without what only a facilitator reads, frameworks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.core.project import Project
from analysis.exercises.case_file import CaseFile
from analysis.exercises.supported_employment import NAME
from analysis.publication.whole_files import write_whole

_FOR_FACILITATORS = {"fr": "Voir le guide d'animation.", "en": "See the facilitator's guide."}


def write_material(project: Project, cases: Sequence[CaseFile], folder: Path) -> None:
    """Write the folder `material`: one file a case (JSON is YAML that the strict reader takes) and the frameworks that cases use."""
    for case in cases:
        content = for_learners(case)
        write_whole(folder / "cases" / f"{case.name}.yaml", json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    (folder / "frameworks").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(project.frameworks / f"{NAME}.yaml", folder / "frameworks" / f"{NAME}.yaml")


def for_learners(case: CaseFile) -> dict[str, Any]:
    """Return what a case file says, without likely answers, rubrics and traps: nothing computed is in it in the first place."""
    content: dict[str, Any] = json.loads(case.model_dump_json(exclude_none=True, by_alias=True), parse_float=str)
    content["traps"] = []
    for question in content["questions"]:
        if question["answer"]["kind"] == "open":
            question["answer"]["likely"] = [_FOR_FACILITATORS]
            question["answer"]["rubric"] = [
                {"points": 0, "label": _FOR_FACILITATORS},
                {"points": question["points"], "label": _FOR_FACILITATORS},
            ]
    return content
