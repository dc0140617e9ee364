"""The key ring and the box: what can be read, by whom, and with which keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.core.keys import KeyMissing, KeyRing, SealBroken, from_configuration
from procurement_hub.tenders.sealing import Box, new_box, padded, unpadded

OLD, NEW = "a secret of last year, long enough", "a secret of this year, long enough"


def box(ring: KeyRing, tender_id: int = 1, made_by: KeyRing | None = None) -> Box:
    return Box(tender_id, *new_box(made_by or ring), ring)


@pytest.fixture
def sealed():
    made = box(KeyRing([NEW]))
    token = made.token(7)
    return made, token, made.seal(b"3.42 a ream", lot_id=2, token=token)


def test_the_box_gives_back_what_was_sealed(sealed):
    made, token, ciphertext = sealed
    assert b"3.42" not in ciphertext
    assert made.open_sealed(ciphertext, lot_id=2, token=token) == b"3.42 a ream"


def test_a_bid_moved_to_another_lot_does_not_open(sealed):
    made, token, ciphertext = sealed
    with pytest.raises(SealBroken):
        made.open_sealed(ciphertext, lot_id=3, token=token)


def test_a_bid_given_to_another_bidder_does_not_open(sealed):
    made, _, ciphertext = sealed
    with pytest.raises(SealBroken):
        made.open_sealed(ciphertext, lot_id=2, token=made.token(8))


def test_one_changed_byte_is_noticed(sealed):
    made, token, ciphertext = sealed
    with pytest.raises(SealBroken):
        made.open_sealed(ciphertext[:-1] + bytes([ciphertext[-1] ^ 1]), lot_id=2, token=token)


def test_the_private_key_is_not_in_the_database_in_clear():
    ring = KeyRing([NEW])
    public, wrapped = new_box(ring)
    assert ring.unwrap(wrapped, public) not in wrapped


def test_a_token_tells_nothing_and_differs_by_tender():
    ring = KeyRing([NEW])
    one, two = box(ring, 1), box(ring, 2)
    assert one.token(7) == one.token(7)
    assert len({one.token(7), one.token(8), two.token(7)}) == 3


def test_a_working_copy_needs_its_own_bidders_token():
    made = box(KeyRing([NEW]))
    mine = made.token(7)
    locked = made.lock_working_copy(b"draft", lot_id=2, token=mine)
    assert made.read_working_copy(locked, lot_id=2, token=mine) == b"draft"
    with pytest.raises(SealBroken):
        made.read_working_copy(locked, lot_id=2, token=made.token(8))


def test_an_older_secret_still_opens_its_box_after_a_rotation():
    before = KeyRing([OLD])
    made = box(before)
    token = made.token(7)
    ciphertext = made.seal(b"content", lot_id=1, token=token)
    after = Box(1, made.public_key, made.wrapped_private_key, KeyRing([NEW, OLD]))
    assert after.token(7) == token
    assert after.open_sealed(ciphertext, lot_id=1, token=token) == b"content"


def test_a_new_box_is_closed_with_the_newest_secret():
    ring = KeyRing([NEW, OLD])
    made = box(ring)
    only_old = Box(1, made.public_key, made.wrapped_private_key, KeyRing([OLD]))
    with pytest.raises(KeyMissing, match="SEALING_KEYS"):
        only_old.token(7)


def test_the_ring_reads_sealing_keys_before_the_secret_key():
    assert from_configuration("newest older", "session").newest == KeyRing(["newest"]).newest
    assert from_configuration("", "session").newest == KeyRing(["session"]).newest
    assert from_configuration("", None) is None


@given(st.binary(max_size=5_000))
def test_padding_comes_off_again_and_is_never_more_than_an_eighth_of_a_long_text(text):
    whole = padded(text)
    assert unpadded(whole) == text
    assert len(whole) <= max(256, (len(text) + 5) * 1.125)


def test_short_texts_cannot_be_told_apart_by_their_length():
    assert {len(padded(b"x" * length)) for length in range(252)} == {256}


def test_what_was_sealed_before_there_was_padding_comes_back_as_it_is():
    assert unpadded(b'{"answers":{}}') == b'{"answers":{}}'
