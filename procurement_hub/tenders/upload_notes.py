"""What a bidder's key reads about a file that it uploads: name, key, chunks, and for which answer."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from procurement_hub.core.actor import Actor
from procurement_hub.core.files import FileStore, extension_of
from procurement_hub.tenders.chunks import Chunk, Chunks
from procurement_hub.tenders.models import BidFile
from procurement_hub.tenders.sealing import Box


@dataclass(frozen=True)
class Note:
    """`by` is who began it, to finish for them what a fault broke off; `arrived` is when its last byte
    was here, which is the moment that counts for it; `refused` says why it was not taken;
    `evidence_id` is the item of the supplier's wallet that it is a copy of."""

    name: str
    code: str
    key: str
    by: Mapping
    chunks: tuple[Chunk, ...] = ()
    arrived: str = ""
    refused: str = ""
    evidence_id: int | None = None

    @property
    def kind(self) -> str:
        """PDF, DOCX and so on, as its name says."""
        return extension_of(self.name).upper()

    @property
    def actor(self) -> Actor:
        """Whoever began it, with no rights but to have it finished."""
        return Actor(roles=frozenset(), **self.by)

    @property
    def arrived_at(self) -> datetime | None:
        return datetime.fromisoformat(self.arrived) if self.arrived else None

    def stored(self, store: FileStore, file_id: str) -> Chunks:
        return Chunks(store, file_id, bytes.fromhex(self.key), self.chunks)

    def locked(self, box: Box, file: BidFile) -> bytes:
        """The note as it lies in the file's row."""
        body = asdict(self) | {"chunks": [[chunk.place, chunk.size] for chunk in self.chunks]}
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        return box.lock_working_copy(text, lot_id=file.lot_id, token=file.token, part=_part(file))

    @classmethod
    def of(cls, box: Box, file: BidFile) -> "Note":
        text = box.read_working_copy(file.locked, lot_id=file.lot_id, token=file.token, part=_part(file))
        body = json.loads(text)
        return cls(**body | {"chunks": tuple(Chunk(*entry) for entry in body["chunks"])})


def begun_by(actor: Actor) -> dict:
    return {
        "person_id": actor.person_id,
        "person_name": actor.person_name,
        "organisation_id": actor.organisation_id,
        "organisation_name": actor.organisation_name,
        "organisation_kind": str(actor.organisation_kind),
    }


def _part(file: BidFile) -> str:
    return f"file:{file.id}"
