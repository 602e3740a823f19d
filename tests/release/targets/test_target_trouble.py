"""A target that cannot be reached, lets nobody in, or is somebody else's: what is told, and what goes on."""

import os
import socket
import subprocess
import time
from datetime import UTC

import pytest

import builders
from board_reports.release.commands.takedown import Request, take_down
from board_reports.release.run import configured
from board_reports.release.targets.every import Targets
from board_reports.release.targets.host import LOCK, TargetFailed
from board_reports.release.targets.remembered import Remembered
from serving_targets import Place, bucket_of

pytestmark = pytest.mark.slow


def states(outcome):
    return [one["state"] for one in outcome.document["targets"]]


def publish_to(site, *targets, **options):
    site.configure(options={"publish_to": list(targets)} | options)


def failed(site, at, words):
    outcome = site.nightly(at)
    assert (outcome.exit_code, states(outcome)) == (1, ["failed"])
    assert words in outcome.document["message"]
    assert "Traceback" not in outcome.document["message"]
    return outcome


@pytest.fixture
def remote(sshd, tmp_path):
    folder = tmp_path / "remote"
    folder.mkdir()
    return Place("ssh", f"ssh://127.0.0.1:{sshd.port}{folder}", folder=folder, sshd=sshd)


def test_a_target_that_is_away_keeps_nothing_back_and_is_caught_up(site, tmp_path):
    site.report()
    near, far = tmp_path / "near", tmp_path / "far"
    near.mkdir()
    publish_to(site, str(far), str(near))
    first = site.nightly("2026-06-10T09:00")
    assert (first.exit_code, states(first)) == (1, ["failed", "up to date"])
    assert f"The target {far}: The folder is not there." in first.document["message"]
    assert first.document["targets"][0]["message"].startswith("The folder is not there.")
    assert (near / "public/reports/cpr-01-2026/index.html").is_file()
    assert site.nightly("2026-06-10T09:05").exit_code == 1
    told = site.board("status").output
    assert f"The target {far} is behind: The folder is not there." in " ".join(told.split())
    far.mkdir()
    again = site.nightly("2026-06-10T09:10")
    assert (again.exit_code, states(again)) == (0, ["up to date", "up to date"])
    assert again.document["release"] is None
    assert (far / "public/reports/cpr-01-2026/index.html").is_file()
    assert "is behind" not in site.board("status").output


def test_a_target_inside_one_that_was_published_to_before_gets_nothing(site, tmp_path):
    site.report()
    old, new = tmp_path / "target", tmp_path / "target" / "public" / "new"
    old.mkdir()
    publish_to(site, str(old))
    assert site.nightly("2026-06-10T09:00").exit_code == 0
    publish_to(site, str(new))
    for options, old_one in (({"dry_run": True}, "behind"), ({}, "up to date"), ({}, "up to date")):
        outcome = site.nightly("2026-06-10T09:05", **options)
        assert (outcome.exit_code, sorted(states(outcome))) == (1, sorted(["failed", old_one]))
        assert f"The target {new}: It lies in {old}, which was published to before." in outcome.document["message"]
        assert not new.exists()
    assert site.nightly("2026-06-10T09:10", drop=(str(old),)).exit_code == 1, "the folder is not there now"
    new.mkdir(parents=True)
    outcome = site.nightly("2026-06-10T09:15")
    assert (outcome.exit_code, states(outcome)) == (0, ["up to date"])
    assert (new / "public/reports/cpr-01-2026/index.html").is_file()


def test_an_empty_folder_in_the_place_of_a_target_is_not_taken_for_it(site, tmp_path):
    site.report()
    folder = tmp_path / "target"
    folder.mkdir()
    publish_to(site, str(folder))
    assert site.nightly("2026-06-10T09:00").exit_code == 0
    folder.rename(tmp_path / "mounted")
    folder.mkdir()  # what is there while the share is not mounted
    failed(site, "2026-06-10T10:00", "a disk that is not mounted")
    assert list(folder.iterdir()) == []


