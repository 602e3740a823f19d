"""The headings of the review's template, and the marks of its office block and signatures, in both languages."""

from __future__ import annotations

import re

_HEADINGS = (
    r"brief outline of (?:the )?circumstances (?:resulting in|leading to) the review",
    r"practice and organi[sz]ational learning",
    r"improving (?:systems and practice|practice and systems)",
    r"statements? by (?:the )?(?:independent )?(?:reviewer|author)(?:s|\(s\)|s\(s\))?",
    r"terms of reference",
    r"summary timeline",
    r"(?:child|adult) practice review process",
    r"single unified safeguarding review process",
    r"amlinelliad byr o['’]r amgylchiadau (?:a arweiniodd|sydd wedi arwain) at yr adolygiad",
    r"dysgu ar gyfer ymarfer a sefydliadau|dysgu o ran ymarfer a sefydliad(?:au|ol)",
    r"gwella systemau ac ymarfer(?:ion)?",
    r"datganiad(?:au)? gan (?:yr? )?adolyg(?:ydd|wyr|wr)(?:\(wyr\))?",
    r"cylch gorchwyl",
    r"llinell amser gryno",
    r"proses yr adolygiad (?:ymarfer (?:plant|oedolion)|diogelu unedig sengl)",
)
_BEFORE = r"(?:(?:appendix|annex|atodiad)\s*(?:\d{1,2}|[a-z]|[ivx]{1,4})?\s*[:.–—-]?\s*|\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?"
_HEADING = re.compile(rf"{_BEFORE}(?:{'|'.join(_HEADINGS)})\s*[:.]?", re.IGNORECASE)
_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*[.)]?\s+")

_OFFICE = re.compile(
    r"for\s+(?:the\s+)?welsh\s+(?:assembly\s+)?government(?:['’]s)?\s+use\s+only|"
    r"(?:at|er)\s+ddefnydd\s+llywodraeth\s+cymru(?:\s+yn\s+unig)?|i['’]w\s+ddefnyddio\s+gan\s+lywodraeth\s+cymru",
    re.IGNORECASE,
)
_OFFICE_LINE = re.compile(
    r"^(?:date\s+(?:the\s+)?(?:information|report)\s+(?:was\s+)?received|date\s+acknowledge?ment|date\s+circulated|"
    r"dyddiad\s+(?:y\s+)?(?:derbyniwyd|cydnab|cylchred|dosbarth))|"
    r"^(?:agencies|agency|asiantaethau)\b.{0,40}$|^(?:cssiw|ciw|estyn|hiw|hmicfrs|hmi\b.{0,30}|agc|agic)$",
    re.IGNORECASE,
)
MOST_OFFICE = 150  # characters; a longer paragraph speaks of the block, and does not begin it


def is_template_heading(line: str) -> bool:
    """Whether a line is exactly a heading of the template, numbered or not."""
    return bool(_HEADING.fullmatch(line.strip()))


def begins_office_block(line: str) -> bool:
    """Whether a line begins the block "For Welsh Government use only"."""
    return len(line) <= MOST_OFFICE and bool(_OFFICE.search(line))


def is_office_line(line: str) -> bool:
    """Whether a line is one of those that the office block has."""
    return bool(_OFFICE_LINE.search(line.strip()))


_SIGNED = re.compile(
    r"(?i:^\W*(?:signed|signatures?|llofnod(?:wyd|ion)?)\b\s*)"
    r"(?:$|[:_…(–—-]|\.{2}|\d|(?i:by|gan)\s*(?:$|[:_….]|[A-ZÀ-Ý])|(?i:on behalf|ar ran|of|yr?)\b[^.!?]{0,60}$"
    r"|(?i:date|dyddiad)\b)"
    r"|(?i:\((?:signature|signed|llofnod|llofnodwyd)\))"
    r"|^.{0,50}\b(?i:signature|llofnod)\s*(?:[:_…]|\.{2})"
)
_LABEL = re.compile(
    r"^\W*(?:(?:full |print(?:ed)? )?names?|enw(?:au)?(?: llawn)?|dates?|dated|dyddiad|"
    r"position|role|rôl|swydd|title|teitl|job title|"
    r"organisation|sefydliad|agency|asiantaeth|designation|e-?mail|e-bost|telephone|ffôn|qualifications?)\b\s*(?:\([^)]*\)\s*)?(?:$|[:_.…])",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"^[\W_]*$")
MOST_SIGNED, MOST_BESIDE = 160, 80  # characters


def is_signature(line: str) -> bool:
    """Whether a line is there to be signed, or was signed: `Signed: …`, `Reviewer 1 (signature)`, `Llofnod:`."""
    return 0 < len(line) <= MOST_SIGNED and bool(_SIGNED.search(line))


def is_beside_signature(line: str) -> bool:
    """Whether a line is one that stands over a signature: a name, a date, a post, each after its label, or dots."""
    return len(line) <= MOST_BESIDE and bool(_LABEL.search(line) or _BLANKS.fullmatch(line))


def may_follow_signature(line: str) -> bool:
    """Whether a line below a signature belongs to it: one with a label, or a short one that is no sentence."""
    return is_beside_signature(line) or (len(line) <= MOST_BESIDE and not re.search(r"[.!?:;]\W*$", line))


def without_number(line: str) -> str:
    """A heading without the number that was typed before it."""
    return _NUMBER.sub("", line)
