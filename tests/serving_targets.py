"""Real targets for tests: a folder, a host behind a real sshd on loopback, and buckets of a real S3 protocol server."""

import logging
import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import boto3
import pytest
from moto.server import ThreadedMotoServer

from serving_real import free_port, required

S3_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing-secret",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
}
REGION = "eu-west-2"


@dataclass
class Sshd:
    """An sshd of the current account on a free port, with a key and a configuration of its own."""

    home: Path
    port: int = 0
    process: subprocess.Popen | None = None

    def make(self):
        self.home.mkdir()
        for name in ("host", "key"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(self.home / name)]
            subprocess.run(command, check=True)
        (self.home / "authorized").write_bytes((self.home / "key.pub").read_bytes())
        self.port = free_port()
        (self.home / "sshd_config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.home}/host\nPidFile none\n"
            f"AuthorizedKeysFile {self.home}/authorized\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
            "KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nMaxStartups 100\nLogLevel ERROR\n"
        )
        self.know(self.home / "host.pub")
        (self.home / "ssh_config").write_text(
            f"Host *\n  IdentityFile {self.home}/key\n  IdentitiesOnly yes\n"
            f"  UserKnownHostsFile {self.home}/known_hosts\n  GlobalKnownHostsFile /dev/null\n"
            "  StrictHostKeyChecking no\n"  # what the program itself asks for must hold all the same
        )
        return self

    def know(self, key):
        """Take a host key for that of this server."""
        kind, text, *_ = key.read_text().split()
        (self.home / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {kind} {text}\n")

    def start(self):
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self.process = subprocess.Popen(
            [required("sshd", "/usr/sbin/sshd"), "-D", "-e", "-f", str(self.home / "sshd_config")],
            stderr=subprocess.DEVNULL,
        )
        for _ in range(1000):
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    return self
            except OSError:
                time.sleep(0.02)
        raise AssertionError("sshd did not start")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


@dataclass
class Place:
    """One target. `there()` gives what the public gets of it, by path; `keep(folder)` writes down all that is there."""

    kind: str
    address: str
    folder: Path | None = None
    client: object = None
    bucket: str = ""
    prefix: str = ""
    sshd: Sshd | None = None

    def there(self):
        if self.folder:
            public = self.folder / "public"
            return {p.relative_to(public).as_posix(): p.read_bytes() for p in public.rglob("*") if p.is_file()}
        objects = self.client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix).get("Contents", [])
        keys = [one["Key"] for one in objects]
        read = {k[len(self.prefix) :]: self.client.get_object(Bucket=self.bucket, Key=k)["Body"].read() for k in keys}
        return {path: data for path, data in read.items() if not path.startswith(".board-")}

    def keep(self, folder):
        """Everything that the target has, old releases and old versions and marks of deletion, for the oracle."""
        if self.folder:
            shutil.copytree(self.folder, folder, symlinks=True)
            return folder
        folder.mkdir()
        pages = self.client.get_paginator("list_object_versions").paginate(Bucket=self.bucket)
        number = 0
        for page in pages:
            for one in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                number += 1
                home = folder / f"{number}" / quote(one["Key"], safe="/.")
                home.parent.mkdir(parents=True)
                home.write_bytes(b"")
                if "Size" in one:
                    version = {} if one["VersionId"] == "null" else {"VersionId": one["VersionId"]}
                    got = self.client.get_object(Bucket=self.bucket, Key=one["Key"], **version)
                    home.write_bytes(got["Body"].read())
                    Path(f"{home}.noted").write_text(repr(got["Metadata"]))
        return folder

    def old(self):
        """What a bucket keeps that nobody gets any more: old versions, and marks of deletion."""
        if self.folder:
            return []
        answer = self.client.list_object_versions(Bucket=self.bucket)
        kept = [one["Key"] for one in answer.get("Versions", []) if not one["IsLatest"]]
        return kept + [one["Key"] for one in answer.get("DeleteMarkers", [])]

    def everything(self):
        """The names of all that is there."""
        if self.folder:
            return [path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*")]
        return [one["Key"] for one in self.client.list_objects_v2(Bucket=self.bucket).get("Contents", [])]

    def plant(self, path, data):
        """Put a file where the public would get it, as somebody else would."""
        if self.folder:
            target = self.folder / "public" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            target.write_bytes(data)
        else:
            self.client.put_object(Bucket=self.bucket, Key=self.prefix + path, Body=data)

    def foreign(self):
        """Put a file into the place before anything of ours is there."""
        if self.folder:
            (self.folder / "family.doc").write_bytes(b"mine")
        else:
            self.client.put_object(Bucket=self.bucket, Key=f"{self.prefix}family.doc", Body=b"mine")

    def has_foreign(self):
        if self.folder:
            return [path.name for path in self.folder.iterdir()] == ["family.doc"]
        return list(self.there()) == ["family.doc"]

    def unmark(self):
        if self.folder:
            (self.folder / ".board-target").unlink()
        else:
            self.client.delete_object(Bucket=self.bucket, Key=f"{self.prefix}.board-target")

    def mark(self, text):
        if self.folder:
            (self.folder / ".board-target").write_text(text)
        else:
            self.client.put_object(Bucket=self.bucket, Key=f"{self.prefix}.board-target", Body=text.encode())


@pytest.fixture(scope="session")
def s3_server():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_server, monkeypatch):
    """A client of the S3 server, in an environment in which boards find their credentials."""
    for name, value in S3_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return boto3.client("s3", endpoint_url=s3_server, region_name=REGION)


def bucket_of(s3, server, name, *, versions=False, prefix="reviews/"):
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    if versions:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    address = f"s3://{name}/{prefix}?endpoint={server}&region={REGION}"
    return Place("s3", address, client=s3, bucket=name, prefix=prefix)


@pytest.fixture(scope="module")
def sshd_of_module(tmp_path_factory):
    for name in ("ssh", "rsync", "ssh-keygen"):
        required(name)
    one = Sshd(tmp_path_factory.mktemp("sshd") / "home").make().start()
    yield one
    one.stop()


@pytest.fixture
def sshd(sshd_of_module, monkeypatch):
    """A running sshd that `board` is told of by the environment."""
    one = sshd_of_module
    one.know(one.home / "host.pub")
    if one.process is None:
        one.start()
    monkeypatch.setenv("BOARD_SSH_CONFIG", str(one.home / "ssh_config"))
    return one


SSH, VERSIONS = (pytest.param(kind, marks=pytest.mark.slow) for kind in ("ssh", "s3 with versions"))


@pytest.fixture(params=["folder", SSH, "s3", VERSIONS])
def place(request, tmp_path):
    """Each kind of target in turn, empty."""
    return place_of(request, tmp_path)


@pytest.fixture(params=["folder", SSH, "s3"])
def plain_place(request, tmp_path):
    """The same, but for a bucket that keeps versions."""
    return place_of(request, tmp_path)


def place_of(request, tmp_path):
    kind = request.param
    if kind.startswith("s3"):
        client, server = request.getfixturevalue("s3"), request.getfixturevalue("s3_server")
        return bucket_of(client, server, f"b-{os.getpid()}-{time.monotonic_ns()}", versions=kind != "s3")
    folder = tmp_path / "target"
    folder.mkdir()
    if kind == "folder":
        return Place(kind, str(folder), folder=folder)
    one = request.getfixturevalue("sshd")
    return Place(kind, f"ssh://127.0.0.1:{one.port}{folder}", folder=folder, sshd=one)
