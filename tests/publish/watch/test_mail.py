"""Mail: what became of it, and nothing of collected text in headers."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_string, policy
from typing import Any

import pytest

from attache.core.errors import InputError
from attache.publish.watch.mail import Server, compose, server_of
from tests.publish.watch.servers import post_office

AT = datetime(2026, 1, 2, tzinfo=UTC)


def content(title: str = "德国激光雷达") -> dict[str, Any]:
    change = {
        "kind": "added",
        "title": title,
        "document_id": "doc-1",
        "published_on": None,
        "detail": "new",
        "url": "u",
    }
    return {
        "id": "msg-1", "watch": "lidar", "asked": "激光雷达", "edition": 2, "edition_id": "e", "changes": [change],
        "more": 3, "synthetic": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "outcome"), [("take", "sent"), ("refuse", "refused"), ("busy", "refused"), ("hang up", "unknown")]
)
def test_what_became_of_it(mode: str, outcome: str) -> None:
    with post_office() as office:
        office.mode = mode
        server = Server("127.0.0.1", office.port, secure=False, sender="a@example.org")
        answer = server.send(compose(content(), sender="a@example.org", to="b@example.org", at=AT))
        assert answer.outcome == outcome
        assert len(office.letters) == (outcome == "sent")


def test_the_letter_tells_the_changes_and_carries_the_notice() -> None:
    with post_office() as office:
        server = Server("127.0.0.1", office.port, secure=False, sender="a@example.org")
        server.send(compose(content(), sender="a@example.org", to="b@example.org", at=AT))
        letter = message_from_string(office.letters[0], policy=policy.default)
        text = letter.get_content()
        assert "德国激光雷达" in text
        assert "and 3 more." in text
        assert "not wrongdoing" in text
        assert letter["subject"] == "Attaché: 4 changes for lidar [synthetic]"


def test_hostile_titles_stay_in_the_body_on_one_line() -> None:
    made = compose(content("x\r\nBcc: evil@example.org\n.\n"), sender="a@example.org", to="b@example.org", at=AT)
    assert made["bcc"] is None
    assert "added: x Bcc: evil@example.org ." in made.get_content()


def test_without_a_sender_nothing_is_sent() -> None:
    answer = Server("127.0.0.1", 9, secure=False).send(compose(content(), sender="", to="b@example.org", at=AT))
    assert (answer.outcome, "mail_from" in answer.cause) == ("refused", True)


def test_settings_name_a_server() -> None:
    found = server_of("smtps://me%40x@mail.example.org", "a@example.org", "secret")
    assert (found.host, found.port, found.secure, found.user) == ("mail.example.org", 465, True, "me@x")
    assert server_of("smtp://mail.example.org", "a", "").port == 587


@pytest.mark.parametrize("url", ["mail.example.org", "http://x", "smtp://u:secret@x", "smtp://x:port"])
def test_a_bad_setting_is_refused_without_the_password(url: str) -> None:
    with pytest.raises(InputError) as refused:
        server_of(url, "a", "")
    assert "secret" not in str(refused.value)
