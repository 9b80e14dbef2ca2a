"""The pages, one module each: what they look up, and the template that shows it."""

from __future__ import annotations

from fastapi import APIRouter

from attache.web.pages import overview

__all__ = ["ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (overview.router,)
"""Every router, in the order in which addresses are matched."""