def test_a_release_that_was_damaged_here_is_brought_nowhere(site, plain_place):
    site.report()
    publish_to(site, plain_place.address)
    assert site.nightly("2026-06-10T09:00").exit_code == 0
    site.report("more", reference="CPR 06/2026")
    site.configure()  # the release is made, and its target still to be brought up
    before = plain_place.there()
    record = Remembered.read(site.state.folder)
    site.nightly("2026-06-10T09:05", drop=tuple(record.records))
    style = site.public / "assets" / "print.css"
    style.write_bytes(b"X" + style.read_bytes()[1:])
    targets = Targets(
        site.state, "https://board.example/", tuple(record.records), builders.at("2026-06-10T09:06"), print
    )
    (told,) = targets.bring()
    assert "The release here is not as it was made." in told
    assert before
    assert plain_place.there() == {}
    outcome = site.nightly("2026-06-10T09:10")
    assert (outcome.exit_code, states(outcome)) == (0, ["up to date"])


def test_the_alarm_rings_once_for_a_target_and_once_when_it_is_over(site, tmp_path):
    site.report()
    publish_to(site, str(tmp_path / "far"))
    first = site.nightly("2026-06-10T09:00")
    assert "The nightly run fails." in first.notes
    assert not [note for note in site.nightly("2026-06-10T09:05").notes if "nightly run" in note]
    (tmp_path / "far").mkdir()
    assert "The nightly run works again." in site.nightly("2026-06-10T09:10").notes


def test_a_run_with_nothing_to_do_asks_no_target_for_an_hour(site, tmp_path, monkeypatch):
    monkeypatch.setattr("board_reports.release.night.RACY_NS", 0)  # files as old as those of a quiet night
    site.report()
    folder = tmp_path / "target"
    folder.mkdir()
    publish_to(site, str(folder))
    assert site.nightly("2026-06-10T09:00").exit_code == 0
    folder.rename(tmp_path / "away")
    for minute in ("05", "30", "55"):
        outcome = site.nightly(f"2026-06-10T09:{minute}")
        assert (outcome.exit_code, states(outcome)) == (0, ["up to date"])
    failed(site, "2026-06-10T10:00", "The folder is not there.")


def test_a_run_with_nothing_to_do_loads_no_network(site, tmp_path):
    site.report()
    (tmp_path / "target").mkdir()
    publish_to(site, str(tmp_path / "target"))
    now = "--accept-clock"
    time.sleep(2.1)  # a file that has only just been written may change again unseen
    assert site.run("board", "nightly", now).returncode in (0, 1)
    code = (
        "import sys; from board_reports.cli import board\n"
        "try: board(['nightly'])\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('boto3', 'botocore', 'subprocess')\n"
        "       or name.startswith('board_reports.release.targets.') and not name.endswith('remembered')])"
    )
    told = site.run("python", "-c", code)
    assert told.stdout.splitlines()[-1] == "[]", told.stdout + told.stderr


def test_the_targets_of_the_command_line_are_told_and_stay(site, tmp_path):
    site.report()
    (tmp_path / "target").mkdir()
    result = site.board("nightly", "--accept-clock", "--to", str(tmp_path / "target"))
    assert f"{tmp_path / 'target'}: up to date (release " in result.output
    assert (tmp_path / "target" / "public" / "index.html").is_file()
    assert list(Remembered.read(site.state.folder).records) == [str(tmp_path / "target")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--to", "ssh://jo:hunter2@web.example/srv"], "A secret never stands"),
        (["--to", "s3://bucket/x?access_key=hunter2"], "A secret never stands"),
        (["--to", "ssh://web.example/srv/../x"], "An address for ssh is"),
        (["--to", "published_reports/web"], "overlap"),
        (["--to", "var/web"], "overlap"),
        (["--to", "site/web"], "overlap"),
        (["--to", "web", "--drop", "web"], "take it out there first"),
    ],
)
def test_a_wrong_target_is_a_wrong_command_line(site, monkeypatch, arguments, words):
    monkeypatch.chdir(site.root)
    site.nightly()
    result = site.board("nightly", *arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())
    assert "hunter2" not in result.output


