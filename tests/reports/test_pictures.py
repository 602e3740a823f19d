"""A picture that nobody has described keeps its report from being public."""

import builders
from board_reports.reports import Standing
from board_reports.reports.pictures import UNDESCRIBED


def report(tmp_path, alt):
    body = f"The panel met.\n\n![{alt}](a.png)\n"
    path = builders.write_report(tmp_path / "reports", "winter/", body)
    builders.write(path.parent / "a.png", builders.png())
    return builders.standing(tmp_path / "reports")


def test_a_report_with_a_picture_to_describe_is_not_public(tmp_path):
    one = report(tmp_path, UNDESCRIBED)
    assert one.standing is Standing.INVALID
    (problem,) = one.report.content.problems
    assert (problem.file, problem.line) == ("reports/winter/index.md", 10)
    assert problem.message == "A picture has no description yet."


def test_small_letters_and_spaces_do_not_hide_it(tmp_path):
    assert report(tmp_path, " describe this picture: a chart").standing is Standing.INVALID


def test_a_described_picture_and_a_decoration_are_none(tmp_path):
    assert report(tmp_path, "A chart").standing is Standing.LIVE
    assert report(tmp_path / "other", "").standing is Standing.LIVE
