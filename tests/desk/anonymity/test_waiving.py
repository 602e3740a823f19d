"""A waiver silences one finding at one place, and the file keeps everything else."""

import pytest

import builders
from board_reports.desk.anonymity import findings_of, waive
from board_reports.desk.anonymity.finding import digest_of
from board_reports.reports.rewriting import CannotRewrite

TWO = "The law came into force on 1 October 2024 in Wales.\n\nThe baby was seen at home on 3 May 2019 by a nurse.\n"


@pytest.fixture
def reports(tmp_path):
    return tmp_path / "published_reports"


def findings(reports):
    return findings_of(builders.only(reports), None)


def test_a_waiver_silences_one_finding_and_no_other(reports):
    path = builders.write_report(reports, body=TWO)
    law, visit = findings(reports).open
    waive(builders.only(reports), law, "The day of the Act").write()
    after = findings(reports)
    assert [one.digest for one in after.open] == [visit.digest]
    assert [one.digest for one in after.waived] == [law.digest]
    assert after.unused == ()
    assert builders.only(reports).problems == ()
    assert (
        f'waivers:\n  - kind: "date"\n    digest: "{law.digest}"\n    reason: "The day of the Act"\n---'
        in path.read_text()
    )


def test_another_date_in_its_place_is_told_again(reports):
    path = builders.write_report(reports, body=TWO)
    waive(builders.only(reports), findings(reports).open[0], "The day of the Act").write()
    path.write_text(path.read_text().replace("1 October 2024", "2 November 2019"))
    after = findings(reports)
    assert len(after.open) == 2
    (one,) = after.unused
    assert (one.key, one.line) == ("waivers", 7)
    assert "matches nothing" in one.message


def test_a_waiver_counts_in_its_own_report_alone(reports):
    builders.write_report(reports, body=TWO)
    digest = findings(reports).open[0].digest
    (reports / "winter.md").unlink()
    builders.write_report(
        reports,
        "spring",
        reference="CPR 02/2026",
        body=TWO,
        waivers=[{"kind": "date", "digest": digest, "reason": "x"}],
    )
    assert len(findings(reports).open) == 2


def test_a_waiver_of_another_kind_does_not_count(reports):
    builders.write_report(reports, body=TWO)
    digest = findings(reports).open[0].digest
    builders.write_report(reports, body=TWO, waivers=[{"kind": "postcode", "digest": digest, "reason": "x"}])
    assert len(findings(reports).open) == 2


def test_a_waiver_for_a_name_is_not_called_useless_without_the_list(reports):
    builders.write_report(reports, waivers=[{"kind": "name", "digest": "0123abcd", "reason": "x"}])
    assert findings(reports).unused == ()
    builders.write_report(reports, waivers=[{"kind": "nam", "digest": "0123abcd", "reason": "x"}])
    assert "a kind that there is not" in findings(reports).unused[0].message


def test_the_seal_stays_and_so_does_every_other_byte(reports):
    body = "It came into force on 1 October 2024.\n"
    builders.write_report(reports, body=body)
    seal = builders.only(reports).content.seal
    path = builders.write_report(reports, body=body, approved_digest=seal)
    old = path.read_text().replace("title:", "# why\ntitle:").replace("\n", "\r\n")
    path.write_bytes(old.encode())
    report = builders.only(reports)
    waive(report, findings_of(report, None).open[0], 'The "Act"').write()
    new = path.read_bytes().decode()
    begin = new.index("waivers:")
    assert new[:begin] + new[new.index("---\r\n\r\n") :] == old
    assert builders.only(reports).sealed is True


def test_a_second_waiver_joins_the_first(reports):
    path = builders.write_report(reports, body=TWO)
    for _ in range(2):
        waive(builders.only(reports), findings(reports).open[0], "known").write()
    assert findings(reports).open == ()
    assert path.read_text().count("waivers:") == 1
    assert path.read_text().count("- kind:") == 2


def test_a_list_in_one_line_is_left_to_the_author(reports):
    path = builders.write_report(reports, body=TWO, waivers=[])
    old = path.read_text()
    with pytest.raises(CannotRewrite):
        waive(builders.only(reports), findings(reports).open[0], "known")
    assert path.read_text() == old


def test_a_file_that_was_saved_in_between_is_left_alone(reports):
    path = builders.write_report(reports, body=TWO)
    prepared = waive(builders.only(reports), findings(reports).open[0], "known")
    path.write_text(path.read_text() + "More.\n")
    with pytest.raises(CannotRewrite, match="in the meantime"):
        prepared.write()


@pytest.mark.parametrize("reason", ["", "   ", "two\nlines", "a\x07bell"])
def test_a_reason_is_one_line_of_text(reports, reason):
    builders.write_report(reports, body=TWO)
    with pytest.raises(ValueError):
        waive(builders.only(reports), findings(reports).open[0], reason)


def test_a_digest_says_next_to_nothing_of_what_was_found():
    """Of all days of ten years, whoever has the digest and the text around it is left with a crowd."""
    digests = {}
    for day in range(3650):
        text = f"the baby was born {day} and was well"
        start = text.index(str(day))
        digests.setdefault(digest_of("cpr-01-2026", "date", text, start, start + len(str(day))), []).append(day)
    assert len(digests) <= 256
    assert min(len(days) for days in digests.values()) >= 2


def test_a_digest_does_not_hold_the_names_beside_it():
    names = ("Mair", "Catrin Prydderch 943")
    one, other = (f"then {name} told the nurse on 3 May that all was well" for name in names)
    digests = [digest_of("s", "date", text, text.index("3 May"), text.index("3 May") + 5) for text in (one, other)]
    assert digests[0] == digests[1]