def test_the_reason_stands_beside_the_target(site, tmp_path):
    told = site.board("nightly", "--to", tmp_path / "missing").output.splitlines()
    assert f"{tmp_path / 'missing'}: failed (nothing yet). The folder is not there. Make it, or mount it." in told


def test_a_target_in_one_that_was_published_to_before_is_a_wrong_command_line(site, tmp_path):
    for name in ("web", "other"):
        (tmp_path / name).mkdir()
    assert site.board("nightly", "--to", tmp_path / "web").exit_code == 0
    refused = site.board("nightly", "--to", tmp_path / "web" / "inner")
    assert refused.exit_code == 2
    assert "lies in the target" in " ".join(refused.output.split())
    assert site.board("nightly", "--to", tmp_path / "other").exit_code == 0
    moved = site.board("nightly", "--drop", tmp_path / "web", "--to", tmp_path / "web" / "inner")
    assert "lies in the target" not in moved.output


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        (["ssh://jo:hunter2@web.example/srv"], "A secret never stands in this file"),
        (["s3://bucket/x?secret_key=hunter2"], "A secret never stands in this file"),
        (["gs://bucket"], "publish_to: A target is a folder"),
        (["site_src/web"], "overlap"),
        (["site"], "overlap"),
        (["a", "a/b"], "lies in the target"),
    ],
)
def test_a_wrong_target_in_the_configuration_is_told(site, targets, words):
    publish_to(site, *targets)
    outcome = site.nightly()
    assert outcome.exit_code == 1
    assert words in outcome.document["message"]
    assert "hunter2" not in str(outcome)


def test_a_folder_without_links_and_one_with_something_in_the_way_are_refused(site, tmp_path, monkeypatch):
    site.report()
    folder = tmp_path / "target"
    folder.mkdir()
    publish_to(site, str(folder))
    from board_reports.release.targets import folder as module  # noqa: PLC0415 - for this test alone

    link = module.Path.symlink_to

    def no_links(self, *rest):
        if self.is_relative_to(folder):
            raise OSError(95, "Operation not supported")
        link(self, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(module.Path, "symlink_to", no_links)
        failed(site, "2026-06-10T09:00", "It knows no symbolic links")
    assert site.nightly("2026-06-10T09:05").exit_code == 0
    (folder / "public").unlink()
    (folder / "public").mkdir()
    builders.write(folder / "public" / "mine.txt", "mine")
    failed(site, "2026-06-10T10:05", "public is no symbolic link there")
    assert (folder / "public" / "mine.txt").is_file()


def test_a_folder_that_this_account_may_not_write_is_told(site, tmp_path, monkeypatch):
    site.report()
    folder = tmp_path / "target"
    folder.mkdir(mode=0o555)
    publish_to(site, str(folder))
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != folder and may(path, mode))  # root may everywhere
    failed(site, "2026-06-10T09:00", "may not write there")
    assert list(folder.iterdir()) == []


def test_a_full_disk_of_a_target_is_told_and_leaves_the_old_release(site, tmp_path, monkeypatch):
    from board_reports.release.targets import folder as module  # noqa: PLC0415 - for this test alone

    site.report()
    folder = tmp_path / "target"
    folder.mkdir()
    publish_to(site, str(folder))
    assert site.nightly("2026-06-10T09:00").exit_code == 0
    site.report("more", reference="CPR 06/2026")

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(module, "sync_tree", full)
        failed(site, "2026-06-10T09:05", "No space left on device")
    assert (folder / "public/reports/cpr-01-2026/index.html").is_file()
    assert not (folder / "public/reports/cpr-06-2026").exists()
    assert site.nightly("2026-06-10T09:10").exit_code == 0
    assert [path.name for path in (folder / "releases").iterdir()] == [site.state.current_id()]


