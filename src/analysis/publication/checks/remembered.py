"""Pages found sound, remembered by their bytes: a page that has not changed since is not read again.

What a page holds alone is judged once. Whether its links lead somewhere depends on the others: of a sound page both ends of its links
are remembered, and they are followed in every build.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.core.provenance import digest_bytes
from analysis.publication.checks.links import Ends
from analysis.publication.whole_files import write_whole


@dataclass
class SoundPages:
    """The sound pages of the last build that was judged by the same `rules`, and those of this one."""

    file: Path
    rules: str
    _before: dict[str, Any] = field(init=False, default_factory=dict)
    _now: dict[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        try:
            kept = json.loads(self.file.read_text(encoding="utf-8"))
            if kept["rules"] == self.rules:
                self._before = dict(kept["pages"])
        except (OSError, ValueError, KeyError, TypeError):
            self._before = {}

    def find(self, shown: str, content: bytes) -> Ends | None:
        """Return both ends of the links of a page that is known to be sound, None for another."""
        key = _key(shown, content)
        kept = self._before.get(key)
        if kept is None:
            return None
        self._now[key] = kept
        anchors, addresses = kept
        return Ends(frozenset(anchors), frozenset(addresses))

    def note(self, shown: str, content: bytes, ends: Ends) -> None:
        """Remember a page with nothing wrong in it."""
        self._now[_key(shown, content)] = [sorted(ends.anchors), sorted(ends.addresses)]

    def save(self) -> None:
        """Keep the pages of this build for the next one."""
        write_whole(self.file, json.dumps({"rules": self.rules, "pages": self._now}, ensure_ascii=False, sort_keys=True))


def _key(shown: str, content: bytes) -> str:
    return digest_bytes(shown.encode() + b"\0" + content)
