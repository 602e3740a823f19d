"""What is still to do outside this website when a report has been taken down: told by commands and the web desk."""

from __future__ import annotations

INTRODUCTION = "This website is done. Still to do outside of it, where it applies:"
STILL_TO_DO = (
    "Search engines: ask Google (Search Console, Removals) and Bing (Webmaster Tools) to remove the address.",
    "Caches: purge any content delivery network or proxy in front of the site.",
    "Archives: ask the Internet Archive, the UK Web Archive and the National Library of Wales to hide copies.",
    "Collections: tell the NSPCC repository and the National Independent Safeguarding Board if they hold it.",
    "People: tell the panel members, and whoever was sent the address or a file.",
    (
        "If it told who somebody is, or too much about them: that may be a personal data breach. Tell your data "
        "protection officer now. The Information Commissioner must hear of a reportable breach within 72 hours."
    ),
)
