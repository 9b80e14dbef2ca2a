"""An issuer of OpenID Connect (Core 1.0): authorisation code with PKCE (RFC 7636), and a token that is checked.

The checks of the token's claims and the pieces of the protocol are Authlib's, its signature is checked by joserfc; the
requests are made here, because answers must be bounded and no redirect followed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

from attache.core.errors import AttacheError, InputError
from attache.web.accounts.guard import LOOPBACK

__all__ = ["ALGORITHMS", "IssuerError", "Provider", "StrangerError"]

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures that are taken: with a key of the issuer's alone, never `none`, never with our secret."""
_MOST = 1 << 20
_KEPT = 3600.0
_LEEWAY = 60
Json = dict[str, Any]


class IssuerError(AttacheError):
    """The issuer did not answer, or not as the protocol asks."""


class StrangerError(InputError):
    """Somebody comes who is not let in: the token is not good, or is not for them, or they have no account here."""


class Provider:
    """One issuer, as the settings name it; what it says of itself is asked for when it is first needed."""

    def __init__(self, issuer: str, client_id: str, secret: str) -> None:
        self.issuer, self._client_id, self._secret = issuer, client_id, secret
        self._known: dict[str, tuple[float, Json]] = {}
        self._safe(issuer)

    @property
    def name(self) -> str:
        """Host of the issuer, which people know it by."""
        return urlsplit(self.issuer).hostname or self.issuer

    def address(self, state: str, nonce: str, verifier: str, back: str) -> str:
        """Return where the browser goes to sign in there."""
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # noqa: PLC0415 -- of the extra `oidc`
        from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415

        proof = {"code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256"}
        where = self._endpoint("authorization_endpoint")
        scope = "openid email profile"
        return str(prepare_grant_uri(where, self._client_id, "code", back, scope, state, nonce=nonce, **proof))

    def claims(self, code: str, verifier: str, back: str, nonce: str) -> Mapping[str, Any]:
        """Return what the issuer says of the person whom a code stands for; IssuerError if any of it is not right."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        answer = self._ask("POST", self._endpoint("token_endpoint"), form)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise StrangerError("the issuer sent no id_token", where=self.name, mend="sign in again")
        return self._checked(token, nonce, str(answer.get("access_token") or ""))

    def _checked(self, token: str, nonce: str, access_token: str) -> Mapping[str, Any]:
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415
        from joserfc import jwt  # noqa: PLC0415
        from joserfc.errors import InvalidKeyIdError, JoseError  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415

        options = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self._client_id},
        }
        params = {"nonce": nonce, "client_id": self._client_id, "access_token": access_token}
        try:
            try:
                read = jwt.decode(token, KeySet.import_key_set(self._keys(False)), algorithms=list(ALGORITHMS))
            except InvalidKeyIdError:  # the issuer has new keys
                read = jwt.decode(token, KeySet.import_key_set(self._keys(True)), algorithms=list(ALGORITHMS))
            claims = CodeIDToken(read.claims, read.header, options, params)
            claims.validate(leeway=_LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise StrangerError(f"the id_token is not good ({error})", where=self.name, mend="sign in again") from None
        return dict(claims)

    def _endpoint(self, name: str) -> str:
        found = self._metadata().get(name)
        if not isinstance(found, str):
            raise IssuerError(f"the issuer names no {name}", where=self.name, mend="check the setting `oidc_issuer`")
        return self._safe(found)

    def _metadata(self) -> Json:
        found = self._get(self.issuer.rstrip("/") + "/.well-known/openid-configuration", False)
        if found.get("issuer") != self.issuer:
            raise IssuerError("the issuer calls itself otherwise", where=self.name, mend="mend `oidc_issuer`")
        return found

    def _keys(self, again: bool) -> Any:
        return self._get(self._endpoint("jwks_uri"), again)

    def _get(self, address: str, again: bool) -> Json:
        asked, found = self._known.get(address, (0.0, {}))
        if again or time.monotonic() - asked > _KEPT or not found:
            found = self._ask("GET", address)
            self._known[address] = (time.monotonic(), found)
        return found

    def _ask(self, method: str, address: str, form: dict[str, str] | None = None) -> Json:
        headers = {"accept": "application/json"}
        if form is not None:
            form, headers = self._authenticated(form, headers)
        try:
            with (
                httpx2.Client(timeout=10, follow_redirects=False, trust_env=False) as client,
                client.stream(method, address, data=form, headers=headers) as answer,
            ):
                body = b""
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > _MOST:
                        raise IssuerError("the answer is too long", where=self.name, mend="check `oidc_issuer`")
                status = answer.status_code
            found = json.loads(body) if status == 200 else None
        except (httpx2.HTTPError, ValueError, RecursionError) as error:
            reason = type(error).__name__
            raise IssuerError(f"no usable answer ({reason})", where=self.name, mend="try again later") from None
        if not isinstance(found, dict):
            raise IssuerError(f"it answered {status}, with nothing usable", where=self.name, mend="sign in again")
        return found

    def _authenticated(self, form: dict[str, str], headers: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Return a request that shows who we are, in the way that the issuer knows (Core 1.0, 9)."""
        ways = self._metadata().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if not self._secret:
            return {**form, "client_id": self._client_id}, headers
        if "client_secret_basic" not in ways and "client_secret_post" in ways:
            return {**form, "client_id": self._client_id, "client_secret": self._secret}, headers
        pair = httpx2.BasicAuth(quote(self._client_id, safe=""), quote(self._secret, safe=""))
        request = next(pair.auth_flow(httpx2.Request("POST", self.issuer)))
        return form, {**headers, "authorization": request.headers["authorization"]}

    def _safe(self, address: str) -> str:
        parts = urlsplit(address)
        here = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        if parts.scheme == "https" or (parts.scheme == "http" and here in LOOPBACK):
            return address
        raise IssuerError(f"{address[:200]} is not an https address", mend="name one that is in `oidc_issuer`")
