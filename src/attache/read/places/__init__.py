"""Places named in a text, and the country in which the offered technology sits."""

from attache.read.places.host import host_country
from attache.read.places.names import PlaceMention, places

__all__ = ["PlaceMention", "host_country", "places"]
