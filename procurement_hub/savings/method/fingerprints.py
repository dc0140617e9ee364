"""A fingerprint of a calculation: inputs, edition and results in one hash (savings-method 2.16, F9)."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256

from procurement_hub.savings.method.workings import read_working


def fingerprint(working: str, version: str, previous: str = "") -> str:
    """SHA-256, in hexadecimal, of a stored working, its edition, its amounts and what came before.

    The same working by the same edition always gives the same one, whatever edition is current:
    only what was stored and amounts other than nothing go into it, so a later field changes none."""
    amounts = read_working(working).amounts(version)
    payload = {
        "amounts": {name: f"{value.normalize():f}" for name, value in asdict(amounts).items() if value},
        "edition": version,
        "previous": previous,
        "working": json.loads(working),
    }
    return sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
