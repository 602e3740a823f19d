"""The rules of a release, as the run writes them and as `board rules` prints them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from board_reports.cli.rules import rules as rules_command
from board_reports.release.manifest import Manifest, ReleasedReport
from board_reports.release.rules import digests_of, grammar, nginx_rules, rules_digest, rules_of, write_rules
from board_reports.release.state import State
from projects import make

CLOSES = datetime(2026, 12, 15, tzinfo=UTC)
HASH = "sha256-exqRXrW/0laiImCrTE8a70vxyyY10FJVIppytLf/dbY="


def manifest(goes=CLOSES, scripts=(HASH,)):
    report = ReleasedReport(
        slug="cpr-01-2026",
        reference="CPR 01/2026",
        title="Zanzibar",
        source="published_reports/winter.md",
        opens=CLOSES - timedelta(weeks=12),
        closes=CLOSES,
        goes=goes,
        first_day=date(2026, 9, 22),
        last_day=date(2026, 12, 14),
        languages=("en",),
        example=False,
        digest="",
        source_digest="",
    )
    return Manifest("20261001T000000.000000Z", CLOSES, "full", None, None, (report,), (), scripts=scripts)


@pytest.fixture
def site(tmp_path):
    return make(tmp_path / "project")


def release(site, data):
    state = State(site.root / "var")
    for folder in (state.tree("20261001T000000.000000Z"), state.manifests):
        folder.mkdir(parents=True)
    state.manifest_path("20261001T000000.000000Z").write_bytes(data)
    state.public.symlink_to("releases/20261001T000000.000000Z")
    return state


def board_rules(site, *arguments):
    return CliRunner().invoke(rules_command, list(arguments), obj=site.config)


def test_rules_go_by_the_earlier_end():
    early = CLOSES - timedelta(days=9)
    rules = rules_of(manifest(goes=early), Path("/srv/public"))
    assert rules.closings == {"cpr-01-2026": early}
    assert f"cpr-01-2026 {int(early.timestamp())};" in nginx_rules(rules)
    assert "Zanzibar" not in nginx_rules(rules)


def test_both_files_are_written_and_pass(tmp_path):
    state = State(tmp_path / "var")
    write_rules(state, rules_of(manifest(), state.public))
    assert sorted(path.name for path in state.rules.iterdir()) == ["apache.conf", "nginx.conf"]
    for kind, digest in digests_of(manifest()).items():
        text = (state.rules / f"{kind}.conf").read_text()
        assert grammar.unknown_lines(text, kind) == []
        assert f'Board-Rules "{digest}"' in text


def test_a_folder_that_rules_cannot_name_stops_no_release(tmp_path):
    state = State(tmp_path / "Board's own files")
    write_rules(state, rules_of(manifest(), state.public))
    text = (state.rules / "nginx.conf").read_text()
    assert grammar.unknown_lines(text, "nginx") == []
    assert "Board's" not in text
    assert digests_of(manifest())["nginx"] in text


def test_the_digest_tells_releases_apart_and_servers_not():
    one = digests_of(manifest())
    assert one == digests_of(manifest())
    assert one["nginx"] != digests_of(manifest(goes=CLOSES - timedelta(seconds=1)))["nginx"]
    assert one["apache"] != digests_of(manifest(scripts=()))["apache"]
    elsewhere = rules_of(
        manifest(), Path("/x"), listen="443", certificate=Path("/c"), key=Path("/k"), server_name="b.example"
    )
    assert rules_digest(nginx_rules(elsewhere)) == one["nginx"]


@pytest.mark.parametrize("kind", ["nginx", "apache"])
def test_without_a_release_the_rules_know_no_closing(site, kind):
    run = board_rules(site, kind)
    assert run.exit_code == 0, run.output
    assert grammar.unknown_lines(run.output, kind) == []
    assert str(site.root / "var" / "public") in run.output
    assert "unavailable_after: 2" not in run.output
    assert "E=board_last" not in run.output


def test_the_current_release_is_what_the_rules_are_about(site):
    release(site, manifest().to_bytes())
    run = board_rules(site, "nginx", "--listen", "127.0.0.1:8080", "--root", "/srv/other", "--server-name", "b.example")
    assert run.exit_code == 0, run.output
    assert f"    cpr-01-2026 {int(CLOSES.timestamp())};" in run.output
    assert "    root /srv/other;" in run.output
    assert "    server_name b.example;" in run.output
    assert digests_of(manifest())["nginx"] in run.output


def test_a_release_that_cannot_be_read_gives_no_rules_without_closings(site):
    release(site, b"{")
    run = board_rules(site, "nginx")
    assert run.exit_code == 1
    assert "closing instants are not known" in run.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--certificate", "/c.pem"], "--certificate needs --key"),
        (["--key", "/k.pem"], "--key needs --certificate"),
        (["--listen", "80;"], "Write a port such as 80"),
        (["--server-name", "a b"], "Write one host name"),
        (["--root", "/a b"], "Write an absolute path"),
    ],
)
@pytest.mark.parametrize("kind", ["nginx", "apache"])
def test_a_wrong_command_line_is_exit_2_and_says_why(site, kind, arguments, told):
    run = board_rules(site, kind, *arguments)
    assert run.exit_code == 2
    assert told in run.output


def test_a_certificate_brings_https_and_hsts(site):
    run = board_rules(site, "nginx", "--certificate", "/etc/ssl/c.pem", "--key", "/etc/ssl/k.pem")
    assert "    listen 443 ssl;" in run.output
    assert "Strict-Transport-Security" in run.output
    assert "Strict-Transport-Security" not in board_rules(site, "nginx").output
