"""Releases: an edition as a folder that others open, check and cite without Attaché."""

from attache.publish.release.checking import check_release
from attache.publish.release.making import Published, edition_before, publish
from attache.publish.release.opening import Release, is_release, open_release

__all__ = ["Published", "Release", "check_release", "edition_before", "is_release", "open_release", "publish"]
