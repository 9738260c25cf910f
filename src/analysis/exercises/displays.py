"""What a case shows: its numbers, what is said of an answer, hints, the facilitator's guide, the marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.core.languages import Bilingual, Language
from analysis.exercises.answer_words import filled_text, number_in_words, points_text
from analysis.exercises.case_file import CaseFile, CaseValue, Choice, ChoiceAnswer, OpenAnswer, Question, SeveralAnswer, TableAnswer
from analysis.exercises.marking import Mark, State
from analysis.exercises.variants import Variant
from analysis.frameworks.sources import Confidence, SourceReference
from analysis.presentation.display import TableDisplay, TextDisplay
from analysis.presentation.escaping import for_markdown
from analysis.presentation.labels import capital
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.typography import typeset

_SIGNS: dict[State, tuple[str, Bilingual]] = {
    State.RIGHT: ("✓", Bilingual("Juste", "Right")),
    State.UNANSWERED: ("○", Bilingual("À répondre", "To be answered")),
    State.TO_READ: ("◇", Bilingual("À lire", "To be read")),
}
_NOT_YET = ("✗", Bilingual("Pas encore", "Not yet"))
_BLANK = "\\_" * 24
_ASSUMED = Bilingual("supposé", "assumed")


def situation_display(case: CaseFile, variant: Variant, language: Language) -> TableDisplay:
    """Return the numbers of a situation, one a row, with where each comes from."""
    columns = (
        Column("value", {"fr": "Donnée", "en": "Given"}[language], "name", 40),
        Column("number", {"fr": "Valeur", "en": "Value"}[language], "number", 20),
        Column("source", {"fr": "Source", "en": "Source"}[language], "text", 40),
    )
    rows = tuple(
        Row(
            (
                Cell(typeset(value.label[language], language)),
                Cell(number_in_words(variant.values[value.name], value.unit, language)),
                Cell(_origin(case, value, variant, language)),
            )
        )
        for value in case.values
    )
    caption = {"fr": "Les données du cas", "en": "The numbers of the case"}[language]
    if not variant.is_given:
        caption += {"fr": ", version de ", "en": ", version of "}[language] + variant.learner
    foot = {"fr": "Cas d'étude : aucune agence réelle.", "en": "Case study: no real agency."}[language]
    return TableDisplay(
        f"tbl-{case.name.replace('_', '-')}-situation",
        Sheet(language, typeset(caption, language), columns, rows, foot=typeset(foot, language)),
    )


def _origin(case: CaseFile, value: CaseValue, variant: Variant, language: Language) -> str:
    if variant.values[value.name] != value.given:
        return {"fr": "variante", "en": "variant"}[language]
    if value.confidence is Confidence.ASSUMED:
        reason = (
            f" : {value.reason[language]}" if value.reason and language == "fr" else f": {value.reason[language]}" if value.reason else ""
        )
        return typeset(_ASSUMED[language] + reason, language)
    return source_words(case, value.source, language)


def source_words(case: CaseFile, source: SourceReference | None, language: Language) -> str:
    """Return where something is said: the document and the place in it; empty without a source."""
    if source is None:
        return ""
    titles = {document.id: document.title[language] for document in case.documents}
    return typeset(f"{titles.get(source.document, source.document)}, {source.place}", language)


def check_display(
    question: Question,
    found: Mark,
    language: Language,
    *,
    hint: Bilingual | None = None,
    answer: Sequence[str] | None = None,
    steps: Sequence[Bilingual] | None = None,
) -> TextDisplay:
    """Return what is said of an answer: a sign, a word, the difference, then a hint; in a key, the answer (row by row) and its steps."""
    sign, word = _SIGNS.get(found.state, _NOT_YET)
    head = f"{sign} {word[language]} ({points_text(question.points, language)})."
    says = "" if found.state in (State.RIGHT, State.UNANSWERED) else _after_head(found.says[language])
    sentences = [says] if says else []
    if hint is not None:
        sentences.append({"fr": "Indice : ", "en": "Hint: "}[language] + hint[language])
    rows: Sequence[str] = ()
    if answer is not None:
        intro = {"fr": "Réponse : ", "en": "Answer: "}[language]
        rows = answer if len(answer) > 1 else ()
        sentences.append(intro.strip() if rows else f"{intro}{answer[0]}.")
    after = " ".join(typeset(step[language], language) for step in steps or ())
    text = typeset(" ".join(sentences), language)
    line = f"**{for_markdown(head)}**{f' {_BLANK}' if found.state is State.UNANSWERED else ''} {for_markdown(text)}".rstrip()
    if not rows:
        return TextDisplay(markdown=f"{line} {for_markdown(after)}".rstrip() + "\n", text=f"{head} {text} {after}".strip())
    listing = "\n".join(f"- {for_markdown(row)}" for row in rows)
    plain_listing = "\n".join(f"- {row}" for row in rows)
    return TextDisplay(markdown=f"{line}\n\n{listing}\n\n{for_markdown(after)}\n", text=f"{head} {text}\n{plain_listing}\n{after}".strip())


def form_display(case: CaseFile, question: Question, language: Language) -> TableDisplay | TextDisplay:
    """Return what there is to choose from or to fill: choices with the words to type, or an empty table to print."""
    answer = question.answer
    if isinstance(answer, ChoiceAnswer | SeveralAnswer):
        return _choices_display(answer.choices, language)
    if not isinstance(answer, TableAnswer):
        return TextDisplay(markdown=f"{_BLANK}\n", text="_" * 24)
    columns = (
        Column("row", {"fr": "À remplir", "en": "To fill"}[language], "name", 40),
        *(Column(column.name, capital(typeset(column.label[language], language)), "text", 30) for column in answer.columns),
    )
    rows = tuple(
        Row((Cell(typeset(row.label[language], language), light=row.name), *(Cell("…") for _ in answer.columns))) for row in answer.rows
    )
    notes = tuple(
        (choice.name, typeset(choice.label[language], language))
        for column in answer.columns
        if isinstance(column.answer, ChoiceAnswer)
        for choice in column.answer.choices
    )
    label = f"tbl-{case.name.replace('_', '-')}-{question.name.replace('_', '-')}"
    return TableDisplay(
        label, Sheet(language, typeset(question.label[language], language), columns, rows, notes=tuple(dict.fromkeys(notes)))
    )


def _choices_display(choices: Sequence[Choice], language: Language) -> TextDisplay:
    texts = [(choice.name, typeset(choice.label[language], language)) for choice in choices]
    markdown = "".join(f"- `{name}` — {for_markdown(label)}\n" for name, label in texts)
    return TextDisplay(markdown=markdown, text="\n".join(f"- {name} — {label}" for name, label in texts))


def _after_head(says: str) -> str:
    """Return a sentence without the words that its sign has already said."""
    for head in ("Pas encore : ", "Not yet: ", "Pas encore, ", "Not yet, "):
        if says.startswith(head):
            rest = says[len(head) :]
            return rest[:1].upper() + rest[1:]
    return "" if says in ("Pas encore.", "Not yet.") else says


def hint_display(hint: Bilingual | None, language: Language) -> TextDisplay:
    """Return a hint as a sentence."""
    text = (
        hint[language]
        if hint
        else {"fr": "Cette question n'a pas d'indice : elle se discute.", "en": "This question has no hint: it is for discussion."}[
            language
        ]
    )
    head = {"fr": "Indice", "en": "Hint"}[language]
    shown = typeset(text, language)
    return TextDisplay(markdown=f"**{head}.** {for_markdown(shown)}\n", text=f"{head}. {shown}")


def guide_display(case: CaseFile, variant: Variant, language: Language, *, whole: bool) -> TextDisplay:
    """Return the guide of a case in Markdown: purpose and timing; with `whole`, likely answers, rubrics, traps and open points too."""
    fr = language == "fr"
    purpose = typeset(case.purpose[language], language)
    lines = [f"**{'But' if fr else 'Purpose'}.** {for_markdown(purpose)}", ""]
    lines += [f"**{'Durée' if fr else 'Time'}.** {for_markdown(f'{case.minutes} minutes')}", ""]
    if whole:
        if case.traps:
            lines += [f"**{'Pièges' if fr else 'Traps'}.**", "", *_bullets(case.traps, case, variant, language), ""]
        for question in case.questions:
            if isinstance(question.answer, OpenAnswer):
                label = typeset(question.label[language], language)
                lines += [f"**{for_markdown(label)}** — {'réponses probables' if fr else 'likely answers'}", ""]
                lines += [*_bullets(question.answer.likely, case, variant, language), ""]
                lines += ["Grille" if fr else "Rubric", ""]
                lines += [
                    f"- {for_markdown(points_text(level.points, language))} — {for_markdown(typeset(level.label[language], language))}"
                    for level in question.answer.rubric
                ]
                lines += [""]
    if case.open_points:
        lines += [f"**{'Ce que les sources ne disent pas' if fr else 'What the sources do not say'}.**", ""]
        lines += [*_bullets(case.open_points, case, variant, language), ""]
    markdown = "\n".join(lines)
    return TextDisplay(markdown=markdown, text=markdown.replace("**", "").replace("\\", ""))


def _bullets(texts: Sequence[Bilingual], case: CaseFile, variant: Variant, language: Language) -> list[str]:
    return [f"- {for_markdown(typeset(filled_text(text[language], variant, case, language), language))}" for text in texts]


def marks_display(case: CaseFile, marks: Mapping[str, Mark], language: Language) -> TableDisplay:
    """Return the questions of a case, where each stands, and the points had so far (open answers are marked by a person)."""
    columns = (
        Column("question", {"fr": "Question", "en": "Question"}[language], "name", 60),
        Column("state", {"fr": "Où elle en est", "en": "Where it stands"}[language], "text", 25),
        Column("points", "Points", "number", 15),
    )
    rows = []
    had = 0
    for question in case.questions:
        found = marks.get(question.name)
        sign, word = _SIGNS.get(found.state, _NOT_YET) if found else _SIGNS[State.UNANSWERED]
        got = question.points if found is not None and found.is_right else 0
        had += got
        rows.append(
            Row((Cell(typeset(question.label[language], language)), Cell(word[language], symbol=sign), Cell(f"{got} / {question.points}")))
        )
    rows.append(Row((Cell("Total"), Cell("–"), Cell(f"{had} / {case.points}")), is_total=True))
    caption = {"fr": "Vos réponses", "en": "Your answers"}[language]
    return TableDisplay(f"tbl-{case.name.replace('_', '-')}-marks", Sheet(language, caption, columns, tuple(rows)))
