"""Where the chains of the audit stood when a pack was made: an anchor that lies outside the database."""

import json
import zipfile
from pathlib import Path


class NotAPack(Exception):
    """The file is no evidence pack, or it was damaged."""


def heads_in(pack: Path) -> list[tuple[int, int, str]]:
    """Chain, position and hash of the last event of each chain that the pack names."""
    try:
        with zipfile.ZipFile(pack) as packed:
            heads = json.loads(packed.read("audit/heads.json"))
        return [(int(head["chain"]), int(head["position"]), str(head["hash"])) for head in heads]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as broken:
        raise NotAPack(f"This is no evidence pack that can be read: {broken}") from broken
