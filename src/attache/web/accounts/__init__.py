"""Signing in: sessions, form tokens, throttle, API tokens, OpenID Connect; and what is refused before a page is asked."""
