"""What a print file says beside the leaflet's own text: who publishes it, where it is online, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from board_reports.leaflet.blocks import Block, Heading, Link, Marked, Note, Paragraph, Spoken, Text
from board_reports.leaflet.blocks import Break as NewLine


@dataclass(frozen=True, slots=True)
class Details:
    """Plain values, in the leaflet's language. What is empty is left out.

    `language` is `en` or `cy`; `address` the full address of the leaflet's page; `labels` the sentences `contact`,
    `telephone`, `email`, `online`, `qr` (with `{address}`) and `page` (with `{page}` and `{pages}`). `other` is the
    language of the leaflet's twin and the sentence, in that language, that says it is there.
    """

    language: str
    board: str
    address: str
    telephone: str
    dialled: str
    email: str
    postal: tuple[str, ...]
    urgent: str
    labels: Mapping[str, str] = field(default_factory=dict)
    other: tuple[str, str] | None = None

    @property
    def contact(self) -> tuple[Block, ...]:
        """The line of urgent help, and how to reach the Board."""
        return tuple(self._contact())

    def _contact(self) -> Iterator[Block]:
        if self.urgent:
            yield Note((), (Paragraph((Marked("strong", (Text(self.urgent),)),)),))
        if not (self.telephone or self.email or self.postal):
            return
        yield Heading(2, (Text(self.labels["contact"]),))
        if self.telephone:
            yield self._way("telephone", f"tel:{self.dialled}", self.telephone)
        if self.email:
            yield self._way("email", f"mailto:{self.email}", self.email)
        if self.postal:
            lines = [inline for line in self.postal for inline in (NewLine(), Text(line))]
            yield Paragraph((Spoken("en", tuple(lines[1:])),))

    def _way(self, label: str, to: str, words: str) -> Paragraph:
        label_words = Marked("strong", (Text(self.labels[label]),))
        return Paragraph((label_words, NewLine(), Link(to, (Text(words),))))
