"""What leaves the service at a moment, and who finds what in the folder of a demonstration."""

from datetime import datetime

import time_machine

from procurement_hub.core.mail.folder import Letter, letters_to
from procurement_hub.web import jobs


def minute(at: datetime) -> None:
    """What the job worker does in the minute of that moment: its duties, and the outbox until it is empty."""
    with time_machine.travel(at, tick=False):
        jobs.do_duties()
        while jobs.sweep():
            pass


def inbox(app, address: str) -> list[Letter]:
    """The letters to an address, the last one first."""
    found = letters_to(address, folder=app.config["VAR"] / "mail", most=100)
    return sorted(found, key=lambda letter: letter.at, reverse=True)
