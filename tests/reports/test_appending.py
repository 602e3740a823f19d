import pytest

from board_reports.reports.appending import appended
from board_reports.reports.front_matter import read_front_matter
from board_reports.reports.rewriting import CannotRewrite

ITEM = {"kind": "date", "digest": "01234567", "reason": 'a "law"'}


def written(dash, inner):
    """The item as it is written, with what stands before its first key and before the others."""
    return f'{dash}kind: "date"\n{inner}digest: "01234567"\n{inner}reason: "a \\"law\\""\n'


@pytest.mark.parametrize(
    ("before", "item", "after"),
    [
        ("title: A\n", "waivers:\n" + written("  - ", "    "), ""),
        ("waivers:\n- kind: a # why\n  digest: b\n", written("- ", "  "), "# after\nnote: x\n"),
        ("waivers:\n    -   kind: a\n        digest: b\n", written("    -   ", "        "), ""),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_an_item_is_added_and_nothing_else_changes(before, item, after, line_end, mark):
    def whole(text):
        return mark + f"---\n{text}---\n\nBody\n".replace("\n", line_end).encode()

    new = appended(whole(before + after), "waivers", ITEM)
    assert new == whole(before + item + after)
    assert read_front_matter(new).values["waivers"][-1] == ITEM


@pytest.mark.parametrize(
    "front", ["waivers: [{kind: a}]\n", "waivers: []\n", "waivers: text\n", "{title: A}\n", "no front\n"]
)
def test_a_list_that_is_not_in_lines_is_refused(front):
    with pytest.raises(CannotRewrite):
        appended(f"---\n{front}---\n\nBody\n".encode(), "waivers", ITEM)
