import json

import pytest

from caqes_eval.execution.warm.frames import Frames, frame, frame_of

MESSAGES = [{"a": "é’🙂"}, {}, {"b": [1, None, "x" * 5000]}]


@pytest.mark.parametrize("step", [1, 7, 8, 9, 1000, 10**6])
def test_messages_arrive_whole_however_their_bytes_are_cut(step):
    sent = b"".join(map(frame, MESSAGES))
    frames = Frames()
    received = [message for start in range(0, len(sent), step) for message in frames.feed(sent[start : start + step])]
    assert received == MESSAGES


def test_what_is_already_json_travels_as_it_is():
    assert list(Frames().feed(frame_of(json.dumps(MESSAGES[2]).encode()))) == [MESSAGES[2]]


def test_a_text_that_utf8_does_not_know_is_replaced_not_refused():
    assert list(Frames().feed(frame({"a": "\ud800é"}))) == [{"a": "?é"}]
