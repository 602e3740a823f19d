"""The private list of names: hashed, and looked for in every form in which a name may stand in a text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from board_reports.desk.anonymity.word_lists import words_in

Place = tuple[int, int]

MOST_WORDS = 4  # of one entry; the parts of a double-barrelled name count as one word

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?")
_BETWEEN = " \n.,'()|/&\"-"  # characters that may stand between the words of a name
_WIDEST = 4
_ENDINGS = frozenset({"s", "i", "u", "n", "r", "m", "w", "ch", "th", "ll", "d", "re", "ve"})  # Jane's; Siân'n
_HYPHENATED = re.compile(r"([^\W\d_]{2,40})-[ ]?\n[ ]?([^\W\d_]{2,40})")
_LETTERS_APART = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})

# The first sound of a Welsh word changes after many small words: soft, nasal and aspirate mutation.
_MUTATIONS = {
    "p": ("b", "mh", "ph"),
    "t": ("d", "nh", "th"),
    "c": ("g", "ngh", "ch"),
    "b": ("f", "m"),
    "d": ("dd", "n"),
    "g": ("", "ng"),
    "m": ("f", "mh"),
    "n": ("nh",),
    "ll": ("l",),
    "rh": ("r",),
}
_UNCHANGING = ("ch", "dd", "ff", "ng", "ph", "th")  # letters of the Welsh alphabet that look like two

# Welsh and English words that a mutated name may look like; written with a small letter they are no name.
_EVERYDAY = words_in("everyday")


Entry = tuple[frozenset[bytes], frozenset[bytes]]
"""A name of the list: the hashes of its forms as it was given, and of those with a mutation."""

Word = tuple[str, int, int]
"""A word of a text as names are compared, and from where to where it stands."""


def folded(text: str) -> str:
    """A name or word without case, marks over letters, apostrophes, or the look of its letters."""
    text = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in text if not unicodedata.combining(character))
    return letters.translate(_LETTERS_APART).replace("'", "").replace("\u2019", "")


_folded_once = lru_cache(maxsize=50_000)(folded)


def words_of(text: str) -> list[Word]:
    """The words of a seen text, without a possessive ending or a small Welsh word that hangs on."""
    found = []
    for word in _WORD.finditer(text):
        whole = word[0].rstrip("'")
        head, _, tail = whole.rpartition("'")
        form = _folded_once(head if head and tail.lower() in _ENDINGS else whole)
        found.append((form, word.start(), word.start() + len(whole)))
    return found


def mutated(word: str) -> tuple[str, ...]:
    """A folded Welsh word in its mutated forms, and with h before a vowel; without the word itself."""
    if word[:1] in "aeiouwy":
        return ("h" + word,)
    for length in (2, 1):
        if word[:length] in _MUTATIONS and not (length == 1 and word.startswith(_UNCHANGING)):
            changed = (beginning + word[length:] for beginning in _MUTATIONS[word[:length]])
            return tuple(form for form in changed if len(form) > 1)
    return ()


class Names:
    """The list of names, of which only salted hashes are known.

    `places` finds each name as it is written on the list, last word first, and with its first word mutated.
    """

    def __init__(self, salt: bytes, entries: Iterable[Entry], longest: int) -> None:
        self.salt, self.entries, self.longest = salt, tuple(entries), longest
        self._given = frozenset(one for given, _ in self.entries for one in given)
        self._changed = frozenset(one for _, changed in self.entries for one in changed)
        self._seen: dict[str, tuple[bool, bool]] = {}

    def __len__(self) -> int:
        return len(self.entries)

    def places(self, text: str) -> Iterator[Place]:
        """Where a name of the list stands in a seen text, the longest one at each place."""
        if not self.entries:
            return
        yield from self._in(words_of(text), text)
        for found in _HYPHENATED.finditer(text):  # a word that was broken at the end of a line
            begin, end = max(0, found.start() - 60), found.end() + 60
            around = text[begin : found.end(1)] + text[found.start(2) : end]
            seam, cut = found.end(1) - begin, found.start(2) - found.end(1)
            for start, stop in self._in(words_of(around), around):
                if start < seam < stop:
                    yield begin + start, begin + stop + cut

    def _in(self, words: list[Word], text: str) -> Iterator[Place]:
        done = 0
        for number, (saying, start, end) in enumerate(words):
            if number < done:
                continue
            last, stop = None, end
            for following in range(number + 1, number + self.longest + 1):
                if self._is_name(saying, small=text[start].islower()):
                    last, done = stop, following
                if following >= len(words) or not _close(text[stop : words[following][1]]):
                    break
                word, _, stop = words[following]
                saying = f"{saying} {word}"  # noqa: PLW2901 - it grows
            if last is not None:
                yield start, last

    def _is_name(self, saying: str, *, small: bool) -> bool:
        """Whether folded words are on the list; an everyday word in small letters is no mutated name."""
        known = self._seen.get(saying)
        if known is None:
            code = hashed(saying, self.salt)
            known = self._seen[saying] = (code in self._given, code in self._given or code in self._changed)
        return known[0] if small and saying in _EVERYDAY else known[1]


def hashed(saying: str, salt: bytes) -> bytes:
    """The salted hash of folded words, of 16 bytes."""
    return hashlib.blake2b(saying.encode(), key=salt, digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Forms:
    """A name of the list in all folded forms: as it was given, and mutated; `words` are the most that one has."""

    given: tuple[str, ...]
    changed: tuple[str, ...]
    words: int

    def hashed(self, salt: bytes) -> Entry:
        """The entry of the list that stands for it."""
        return tuple(frozenset(hashed(form, salt) for form in forms) for forms in (self.given, self.changed))  # type: ignore[return-value]


def forms_of(name: str) -> Forms:
    """All the folded forms in which a name of the list may stand in a text.

    Raises ValueError, with a sentence that does not repeat it, for what cannot be an entry of the list.
    """
    name = unicodedata.normalize("NFKC", name).strip()
    words = [form for form in (folded(word) for word in re.split(r"[^\w'\u2019]+|_+", name)) if form]
    if not words or not all(re.search(r"[^\W\d_]", word) for word in words):
        raise ValueError("It is not a name: a name has letters in each of its words.")
    if len(name.split()) > MOST_WORDS or len(words) > 2 * MOST_WORDS or len(name) > 200:
        raise ValueError(f"It has more than {MOST_WORDS} words. Write one name on each line.")
    if sum(len(word) for word in words) < 2:
        raise ValueError("It is one letter. Write the name itself.")
    orders = [words]
    if len(words) > 1:
        orders += [[*words[1:], words[0]], [words[-1], *words[:-1]]]
    if "-" in name:
        orders.append([folded(word) for word in re.split(r"[^\w'\u2019]+", name.replace("-", "")) if word])
    given = dict.fromkeys(" ".join(order) for order in orders)
    changed = dict.fromkeys(" ".join((first, *rest)) for (word, *rest) in orders for first in mutated(word))
    return Forms(tuple(given), tuple(form for form in changed if form not in given), len(words))


def is_everyday(name: str) -> bool:
    """Whether a name of one word is one that texts use for other things as well, such as Will or Grace."""
    return folded(name.strip()) in _EVERYDAY_NAMES


_EVERYDAY_NAMES = words_in("everyday names")


def _close(gap: str) -> bool:
    """Whether what stands between two words may stand between those of one name."""
    return gap == " " or (len(gap) <= _WIDEST and not gap.strip(_BETWEEN) and "\n\n" not in gap)
