"""Which parameters give a wanted size, and which of them overlap evenly."""

from tconv_anim.core.solve.evenness import even_neighbours, overlaps_evenly
from tconv_anim.core.solve.inverse import inverse
from tconv_anim.core.solve.search import solve

__all__ = ["even_neighbours", "inverse", "overlaps_evenly", "solve"]
