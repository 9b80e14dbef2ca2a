"""The pages, one module each: what they look up, and the template that shows it."""

from __future__ import annotations

from fastapi import APIRouter

from attache.web.pages import (
    account,
    audit,
    happenings,
    needs,
    opportunities,
    organisations,
    overview,
    pairs,
    people,
    places,
    sign_in,
)

__all__ = ["ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (
    overview.router,
    opportunities.router,
    sign_in.router,
    account.router,
    people.router,
    audit.router,
    pairs.router,
    organisations.router,
    places.router,
    needs.router,
    happenings.router,
)
"""Every router, in the order in which addresses are matched."""
