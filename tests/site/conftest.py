"""The fixtures that the whole-build tests share."""

from projects import no_instant_from_outside, shared_templates, site

__all__ = ["no_instant_from_outside", "shared_templates", "site"]
