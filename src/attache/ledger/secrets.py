"""Tables of what opens something: passwords, sessions, tokens, and what slows down guessing.

They stand in the database of the ledger beside the decisions, may change and be deleted, and are in no edition, release
or export. Only digests are kept: who reads the database can sign in as nobody.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime

import sqlalchemy as sa

__all__ = [
    "FLOWS",
    "PASSWORDS",
    "SESSIONS",
    "TABLES",
    "THROTTLE",
    "TOKENS",
    "as_text",
    "digest_of",
    "new_secret",
    "now_text",
]

TABLES = sa.MetaData()
PASSWORDS = sa.Table(
    "passwords",
    TABLES,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)
SESSIONS = sa.Table(
    "sessions",
    TABLES,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, nullable=False, index=True),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("seen_at", sa.Float, nullable=False),
)
TOKENS = sa.Table(
    "tokens",
    TABLES,
    sa.Column("token_id", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("account", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False),
    sa.Column("used_at", sa.Float, nullable=True),
    sa.Column("revoked_at", sa.Float, nullable=True),
)
THROTTLE = sa.Table(
    "throttle",
    TABLES,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", sa.Float, nullable=False),
    sa.Column("until", sa.Float, nullable=False),
)
FLOWS = sa.Table(
    "flows",
    TABLES,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("visitor", sa.Text, nullable=False),
    sa.Column("nonce", sa.Text, nullable=False),
    sa.Column("verifier", sa.Text, nullable=False),
    sa.Column("back", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False),
)


def new_secret() -> str:
    """Return 256 random bits as text for a cookie or a header."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return the SHA-256 of a random secret; it needs no salt, because nobody can guess 256 bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def as_text(seconds: float) -> str:
    """Return a time (seconds since 1970) as ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def now_text() -> str:
    """Return the time as ISO 8601 in UTC."""
    return as_text(datetime.now(UTC).timestamp())
