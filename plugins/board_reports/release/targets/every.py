"""All targets of a site, side by side: one that cannot be reached keeps neither the others nor this machine back."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime

from board_reports.release.locks import Held
from board_reports.release.state import State
from board_reports.release.targets.address import Address, address_of, around
from board_reports.release.targets.bringing import bring, host_of
from board_reports.release.targets.host import Host, TargetFailed
from board_reports.release.targets.remembered import Record, Remembered
from board_reports.release.targets.showing import Release
from board_reports.release.wholeness import tree_print

_PATIENCE = 5.0  # seconds to wait for another command that is bringing the targets up
_ELSEWHERE = "Give it a place of its own, or drop the other with board nightly --drop."


@dataclass
class Targets:
    """The targets of one run or command: those that are `named`, and all that were published to before.

    `site` is the site's address, by which a target's mark knows whose it is; `now` the instant (aware) to remember.
    `going` collects the slugs that have to go: none of them is brought anywhere, whatever the release here holds.
    `told` is what came of it, by address.
    """

    state: State
    site: str
    named: tuple[str, ...]
    now: datetime
    say: Callable[[str], None]
    going: set[str] = field(default_factory=set)
    told: dict[str, Record] = field(default_factory=dict)

    def strip(self, slugs: Collection[str]) -> list[str]:
        """Take pages and files of reports off every target at once, waiting for nobody; what failed, in sentences."""
        self.going |= set(slugs)
        remembered = Remembered.read(self.state.folder)
        known = {text: one for text, one in self._addresses(remembered).items() if text in remembered.records}

        def stripped(host: Host) -> None:
            host.look()
            host.strip(slugs)

        def work(text: str, address: Address) -> str:
            return self._tried(address, remembered.records[text], remembered.owner, stripped)

        return _each(known, work)

    def bring(self) -> list[str]:
        """Bring each target that is due to what is public now; returns what failed, in sentences."""
        addresses = self._addresses(Remembered.read(self.state.folder))
        if not addresses:
            return []
        try:
            with self.state.targets_lock().acquire(timeout=_PATIENCE):
                return self._brought(addresses)
        except Held:
            self.say("Another command is bringing the targets up, and goes on until they are as they should be.")
            return []
        except OSError as error:
            return [f"What the targets have could not be written down ({error.strerror})."]

    def _brought(self, addresses: dict[str, Address]) -> list[str]:
        remembered = Remembered.read(self.state.folder)
        refused = self._refused(remembered)
        addresses = {text: one for text, one in addresses.items() if text not in refused}
        new = {text: Record(one.shown) for text, one in addresses.items() if text not in remembered.records}
        if new:  # before anything is brought there: a killed run must not forget where it has been
            remembered.records |= new
            remembered.write(self.state.folder)
        tree = tree_print(self.state)
        due = {text: one for text, one in addresses.items() if remembered.records[text].due(tree, self.now)}
        found: dict[str, Record] = {}

        def work(text: str, address: Address) -> str:
            record, brought = remembered.records[text], list[Release]()
            self.say(f"Bringing the release to {address.shown} ...")
            trouble = self._tried(
                address,
                record,
                remembered.owner,
                lambda host: brought.append(bring(host, lambda: Release.current(self.state), self.going, self.say)),
            )
            for one in brought:
                record = Record(address.shown, one.id, one.print, self.now)
            found[text] = replace(record, message=trouble)
            return trouble

        failed = _each(due, work)
        if due:
            remembered.records |= found
            remembered.write(self.state.folder)
        self.told = {text: remembered.records[text] for text in addresses} | refused
        return [*failed, *(f"{one.shown}: {one.message}" for one in refused.values())]

    def drop(self, texts: Iterable[str]) -> list[str]:
        """Delete everything of ours from targets, and forget them; returns what failed, in sentences."""
        told: list[str] = []

        def emptied(host: Host) -> None:
            host.look()
            host.empty()

        with self.state.targets_lock():
            for text in texts:
                remembered, address = Remembered.read(self.state.folder), address_of(text)
                if text not in remembered.records:
                    told.append(f"{address.shown}: Nothing was ever brought there from here, so nothing was deleted.")
                    continue
                record = replace(remembered.records.pop(text), release=None)  # a mark that is gone is no trouble now
                if trouble := self._tried(address, record, remembered.owner, emptied):
                    left = "It is forgotten all the same: delete by hand what is left there."
                    told.append(f"{address.shown}: {trouble} {left}")
                remembered.write(self.state.folder)
        return told

    def would(self, wanted: Collection[str], *, changing: bool) -> list[str]:
        """Tell what a run would do to each target, by a look that touches nothing; returns what failed, in sentences.

        `wanted` are the slugs that are to be public, and `changing` says that a new release would be made.
        """
        remembered = Remembered.read(self.state.folder)
        refused = self._refused(remembered)

        def work(text: str, address: Address) -> str:
            if text in refused:
                self.told[text] = refused[text]
                return refused[text].message
            record, said = remembered.records.get(text) or Record(address.shown), list[str]()
            trouble = self._tried(
                address, record, remembered.owner, lambda host: said.extend(self._said(host, wanted, changing=changing))
            )
            self.told[text] = replace(record, message=trouble or " ".join(said), trial=not trouble)
            return trouble

        return _each(self._addresses(remembered), work)

    def _said(self, host: Host, wanted: Collection[str], *, changing: bool) -> Iterable[str]:
        host.look()
        release = Release.current(self.state)
        if gone := len(host.slugs() - set(wanted)):
            yield f"Everything of {gone} report{'' if gone == 1 else 's'} would be taken off first."
        if changing or release is None or not host.same(release):
            yield "What differs would be brought."

    def _addresses(self, remembered: Remembered) -> dict[str, Address]:
        """All addresses, by the text that they are remembered by."""
        return {text: address_of(text) for text in dict.fromkeys([*self.named, *remembered.records])}

    def _refused(self, remembered: Remembered) -> dict[str, Record]:
        """The named targets that lie in one that was published to before: what they hold would be deleted there."""
        before, found = [address_of(text) for text in remembered.records], dict[str, Record]()
        for text in self.named:
            one = address_of(text)
            if text not in remembered.records and (other := around(one, before)):
                why = f"It lies in {other.shown}, which was published to before. {_ELSEWHERE}"
                found[text] = Record(one.shown, message=why)
        return found

    def _tried(self, address: Address, record: Record, owner: str, work: Callable[[Host], object]) -> str:
        """What went wrong with a target, in sentences; empty where nothing did."""
        try:
            with closing(host_of(address, self.site, owner, known=record.release is not None)) as host:
                work(host)
        except TargetFailed as error:
            return str(error)
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else type(error).__name__
            return f"It could not be brought up ({why})."
        except Exception as error:  # noqa: BLE001 - whatever it is, the release here and the other targets go on
            return f"It could not be brought up ({type(error).__name__})."
        return ""


def _each(addresses: dict[str, Address], work: Callable[[str, Address], str]) -> list[str]:
    """Do something to several targets at the same time; what failed, each by its address, in their order."""
    if not addresses:
        return []
    with ThreadPoolExecutor(len(addresses)) as pool:
        found = pool.map(work, addresses, addresses.values())
        return [f"{one.shown}: {why}" for one, why in zip(addresses.values(), found, strict=True) if why]
