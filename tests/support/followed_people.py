"""Made-up people who are followed, and a calendar to follow them by: what tests of the follow-up share."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from made_store import make_framework

from analysis.frameworks.model import Framework


def calendar(rules: Sequence[dict[str, Any]] = (), *, repeats: bool = False, **parts: Any) -> Framework:
    """A framework whose people are followed from their placement at 3, 6 and 12 months, and to 24 when the last wave repeats."""
    waves = [{"months": months, "days_before": 20, "days_after": 40, "confidence": "assumed"} for months in (3, 6, 12)]
    follow_up: dict[str, Any] = {"origin": "placement_date", "origin_confidence": "assumed", "waves": waves, "stops_when": list(rules)}
    return make_framework(follow_up=follow_up | ({"then_every": 6, "until": 25} if repeats else {}), **parts)


def made(seed: int, n: int = 30) -> dict[str, list[dict[str, Any]]]:
    """People placed over a year, asked around their waves, before their placement, twice in a window and after the day of observation."""
    draw = random.Random(seed)  # noqa: S311
    participations, follow_ups = [], []
    for number in range(n):
        start = date(2024, 4, 1) + timedelta(days=draw.randint(0, 364))
        placed = start + timedelta(days=draw.randint(0, 30)) if draw.random() < 0.9 else None
        participations.append({"participation_id": f"A{number}", "start_date": start, "placement_date": placed})
        leaning = draw.choice(["reached", "refused", "not_reached"])
        for months in (0, 3, 6, 12, 18, 24):
            for _ in range(draw.choice([0, 1, 1, 2])):
                reached = leaning if draw.random() < 0.6 else draw.choice(["reached", "refused", "not_reached"])
                day = (placed or start) + timedelta(days=round(30.4 * months) + draw.randint(-25, 45))
                answer = draw.choice([True, False, None]) if reached == "reached" else None
                contact = {"participation_id": f"A{number}", "contact_date": day, "contact_result": reached, "is_employed": answer}
                follow_ups.append(contact)
    return {"participations": participations, "follow_ups": follow_ups}
