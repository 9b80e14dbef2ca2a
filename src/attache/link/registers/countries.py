"""Countries as registers write them, as ISO 3166-1 alpha-2."""

from __future__ import annotations

from functools import lru_cache

from attache.vocabulary.countries import find_country

__all__ = ["country_code"]

_ALSO = {
    "people's republic of china": "CN",
    "prc": "CN",
    "burma": "MM",
    "korea, north": "KP",
    "korea, south": "KR",
    "north korea": "KP",
    "south korea": "KR",
    "korea, democratic people's republic of": "KP",
    "korea, republic of": "KR",
    "taiwan, province of china": "TW",
    "the netherlands": "NL",
    "turkiye": "TR",
    "türkiye": "TR",
    "uk": "GB",
    "u.s.a.": "US",
    "u.k.": "GB",
    "uae": "AE",
}
"""Spellings of US and Canadian registers beside the names of the table of countries."""


@lru_cache(maxsize=4096)
def country_code(text: str | None) -> str | None:
    """Return the code of a country named or coded in `text`, None where that is not one country's name."""
    raw = " ".join((text or "").replace("’", "'").split()).strip(" .()")
    if not raw or len(raw) > 80:
        return None
    found = _ALSO.get(raw.casefold()) or find_country(raw)
    if found is None and "," in raw:
        head, _, tail = raw.partition(",")
        found = find_country(f"{tail.strip()} {head}") or (
            find_country(head) if tail.strip().casefold().endswith("republic of") else None
        )
    return found