def test_the_folder_has_the_rules_of_the_release(site, tmp_path):
    site.report()
    folder = tmp_path / "target"
    folder.mkdir()
    publish_to(site, str(folder))
    site.nightly("2026-06-10T09:00")
    for name in ("nginx.conf", "apache.conf"):
        assert (folder / "rules" / name).read_bytes() == (site.state.rules / name).read_bytes()
    assert sorted(path.name for path in (folder / "releases").iterdir()) == [site.state.current_id()]
    unchanged = "about" if (folder / "public/about").exists() else "assets/print.css"
    inode = (folder / "public" / unchanged).stat().st_ino
    site.report("more", reference="CPR 06/2026")
    site.nightly("2026-06-10T09:05")
    assert (folder / "public" / unchanged).stat().st_ino == inode  # what is the same is linked, not copied
    assert (folder / "public" / unchanged).stat().st_ino != (site.public / unchanged).stat().st_ino


def test_trouble_with_ssh_is_told_and_passes(site, remote, sshd, monkeypatch):
    site.report()
    publish_to(site, remote.address)
    sshd.know(sshd.home / "key.pub")
    failed(site, "2026-06-10T09:00", "Its host key is not the one that is known")
    (sshd.home / "known_hosts").write_text("")
    failed(site, "2026-06-10T09:05", "Its host key is not the one that is known")
    sshd.know(sshd.home / "host.pub")
    keys = (sshd.home / "authorized").read_bytes()
    (sshd.home / "authorized").write_bytes(b"")
    failed(site, "2026-06-10T09:10", "It does not let this account in")
    (sshd.home / "authorized").write_bytes(keys)
    sshd.stop()
    failed(site, "2026-06-10T09:15", "It cannot be reached (connection refused)")
    sshd.start()
    remote.folder.rename(remote.folder.with_name("away"))
    failed(site, "2026-06-10T09:20", "The folder is not there")
    remote.folder.with_name("away").rename(remote.folder)
    monkeypatch.setenv("BOARD_SSH_CONFIG", "/nowhere/ssh_config")
    failed(site, "2026-06-10T09:25", "BOARD_SSH_CONFIG")
    monkeypatch.setenv("BOARD_SSH_CONFIG", str(sshd.home / "ssh_config"))
    outcome = site.nightly("2026-06-10T09:30")
    assert (outcome.exit_code, states(outcome)) == (0, ["up to date"])
    assert (remote.folder / "public/reports/cpr-01-2026/index.html").is_file()
    assert (remote.folder / "rules/nginx.conf").read_bytes() == (site.state.rules / "nginx.conf").read_bytes()
    assert sorted(path.name for path in remote.folder.iterdir()) == [".board-target", "public", "releases", "rules"]
    unchanged = remote.folder / "public/assets/print.css"
    inode = unchanged.stat().st_ino
    site.report("more", reference="CPR 06/2026")
    assert site.nightly("2026-06-10T09:35").exit_code == 0
    assert unchanged.stat().st_ino == inode  # what is the same is linked, not sent


def test_a_lock_of_another_machine_is_respected_until_it_is_old(site, remote):
    site.report()
    publish_to(site, remote.address)
    assert site.nightly("2026-06-10T09:00").exit_code == 0
    (remote.folder / LOCK).symlink_to("another")
    site.report("more", reference="CPR 06/2026")
    failed(site, "2026-06-10T09:05", "Another machine's run is publishing there")
    assert not (remote.folder / "public/reports/cpr-06-2026").exists()
    subprocess.run(["touch", "-h", "-d", "2 hours ago", str(remote.folder / LOCK)], check=True)
    assert site.nightly("2026-06-10T09:10").exit_code == 0
    assert not os.path.lexists(remote.folder / LOCK)
    owner = Remembered.read(site.state.folder).owner
    (remote.folder / LOCK).symlink_to(owner)  # of a run here that was killed
    site.report("third", reference="CPR 07/2026")
    assert site.nightly("2026-06-10T09:15").exit_code == 0


