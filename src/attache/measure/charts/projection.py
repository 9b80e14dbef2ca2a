"""The map's projection: Equal Earth, so that areas compare (Šavrič, Patterson and Jenny, IJGIS 33, 2019)."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

__all__ = ["Frame", "frame"]

_A = (1.340264, -0.081106, 0.000893, 0.003796)
_HALF = sqrt(3) / 2
_SOUTH, _NORTH = -57.0, 84.5
_WIDTH = 5.4133
"""Width of the world at scale 1."""


def _equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    theta = asin(_HALF * sin(radians(latitude)))
    two = theta * theta
    six = two**3
    x = radians(longitude) * cos(theta)
    x /= _HALF * (_A[0] + 3 * _A[1] * two + six * (7 * _A[2] + 9 * _A[3] * two))
    return x, theta * (_A[0] + _A[1] * two + six * (_A[2] + _A[3] * two))


@dataclass(frozen=True, slots=True)
class Frame:
    """The world without Antarctica, fitted to a width in pixels."""

    width: float
    height: float
    scale: float
    top: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the place in pixels from the left and the top."""
        x, y = _equal_earth(longitude, latitude)
        return self.width / 2 + x * self.scale, self.top - y * self.scale

    @property
    def projection(self) -> dict[str, object]:
        """Return the same projection for Vega."""
        return {"type": "equalEarth", "scale": self.scale, "translate": [self.width / 2, self.top]}


def frame(width: float) -> Frame:
    """Return the frame of a map of this width."""
    scale = width / _WIDTH
    north, south = _equal_earth(0, _NORTH)[1], _equal_earth(0, _SOUTH)[1]
    return Frame(width, (north - south) * scale, scale, north * scale)
