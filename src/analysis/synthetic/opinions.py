"""What people answer beyond one score: six questions behind one opinion, the day of the answer, a comment, and one suspicious day.

The comments are hostile on purpose (markup, a formula, what looks like a telephone number): none may be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from analysis.synthetic.agency import Agency, day_number, padded
from analysis.synthetic.block import Block
from analysis.synthetic.contacts import QUESTIONS
from analysis.synthetic.draws import Days, Flags, Floats, Integers
from analysis.synthetic.rows import BLANK, NOT_APPLICABLE, Rows, answer_rows, codes, identifiers, numbers, reasons

ITEMS = ("q1", "q2", "q3", "q4", "q5", "q6")
LOADING = 0.75
"""Correlation of each question with the one opinion behind the six."""
FOLLOWS_SCORE = 0.80
"""Correlation of that opinion with the score already given."""
MEAN_SCORE, SCORE_SPREAD = 3.9, 1.1
ITEM_LIMITS = (-1.75, -1.10, -0.45, 0.45)
"""Of a standard normal answer, where 1 becomes 2, 2 becomes 3, and so on."""
ITEM_BLANK_SHARE = 0.02
MOST_DAYS_TO_ANSWER = 21
COMMENT_SHARE = 0.10
COMMENTS = (
    "Très bon accueil, merci à toute l'équipe.", "My counsellor listened and helped me with interviews.",
    "J'aurais aimé plus de suivi après mon embauche.", "The waiting time was too long.",
    "<script>alert('bonjour')</script>", "<b>Bravo</b> & merci", "=1+1+cmd|' /C calc'!A0", "@SUM(A1:A9)",
    "Rappelez-moi au 555-0142 après 17 h", "write to nobody@example.com",
)  # fmt: skip
LEFT_IN_FILES = {"satisfaction_answers": ("comment",)}
"""Columns that an agency's files hold and that reading leaves there, by table."""
SUSPICIOUS_WINDOW = 75
"""Days before the suspicious one in which people had been asked."""


@dataclass(frozen=True, slots=True)
class Opinions:
    """The questions of participants asked and answered by the day of observation, one element each, in the order of their rows."""

    participation: Integers
    question: Integers
    """Position in `QUESTIONS`."""
    items: Integers
    """One row a question of the six."""
    blank: Flags
    suspicious: Flags


def suspicious_cluster(agency: Agency) -> tuple[int, date]:
    """Return the provider (the largest) and the day on which all its answers come at once, every one of them the best."""
    return int(np.argmax(agency.provider_effects("size"))), date(agency.last_day.year - 1, 11, 19)


def draw_opinions(agency: Agency, block: Block) -> Opinions:
    """Return the six answers of each participant who answered; employers are not asked them."""
    entries, first = block.entries, block.entries.first
    size, slots = entries.size, padded(entries.size)
    last = day_number(agency.observation_date)
    names = [name for name in QUESTIONS if name.startswith("participant")]
    shown = np.stack([block.answers[name].answered & (block.answers[name].day <= last) for name in names])
    score = np.stack([block.answers[name].score for name in names])
    asked = np.stack([block.answers[name].day for name in names])

    def normal(stream: str) -> Floats:
        return np.stack([agency.draws.normal(f"{stream} {name}", first, slots)[:size] for name in names])

    opinion = FOLLOWS_SCORE * (score - MEAN_SCORE) / SCORE_SPREAD + np.sqrt(1 - FOLLOWS_SCORE**2) * normal("opinion")
    items = np.stack([1 + np.digitize(LOADING * opinion + np.sqrt(1 - LOADING**2) * normal(f"item {item}"), ITEM_LIMITS) for item in ITEMS])
    blank = np.stack(
        [
            np.stack([agency.draws.uniform(f"item blank {item} {name}", first, slots)[:size] < ITEM_BLANK_SHARE for name in names])
            for item in ITEMS
        ]
    )
    suspicious = _is_suspicious(agency, block, asked.astype(np.int32))
    items, blank = np.where(suspicious, 5, items), blank & ~suspicious
    participation, question = np.nonzero(np.ascontiguousarray(shown.T))
    return Opinions(
        participation.astype(np.int64),
        question.astype(np.int64),
        items[:, question, participation].astype(np.int64),
        blank[:, question, participation],
        suspicious[question, participation],
    )


def item_rows(agency: Agency, block: Block) -> Rows:
    """Return one row a question of the six for each participant who answered."""
    opinions = draw_opinions(agency, block)
    n_answers = len(opinions.participation)
    answer = np.repeat((block.entries.first + opinions.participation + 1) * 10 + opinions.question, len(ITEMS))
    return {
        "answer_id": identifiers("A", answer, 8),
        "question": codes(ITEMS, np.tile(np.arange(len(ITEMS)), n_answers)),
        "score": numbers(
            opinions.items.T.ravel(), pa.int64(), reasons(n_answers * len(ITEMS), (np.ascontiguousarray(opinions.blank.T).ravel(), BLANK))
        ),
    }


def whole_answer_rows(agency: Agency, block: Block) -> Rows:
    """Return the satisfaction questions with the day of each answer and its comment."""
    rows = answer_rows(agency, block)
    first, size, last = block.entries.first, block.entries.size, day_number(agency.observation_date)
    slots = padded(size)
    shown = np.stack([block.answers[name].asked & (block.answers[name].day <= last) for name in QUESTIONS])
    participation, question = np.nonzero(np.ascontiguousarray(shown.T))

    def uniform(stream: str) -> Floats:
        drawn = np.stack([agency.draws.uniform(f"{stream} {name}", first, slots)[:size] for name in QUESTIONS])
        return drawn[question, participation]

    days = np.stack([block.answers[name].day for name in QUESTIONS])
    answered = np.stack([block.answers[name].answered for name in QUESTIONS])[question, participation]
    asked = days[question, participation].astype(np.int64)
    day = np.minimum(asked + np.floor(MOST_DAYS_TO_ANSWER * uniform("answer day")).astype(np.int64), last)
    is_participant = question < sum(name.startswith("participant") for name in QUESTIONS)
    suspicious = _is_suspicious(agency, block, days)[question, participation] & is_participant
    day = np.where(suspicious, day_number(suspicious_cluster(agency)[1]), day)
    chance = uniform("comment")
    says = answered & (chance < COMMENT_SHARE)
    which = np.minimum((chance / COMMENT_SHARE * len(COMMENTS)).astype(np.int64), len(COMMENTS) - 1)
    absent = reasons(len(day), (~answered, NOT_APPLICABLE))
    return {
        **rows,
        "answered_date": numbers(day.astype(np.int32), pa.date32(), absent),
        "comment": codes(COMMENTS, which, reasons(len(day), (~says, BLANK), (~answered, NOT_APPLICABLE))),
    }


def _is_suspicious(agency: Agency, block: Block, asked: Days) -> Flags:
    provider, day = suspicious_cluster(agency)
    until = day_number(day)
    return np.asarray((block.entries.provider == provider) & (asked <= until) & (asked > until - SUSPICIOUS_WINDOW))
