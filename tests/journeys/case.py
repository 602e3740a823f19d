"""What the whole cases are about: one report, its addresses, and what of a reviewer's file must never come through."""

from journeys.reviewers_word import SCHOOL, TELEPHONE

REFERENCE = "CPR 01/2027"
PAGES = ("/reports/cpr-01-2027/", "/cy/reports/cpr-01-2027/")
OFFICE = ("OFFICE-BLOCK-TOKEN", "SIGNATURE-TOKEN", "AUTHOR-TOKEN", "HEADER-TOKEN", "COMMENT-TOKEN", TELEPHONE, SCHOOL)


def is_gone(place):
    """Whether nothing of the report answers, in either language."""
    return [place.answers(page) for page in PAGES] == [410, 410]


def is_public(place):
    """Whether the report answers in both languages."""
    return [place.answers(page) for page in PAGES] == [200, 200]
