"""Webhooks: signed as the specification's example, and honest about what arrived."""

from __future__ import annotations

import base64

import pytest

from attache.core.errors import InputError
from attache.publish.watch.webhook import post, secret_key, signature
from tests.publish.watch.servers import hook

KEY = secret_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")


def send(url: str, private: tuple[str, ...] = ("127.0.0.1",)) -> tuple[str, str]:
    answer = post(url, b"{}", message_id="msg-1", timestamp=1, key=KEY, private=private)
    return answer.outcome, answer.cause


def test_signature_is_that_of_the_specifications_example() -> None:
    made = signature(KEY, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("mode", "outcome", "cause"),
    [
        (204, "sent", ""),
        (500, "refused", "HTTP 500"),
        (302, "refused", "HTTP 302"),
        (410, "refused", "HTTP 410"),
        ("hang up", "unknown", "no answer"),
    ],
)
def test_what_became_of_it(mode: int | str, outcome: str, cause: str) -> None:
    with hook() as server:
        server.mode = mode
        found = send(server.url)
        assert (found[0], found[1][: len(cause)]) == (outcome, cause)
        assert len(server.taken) == 1
        headers, body = server.taken[0]
        assert headers["webhook-signature"] == signature(KEY, "msg-1", 1, body)
        assert headers["webhook-id"] == "msg-1"


def test_nobody_there_is_a_certain_refusal() -> None:
    with hook() as server:
        url = server.url
    outcome, cause = send(url)
    assert outcome == "refused"
    assert cause.startswith("no connection")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://[::1]/x", "http://169.254.169.254/latest"])
def test_private_addresses_are_refused_unless_permitted(url: str) -> None:
    outcome, cause = send(url, private=())
    assert outcome == "refused"
    assert "no public address" in cause


@pytest.mark.parametrize("secret", ["hunter2", "whsec_***", "whsec_" + base64.b64encode(b"hunter2").decode()])
def test_a_bad_secret_is_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(InputError) as refused:
        secret_key(secret)
    assert secret not in str(refused.value)
