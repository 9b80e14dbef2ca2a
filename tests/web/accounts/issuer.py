"""A small issuer of OpenID Connect on this machine, with a real socket; `Issuer` says how it misbehaves."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "attache-test", "the secret/of &us"


@cache
def new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Issuer:
    """Whom it lets in (`claims`), and what goes wrong (`change` of the token's claims, `sign` in another way)."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    sign: Callable[[Issuer, dict[str, Any]], str] | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    token_answer: Response | None = None
    key: RSAKey = field(default_factory=lambda: new_key("one"))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def discovery(self, _request: Request) -> Response:
        self.asked.append("discovery")
        found = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
        }
        return JSONResponse({**found, **self.metadata})

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        more = {"code": code, "state": asked["state"], "iss": self.address}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(more)}", 302)

    async def token(self, request: Request) -> Response:
        form = await request.form()
        asked = self.codes.pop(str(form["code"]))
        pair = base64.b64encode(b"attache-test:the%20secret%2Fof%20%26us").decode()
        challenge = encoded(hashlib.sha256(str(form["code_verifier"]).encode()).digest())
        good = (
            request.headers["authorization"] == f"Basic {pair}"
            and form["grant_type"] == "authorization_code"
            and form["redirect_uri"] == asked["redirect_uri"]
            and (asked["code_challenge_method"], asked["code_challenge"]) == ("S256", challenge)
        )
        if not good:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if self.token_answer:
            return self.token_answer
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
            **self.claims,
        }
        claims = self.change(claims)
        signed = self.sign(self, claims) if self.sign else self.signed(claims)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def keys(self, _request: Request) -> Response:
        self.asked.append("keys")
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


def unsigned(_issuer: Issuer, claims: dict[str, Any]) -> str:
    head = json.dumps({"alg": "none"}).encode()
    return f"{encoded(head)}.{encoded(json.dumps(claims).encode())}."


def by_public_key(issuer: Issuer, claims: dict[str, Any]) -> str:
    """Signed with the issuer's public key as if it were a shared secret."""
    head = encoded(json.dumps({"alg": "HS256", "kid": issuer.key.kid}).encode())
    body = encoded(json.dumps(claims).encode())
    mac = hmac.new(issuer.key.as_pem(private=False), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{encoded(mac)}"


def by_another_key(issuer: Issuer, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": issuer.key.kid}, claims, new_key("two"))


@contextmanager
def running() -> Iterator[Issuer]:
    """Serve an issuer on a free port of this machine."""
    issuer = Issuer()
    routes = [
        Route("/.well-known/openid-configuration", issuer.discovery),
        Route("/authorize", issuer.authorize),
        Route("/token", issuer.token, methods=["POST"]),
        Route("/keys", issuer.keys),
    ]
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        issuer.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield issuer
        finally:
            server.should_exit = True
            thread.join()
