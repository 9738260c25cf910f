"""Run every benchmark, one after the other, and print their tables. Nothing else should run on the machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
BENCHMARKS = (
    ("report.py",),
    ("sheets.py",),
    ("check_extract.py",),
    ("follow_up_chapters.py", "1000000"),
    ("indicators.py", "1000000", "10000000"),
    ("follow_up_estimates.py", "1000000"),
)


def main() -> None:
    for name, *arguments in BENCHMARKS:
        print(f"\n## {name}\n", flush=True)
        subprocess.run([sys.executable, FOLDER / name, *arguments], check=True)


if __name__ == "__main__":
    main()
