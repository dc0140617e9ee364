"""A file counts by the moment at which its last byte was here."""

from datetime import timedelta

import pytest

from procurement_hub.tenders import upkeep
from procurement_hub.web import session
from tests.tenders.scene import DEADLINE, IN_TIME, LAST_SECOND
from tests.tenders.tus import PDF, begin, head, patch
from tests.tenders.uploads import rows, the_files
from tests.tenders.visiting import clock


def test_a_last_byte_a_second_before_the_deadline_counts(scene, bidder, monkeypatch):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    patch(bidder, place, 0, PDF[:500])
    clock(monkeypatch, LAST_SECOND)
    assert patch(bidder, place, 500, PDF[500:]).status_code == 204
    assert len(the_files(scene)) == 1


def test_a_last_byte_at_the_deadline_is_too_late(scene, bidder, monkeypatch):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    patch(bidder, place, 0, PDF[:500])
    clock(monkeypatch, DEADLINE)
    late = patch(bidder, place, 500, PDF[500:])
    assert late.status_code == 410
    assert "deadline" in late.json["sentence"]
    assert head(bidder, place).status_code == 410
    assert begin(scene, bidder, 10).status_code == 410
    assert the_files(scene) == []
    assert rows()[0].received == 500


def test_the_moment_is_when_the_last_byte_was_here_not_when_the_database_got_to_it(
    app, scene, bidder, monkeypatch
):
    """The deadline passes while the chunk is being stored and the file looked at."""
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    clock(monkeypatch, LAST_SECOND)
    store = app.extensions["files"]
    keep = store.keep_piece

    def slowly(key, piece):
        clock(monkeypatch, DEADLINE + timedelta(minutes=5))
        keep(key, piece)

    monkeypatch.setattr(store, "keep_piece", slowly)
    assert patch(bidder, place, 0, PDF).status_code == 204
    assert len(the_files(scene)) == 1
    assert rows()[0].completed_at == LAST_SECOND
    assert session.utcnow() > DEADLINE


def test_a_file_that_came_in_time_is_attached_after_a_fault_even_after_the_deadline(
    app, scene, bidder, monkeypatch
):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    clock(monkeypatch, LAST_SECOND)
    monkeypatch.setattr("procurement_hub.tenders.receiving.inspect", power_cut)
    with pytest.raises(PowerCut):
        patch(bidder, place, 0, PDF)
    monkeypatch.undo()
    clock(monkeypatch, DEADLINE + timedelta(minutes=5))
    assert the_files(scene) == []
    upkeep.finish_broken_off(DEADLINE + timedelta(minutes=5))
    assert [file.name for file in the_files(scene)] == ["Method.pdf"]
    assert head(bidder, place).headers["Upload-Offset"] == str(len(PDF))


def test_who_asks_again_after_a_fault_gets_the_file_finished(scene, bidder, monkeypatch):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    monkeypatch.setattr("procurement_hub.tenders.receiving.inspect", power_cut)
    with pytest.raises(PowerCut):
        patch(bidder, place, 0, PDF)
    monkeypatch.undo()
    clock(monkeypatch, IN_TIME)
    assert head(bidder, place).headers["Hub-Part-Version"] == "1"
    assert head(bidder, place).headers["Hub-Part-Version"] == "1"
    assert len(the_files(scene)) == 1


class PowerCut(BaseException):
    pass


def power_cut(*_args, **_more):
    raise PowerCut
