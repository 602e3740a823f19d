"""The fixtures that the tests of the commands share."""

from projects import no_instant_from_outside, shared_templates, site

__all__ = ["no_instant_from_outside", "shared_templates", "site"]
