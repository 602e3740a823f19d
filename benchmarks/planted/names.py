"""Names for the private list, and how a text may have them."""

from __future__ import annotations

from planted.words import FIRST, LAST, Source


def _mutated(name: str, source: Source) -> str:
    """A name as it stands after a small Welsh word."""
    forms = {
        "P": ("B", "Mh", "Ph"),
        "T": ("D", "Nh", "Th"),
        "C": ("G", "Ngh", "Ch"),
        "B": ("F", "M"),
        "D": ("Dd", "N"),
        "G": ("", "Ng"),
        "M": ("F",),
        "Ll": ("L",),
        "Rh": ("R",),
    }
    for size in (2, 1):
        if name[:size] in forms:
            changed = source.choice(forms[name[:size]]) + name[size:]
            return changed[:1].upper() + changed[1:]
    return "H" + name.lower() if name[0] in "AEIOUWY" else name


HIDDEN = ("\u00ad", "\u200b", "\u200d", "\u2060", "<b></b>", "<!-- -->", "**", "&shy;", "&#8203;")


def written(name: str, source: Source) -> str:
    """A name of the list as a text may have it: in other letters, mutated, split, and over two lines."""
    first, _, rest = name.partition(" ")
    way = source.randrange(10)
    if way == 1:
        return name.upper()
    if way == 2:
        return name.lower()
    if way == 3:
        return f"{_mutated(first, source)} {rest}".strip()
    if way == 4:
        return name.replace(" ", source.choice(("\u00a0", "\n", "&nbsp;", " \n", "  ")))
    if way == 5:
        middle = len(first) // 2
        return f"{first[:middle]}{source.choice(HIDDEN[:5] + HIDDEN[7:])}{first[middle:]} {rest}".strip()
    if way == 6:
        middle = len(first) // 2
        return (
            source.choice(("{}**{}**{} {}", "{}*{}*{} {}", "{}<i>{}</i>{} {}"))
            .format(first[:middle], first[middle : middle + 1], first[middle + 1 :], rest)
            .strip()
        )
    if way == 7:
        return f"{name}'s" if source.random() < 0.5 else f"{name}’s"
    if way == 8:
        return "".join(f"&#{ord(letter)};" if number == 1 else letter for number, letter in enumerate(name))
    if way == 9 and rest:
        return f"{rest}, {first}"
    return name


def names(source: Source, count: int) -> list[str]:
    """Names for the private list: most of first and last, some of one word or of three."""
    found: dict[str, None] = {}
    while len(found) < count:
        first, last = source.choice(FIRST), source.choice(LAST)
        found[source.choice((f"{first} {last}",) * 4 + (last, f"{first} {source.choice(FIRST)} {last}"))] = None
    return list(found)
