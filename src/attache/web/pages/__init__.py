"""The pages, one module each: what they look up, and the template that shows it."""

from __future__ import annotations

from fastapi import APIRouter

from attache.web.pages import (
    account,
    audit,
    captures,
    charts,
    claims,
    codebook,
    coding,
    expose,
    figure_records,
    figures,
    happenings,
    methods,
    needs,
    opportunities,
    organisations,
    overview,
    pairs,
    people,
    places,
    records,
    releases,
    screen,
    screenings,
    services,
    sign_in,
    taking,
)

__all__ = ["ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (
    overview.router,
    opportunities.router,
    records.router,
    coding.router,
    captures.router,
    sign_in.router,
    account.router,
    people.router,
    audit.router,
    charts.router,
    figure_records.router,
    figures.router,
    claims.router,
    codebook.router,
    methods.router,
    releases.router,
    pairs.router,
    organisations.router,
    places.router,
    needs.router,
    happenings.router,
    services.router,
    screen.router,
    screenings.router,
    expose.router,
    taking.router,
)
"""Every router, in the order in which addresses are matched."""
