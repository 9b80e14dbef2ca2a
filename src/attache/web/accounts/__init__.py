"""Signing in: sessions, form tokens, API tokens, OpenID Connect; and what is refused before a page is asked."""
