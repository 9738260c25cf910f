"""A definition file of `params/` damaged, and read as a run reads it: loaded, or refused in words that a person can read to the end."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from trials.bounded import bounded
from trials.verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MESSAGE = 10_000
LONGEST_LINE = 600
"""Characters of one line of a message: longer ones are not read."""

HOSTILE_VALUES = (
    *(
        "yes",
        "on",
        "1:20",
        "0012",
        "1e999",
        ".nan",
        "~",
        "null",
        "[]",
        "{}",
        '""',
        "-1",
        "0",
        "1.5",
        "2024-13-45",
        "9999-12-31",
        "0001-01-01",
    ),
    *(
        "!!python/object/apply:os.system ['true']",
        "&a [*a]",
        "*unknown",
        "<<: *a",
        "|",
        ">",
        "%YAML 1.1",
        "---",
        "...",
        "@x",
        "`x`",
        "\ttab",
    ),
    *(
        "{fr: a}",
        "{fr: a, en: b, de: c}",
        "[[[[[[[[a]]]]]]]]",
        "'unclosed",
        '"unclosed',
        "{{< x >}}",
        "{0}",
        "%s",
        "\\",
        "../../etc/passwd",
        "*",
        "?",
    ),
    *(
        "x" * 5_000,
        "[" * 200,
        "{a: " * 60,
        "1" * 400,
        "\u202eabc",
        "ᐃᓄᒃ",
        "🙂",
        "\u0085",
        "\ufeff",
        "é" * 300,
        "a: b: c",
        "- - - a",
        "1_000",
        "0x1F",
    ),
)


def prepare() -> None:
    """Import the readers, and read the definitions that others are held to."""
    _readers()


def _readers() -> dict[str, Callable[[Path], Any]]:
    from analysis.core.project import Project
    from analysis.disclosure.policy import load_policy
    from analysis.exercises.case_files import load_case
    from analysis.exercises.session_file import load_session
    from analysis.extracts.codebooks import load_codebook
    from analysis.frameworks.loading import load_framework
    from analysis.frameworks.report_criteria import load_criteria
    from analysis.frameworks.response_rates import load_response_rates
    from analysis.frameworks.run_file import load_run
    from analysis.frameworks.satisfaction_rules import load_satisfaction_rules
    from analysis.frameworks.schedule_loading import load_schedule
    from analysis.frameworks.target_loading import load_targets
    from analysis.frameworks.year_plan_loading import load_year_plan
    from analysis.indicators.official.definitions import load_series_definitions

    if not _KNOWN:
        params = ROOT / "params"
        _KNOWN["frameworks"] = {path.stem: load_framework(path) for path in sorted((params / "frameworks").glob("*.yaml"))}
        _KNOWN["cases"] = {path.stem: load_case(path) for path in sorted((params / "cases").glob("*.yaml"))}
    frameworks, cases = _KNOWN["frameworks"], _KNOWN["cases"]
    return {
        "frameworks": load_framework,
        "codebooks": load_codebook,
        "cases": load_case,
        "criteria": load_criteria,
        "disclosure": load_policy,
        "follow_up": load_response_rates,
        "runs": lambda path: load_run(path, Project(ROOT)),
        "satisfaction": load_satisfaction_rules,
        "schedules": load_schedule,
        "series": load_series_definitions,
        "sessions": lambda path: load_session(path, cases),
        "targets": lambda path: load_targets(path, frameworks),
        "plans": lambda path: load_year_plan(path, frameworks.values()),
    }


_KNOWN: dict[str, dict[str, Any]] = {}


def try_one(seed: int) -> Verdict:
    """Damage one definition file and read it."""
    random_ = random.Random(seed)
    readers = _readers()
    kind = random_.choice(sorted(readers))
    source = random_.choice(sorted((ROOT / "params" / kind).glob("*.yaml")))
    mutation = random_.choice(MUTATIONS)
    content = source.read_bytes()
    for _ in range(random_.choice((1, 1, 1, 2, 4))):
        content = mutation(random_, content)
    folder = Path(tempfile.mkdtemp(prefix="trial-"))
    try:
        path = folder / source.name
        path.write_bytes(content)
        outcome = bounded(lambda: _read(readers[kind], path))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    what = f"{mutation.__name__} of {source.stem}"
    if outcome.fault:
        return Verdict(seed, kind, what, outcome.fault, (f"{outcome.fault}: {outcome.detail}",))
    said: list[str] = outcome.value
    failures = []
    if any(len(text) > LONGEST_MESSAGE for text in said):
        failures.append(f"long: {max(map(len, said)):,} characters")
    longest = max((len(line) for text in said for line in text.splitlines()), default=0)
    if longest > LONGEST_LINE:
        failures.append(f"long: a line of {longest:,} characters")
    if any(re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text) for text in said):
        failures.append("control: characters that a terminal obeys in what is said")
    return Verdict(seed, kind, what, "refused" if said else "loaded", tuple(failures))


def _read(reader: Callable[[Path], Any], path: Path) -> list[str]:
    from analysis.core.errors import UserError

    try:
        reader(path)
    except UserError as error:
        return [error.text("fr"), error.text("en")]
    return []


def _lines(random_: random.Random, content: bytes) -> tuple[list[bytes], int]:
    lines = content.split(b"\n")
    return lines, random_.randrange(len(lines))


def hostile_value(random_: random.Random, content: bytes) -> bytes:
    lines, number = _lines(random_, content)
    key, colon, _ = lines[number].partition(b":")
    lines[number] = key + (colon or b":") + b" " + random_.choice(HOSTILE_VALUES).encode()
    return b"\n".join(lines)


def misspelt_key(random_: random.Random, content: bytes) -> bytes:
    names = list(re.finditer(rb"\b[a-z_]{3,}(?=:)", content))
    if not names:
        return content
    name = random_.choice(names)
    place = random_.randrange(name.start(), name.end())
    return content[:place] + random_.choice((b"", b"x", b"_", b"\xc3\xa9")) + content[place + 1 :]


def same_change_everywhere(random_: random.Random, content: bytes) -> bytes:
    """One word of the file written otherwise in every place: as many problems as places."""
    words = sorted(set(re.findall(rb"[a-z_]{3,}", content)))
    return content.replace(random_.choice(words), random_.choice((b"zzz", b"x y", b"1", b"'", b"[a]"))) if words else content


def drop_line(random_: random.Random, content: bytes) -> bytes:
    lines, number = _lines(random_, content)
    del lines[number : number + random_.choice((1, 1, 5, 50))]
    return b"\n".join(lines)


def repeat_lines(random_: random.Random, content: bytes) -> bytes:
    lines, number = _lines(random_, content)
    chosen = lines[number : number + random_.choice((1, 3, 20))]
    return b"\n".join([*lines[:number], *chosen * random_.choice((1, 2, 30)), *lines[number:]])


def indent(random_: random.Random, content: bytes) -> bytes:
    lines, number = _lines(random_, content)
    lines[number] = random_.choice((b" ", b"  ", b"\t", b"    ")) + lines[number] if random_.random() < 0.6 else lines[number].lstrip()
    return b"\n".join(lines)


def flip(random_: random.Random, content: bytes) -> bytes:
    place = random_.randrange(max(len(content), 1))
    return content[:place] + bytes([random_.randrange(256)]) + content[place + 1 :]


def cut(random_: random.Random, content: bytes) -> bytes:
    return content[: random_.randrange(len(content) + 1)]


def other_encoding(random_: random.Random, content: bytes) -> bytes:
    return content.decode("utf-8", "replace").encode(random_.choice(("cp1252", "utf-16", "cp850", "utf-8-sig", "utf-32")), "replace")


def insert(random_: random.Random, content: bytes) -> bytes:
    place = random_.randrange(len(content) + 1)
    token = random_.choice(
        (b":", b"{", b"}", b"[", b"]", b"&x ", b"*x", b"!", b"#", b"\x00", b"\n", b"'", b'"', b"- ", b"? ", b"\xed\xa0\x80", b"\x1b[31m")
    )
    return content[:place] + token + content[place:]


def swap_values(random_: random.Random, content: bytes) -> bytes:
    lines, first = _lines(random_, content)
    second = random_.randrange(len(lines))
    (key, colon, value), (other_key, other_colon, other) = lines[first].partition(b":"), lines[second].partition(b":")
    lines[first], lines[second] = key + colon + other, other_key + other_colon + value
    return b"\n".join(lines)


def laughs(random_: random.Random, content: bytes) -> bytes:
    levels = b"\n".join(b"a%d: &a%d [%s]" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12))
    return b"a0: &a0 x\n" + levels + b"\n" + content


MUTATIONS = (
    *(hostile_value, hostile_value, hostile_value, misspelt_key, same_change_everywhere, same_change_everywhere, drop_line, repeat_lines),
    *(indent, flip, cut, other_encoding, insert, insert, swap_values, laughs),
)