def test_a_folder_in_which_another_run_is_at_work_is_left_alone(site, tmp_path):
    from filelock import FileLock  # noqa: PLC0415 - for this test alone

    site.report()
    folder = tmp_path / "target"
    folder.mkdir()
    publish_to(site, str(folder))
    with FileLock(folder / LOCK):
        failed(site, "2026-06-10T09:00", "Another run is publishing there")
    assert site.nightly("2026-06-10T09:05").exit_code == 0


@pytest.fixture
def bucket(s3, s3_server):
    return bucket_of(s3, s3_server, f"t-{os.getpid()}-{os.urandom(4).hex()}")


def test_trouble_with_a_bucket_is_told_and_passes(site, bucket, s3_server, monkeypatch):
    site.report()
    address = f"s3://{bucket.bucket}/reviews?region=eu-west-2"
    publish_to(site, address)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{closed.getsockname()[1]}")
        failed(site, "2026-06-10T09:00", "It cannot be reached.")
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server)
    with monkeypatch.context() as patched:
        patched.delenv("AWS_ACCESS_KEY_ID")
        failed(site, "2026-06-10T09:05", "There are no credentials for it in the environment.")
    assert site.nightly("2026-06-10T09:10").exit_code == 0
    assert "reports/cpr-01-2026/index.html" in bucket.there()
    publish_to(site, f"s3://nowhere-{bucket.bucket}?region=eu-west-2")
    outcome = site.nightly("2026-06-10T09:15")
    assert outcome.exit_code == 1
    assert "There is no bucket of that name." in outcome.document["message"]


def test_without_boto3_a_bucket_says_what_to_install(site, bucket, monkeypatch):
    import sys  # noqa: PLC0415 - for this test alone

    site.report()
    publish_to(site, bucket.address)
    monkeypatch.setitem(sys.modules, "boto3", None)
    failed(site, "2026-06-10T09:00", "pip install 'board-reports[s3]'")


def test_each_object_has_the_headers_and_the_digest_that_it_should(site, bucket):
    site.report()
    publish_to(site, bucket.address)
    assert site.nightly("2026-06-10T09:00").exit_code == 0

    def head(path):
        return bucket.client.head_object(Bucket=bucket.bucket, Key=bucket.prefix + path, ChecksumMode="ENABLED")

    listing = head("reports/index.html")
    assert (listing["ContentType"], listing["CacheControl"]) == ("text/html; charset=utf-8", "no-cache")
    assert (head("index.html")["CacheControl"]) == "public, max-age=300, must-revalidate"
    assert head("404.html")["CacheControl"] == "no-store"
    manifest = site.state.current()
    for one in manifest.files:
        assert one.sha256 in (None, head(one.path)["Metadata"]["sha256"])
    # With no report left to close, the lists may be kept for a while: the same bytes or not, the header follows.
    key = f"{bucket.prefix}about.txt"
    bucket.client.put_object(Bucket=bucket.bucket, Key=key, Body=b"x")
    site.nightly("2026-06-28T00:00")
    with pytest.raises(bucket.client.exceptions.ClientError):
        bucket.client.head_object(Bucket=bucket.bucket, Key=key)
    for day in ("2026-07-26", "2026-08-23", "2026-08-24"):
        site.nightly(day)
    assert head("reports/index.html")["CacheControl"] == "public, max-age=300, must-revalidate"


