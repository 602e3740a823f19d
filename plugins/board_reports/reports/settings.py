"""What a board may set about the rule: plain values, without a configuration file behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

DEFAULT_REVIEW_TYPES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "cpr-concise": {"en": "Concise Child Practice Review", "cy": "Adolygiad Ymarfer Plant cryno"},
        "cpr-extended": {"en": "Extended Child Practice Review", "cy": "Adolygiad Ymarfer Plant estynedig"},
        "apr-concise": {"en": "Concise Adult Practice Review", "cy": "Adolygiad Ymarfer Oedolion cryno"},
        "apr-extended": {"en": "Extended Adult Practice Review", "cy": "Adolygiad Ymarfer Oedolion estynedig"},
        "susr": {"en": "Single Unified Safeguarding Review", "cy": "Adolygiad Diogelu Unedig Sengl"},
        "other": {"en": "Practice review", "cy": "Adolygiad ymarfer"},
    }
)

PRIVATE_DATES = ("family_told_date", "sent_to_welsh_government_date", "legal_advice_date")

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """The site's choices that decide whether a report is public.

    `root` is the folder of the configuration file: problems and sources are told relative to it. `weeks` is the
    usual length of a window and `minimum_weeks` the least one (Working Together to Safeguard People, volumes 2
    and 3, understood as a minimum). `attachment_max_bytes` is the size limit of one file. `site_url`, when given,
    lets a full address of this site be recognised in a report's text. `listing_words` are the words, by language,
    that stand where a text linked to another report.
    """

    root: Path = field(default_factory=Path)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    weeks: int = 12
    minimum_weeks: int = 12
    review_types: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: DEFAULT_REVIEW_TYPES)
    require_seal: bool = False
    require_welsh: bool = False
    required_before_publication: tuple[str, ...] = ()
    attachment_types: tuple[str, ...] = ("pdf", "png", "jpg", "jpeg")
    attachment_max_bytes: int = 25 * MEGABYTE
    site_url: str | None = None
    listing_words: Mapping[str, str] = field(default_factory=lambda: {"en": "published reports", "cy": "adroddiadau"})
