"""The one pass over the translucent edge of a cutout. Other rooms call `finish_edges_inplace`, and nothing else."""

from cutout.edges.finish import finish_edges_inplace

__all__ = ["finish_edges_inplace"]
