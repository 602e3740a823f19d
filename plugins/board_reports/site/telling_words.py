"""The most telling words of a text: those by which a small search index finds it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

SHORTEST = 4
"""How many letters a telling word has at least."""

# Words that tell nothing of a text. All have four letters or more, and no accents.
_ENGLISH = """
able about above according across actually after again against almost along already also although always among
another anyone anything around away because become been before being below between both cannot came come comes
could didn different does doing done down during each either else especially even ever every everyone everything
from further gave getting give given gives goes going gone have having here hers herself himself however
instead into itself just keep kept know known large less like likely made make makes making many maybe might more
most much must near need nearly neither never next none nothing often once only onto other others otherwise ours
over perhaps quite rather really said same seem seemed seen several shall should since some someone something
sometimes soon still such take taken takes taking than that their theirs them themselves then there therefore these
they thing things this those though through throughout thus together told took towards under unless until upon used
using usually various very want wanted well went were what whatever when where whether which while whilst whole
whom whose will with within without would year years your yours
"""
_WELSH = """
allan amdani amdano arall arnynt aeth bellach beth bobl bydd byddai byddant byddent caiff cael cafodd chael ddim
ddod dros dweud dyma eraill erbyn eithaf felly ganddi ganddo ganddynt gael gafodd gallai gallu gellir gwneir
gwnaed gyda gyfer hefyd heno hwnnw honno hynny hynt iawn iddi iddo iddynt maent mewn nesaf oddi oedd
oeddent oherwydd ohono ohonynt onid pawb peth pethau pryd rhag rhai rhwng roedd roeddent rydym rydych sydd tuag
trwy tros unrhyw wedi wedyn weithiau wnaed wneud wnaeth wrth wrthi wrtho wrthynt ydyn ydynt ydyw
ynddi ynddo ynddynt ynghylch ynghyd yntau ystod
"""
_COMMON = frozenset(f"{_ENGLISH} {_WELSH}".split())


@lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """A word as the search asks for it besides how it was typed: without accents and "&"."""
    if word.isascii():
        return word.replace("&", "")
    marks = unicodedata.normalize("NFKD", word)
    return "".join(one for one in marks if not unicodedata.combining(one)).replace("&", "")


def telling(words: Iterable[str] | Mapping[str, int], known: Collection[str], most: int) -> list[str]:
    """The `most` telling words of a text, in order of the alphabet; `words` are all of its words, folded, or counts.

    Telling are words of letters that are not common, come often and are long. Of words that begin alike the longest
    stands for all of them: the search takes what is typed for the beginning of a word. What `known` words begin with is
    found already, and not among them.
    """
    letters = {
        word: count
        for word, count in Counter(words).items()
        if len(word) >= SHORTEST and word not in _COMMON and word.isalpha()
    }
    counts = _of_stems(letters)
    begun = {word[:length] for word in known for length in range(SHORTEST, len(word) + 1)}
    weights = {word: count * len(word) for word, count in counts.items() if word not in begun}
    least = sorted(weights.values())[-most] if len(weights) > most else 0
    ranked = sorted((-weight, word) for word, weight in weights.items() if weight >= least)
    return sorted(word for _, word in ranked[:most])


def _of_stems(counts: Mapping[str, int]) -> dict[str, int]:
    """The words with which no other one begins, each with the counts of those that it begins with."""
    found, before = {}, 0
    for word, following in pairwise([*sorted(counts), ""]):
        before += counts[word]
        if not following.startswith(word):
            found[word], before = before, 0
    return found