def test_in_a_bucket_pages_go_first_when_they_close_and_lists_last_when_they_open(site, bucket, monkeypatch):
    from board_reports.release.targets.s3_store import Store  # noqa: PLC0415 - for this test alone

    site.report("winter/", body="See [it](it.pdf).\n")
    builders.write(site.reports / "winter" / "it.pdf", builders.pdf("one"))
    publish_to(site, bucket.address)
    done, write, delete = [], Store.write, Store.delete

    def noted_write(self, path, *rest, **more):
        write(self, path, *rest, **more)
        done.append(("put", path))

    def noted_delete(self, held):
        held = list(held)
        delete(self, held)
        done.extend(("delete", one.path) for one in held)

    monkeypatch.setattr(Store, "write", noted_write)
    monkeypatch.setattr(Store, "delete", noted_delete)
    assert site.nightly("2026-06-10T09:00").exit_code == 0
    page, file, listing = "reports/cpr-01-2026/index.html", "reports/cpr-01-2026/it.pdf", "reports/index.html"
    assert done.index(("put", file)) < done.index(("put", page)) < done.index(("put", listing))
    done.clear()
    for day in ("2026-07-08", "2026-08-05"):
        site.nightly(day)
    with monkeypatch.context() as patched:  # the target is away, and the next run has more to bring than the removal
        patched.setattr(Store, "begin", lambda _: (_ for _ in ()).throw(TargetFailed("It cannot be reached.")))
        site.configure(options={"publish_to": [bucket.address]}, site_name="Another Board")
        failed(site, "2026-08-24T00:00", "It cannot be reached.")
    done.clear()
    assert site.nightly("2026-08-24T00:05").exit_code == 0
    content = [one for one in done if not one[1].startswith(".board-")]
    assert content[:2] == [("delete", page), ("delete", file)]
    assert content.index(("put", listing)) < content.index(("put", "index.html"))


def test_in_a_bucket_nothing_more_is_put_of_what_somebody_takes_down_meanwhile(site, bucket, monkeypatch):
    from board_reports.release.targets import bringing, every, s3  # noqa: PLC0415 - for this test alone
    from board_reports.release.targets.s3_store import Store  # noqa: PLC0415

    site.report("stays", reference="CPR 05/2026", title="The one that stays")
    site.report("winter")
    publish_to(site, bucket.address)
    state, basics, _ = configured(site.config)
    done, write = [], Store.write

    def noted_write(self, path, *rest, **more):
        if path == "assets/print.css" and path not in done:
            at = builders.at("2026-06-10T09:02").astimezone(UTC)
            take_down(state, basics, Request("hold", "cpr-01-2026", "A reason", at, "jane"))
        write(self, path, *rest, **more)
        done.append(path)

    monkeypatch.setattr(Store, "write", noted_write)
    monkeypatch.setattr(s3, "_WORKERS", 1)
    monkeypatch.setattr(bringing, "_PAUSE", 0.01)
    monkeypatch.setattr(every, "_PATIENCE", 0.01)
    outcome = site.nightly("2026-06-10T09:00")
    assert states(outcome) == ["up to date"], outcome.document["message"]
    assert "reports/cpr-05-2026/index.html" in done
    assert not [path for path in done if path.startswith("reports/cpr-01-2026/")]


def test_a_lock_object_of_another_machine_is_respected(site, bucket):
    site.report()
    publish_to(site, bucket.address)
    assert site.nightly("2026-06-10T09:00").exit_code == 0
    bucket.client.put_object(Bucket=bucket.bucket, Key=f"{bucket.prefix}{LOCK}", Body=b"another")
    site.report("more", reference="CPR 06/2026")
    failed(site, "2026-06-10T09:05", "Another machine's run is publishing there")
    assert "reports/cpr-06-2026/index.html" not in bucket.there()
    owner = Remembered.read(site.state.folder).owner.encode()
    bucket.client.put_object(Bucket=bucket.bucket, Key=f"{bucket.prefix}{LOCK}", Body=owner)
    assert site.nightly("2026-06-10T09:10").exit_code == 0
    assert "reports/cpr-06-2026/index.html" in bucket.there()
