"""The same reports as the site of each program that is compared."""

from sites.board import Build, Nightly
from sites.hugo import Bare, Whole
from sites.plain import Plain, Zensical
from sites.site import Site

__all__ = ["Bare", "Build", "Nightly", "Plain", "Site", "Whole", "Zensical"]
