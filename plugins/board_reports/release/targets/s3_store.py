"""Talking to S3: the few requests that a target needs, with limits, and with errors as sentences."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from board_reports.release.targets.address import S3Address
from board_reports.release.targets.host import TargetFailed

_AT_ONCE = 1000  # objects in one request to delete
_UNKNOWN = ("NotImplemented", "MethodNotAllowed", "501", "405")
_NOT_THERE = ("NoSuchKey", "404", "NotFound")
_WHY = {
    "NoSuchBucket": "There is no bucket of that name.",
    "AccessDenied": "It does not allow this: see the permissions that the guide lists.",
    "403": "It does not allow this: see the permissions that the guide lists.",
    "InvalidAccessKeyId": "It does not know the access key in the environment.",
    "SignatureDoesNotMatch": "It does not take the secret key in the environment.",
    "ExpiredToken": "The token in the environment is no longer valid.",
    "PermanentRedirect": "The bucket is in another region: add ?region= to the address.",
    "AuthorizationHeaderMalformed": "The bucket is in another region: add ?region= to the address.",
    "SlowDown": "It asks for fewer requests. The next run tries again.",
    "EntityTooLarge": "A file is larger than it takes.",
    "QuotaExceeded": "There is no room left in it.",
}


class WrittenAlready(Exception):
    """There is such an object already."""


@dataclass(frozen=True, slots=True)
class Held:
    """One object, or one version of it: its path below the prefix, and whether it is what readers get."""

    path: str
    size: int
    latest: bool
    version: str | None = None


class Store:
    """The objects below the prefix of one address."""

    def __init__(self, address: S3Address, workers: int) -> None:
        self._address, self.versioned = address, False
        try:
            import boto3  # noqa: PLC0415 - an extra
            from botocore.config import Config  # noqa: PLC0415
        except ImportError:
            raise TargetFailed("It needs boto3: pip install 'board-reports[s3]'") from None
        limits = Config(
            connect_timeout=10,
            read_timeout=60,
            retries={"mode": "standard", "max_attempts": 3},
            max_pool_connections=workers,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        with _told():
            session = boto3.session.Session(region_name=address.region)
            self._client = session.client("s3", endpoint_url=address.endpoint, config=limits)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def begin(self) -> None:
        """Ask whether the bucket is there, and whether it keeps versions."""
        try:
            answer = self._client.get_bucket_versioning(Bucket=self._address.bucket)
        except Exception as error:  # noqa: BLE001 - told as a sentence
            if _code(error) not in _UNKNOWN:
                raise TargetFailed(_why(error)) from None
            answer = {}  # a store that knows no versions keeps none
        self.versioned = answer.get("Status") in ("Enabled", "Suspended")

    def held(self, prefix: str = "") -> list[Held]:
        """Everything whose path begins with a prefix: in a bucket that keeps versions, all of them, and marks."""
        place = self._address.prefix
        given = {"Bucket": self._address.bucket, "Prefix": place + prefix}
        found: list[Held] = []
        with _told():
            if self.versioned:
                for page in self._client.get_paginator("list_object_versions").paginate(**given):
                    found += [_version(one, place, size=one["Size"]) for one in page.get("Versions", ())]
                    found += [_version(one, place, size=-1) for one in page.get("DeleteMarkers", ())]
                return found
            for page in self._client.get_paginator("list_objects_v2").paginate(**given):
                found += [Held(one["Key"][len(place) :], one["Size"], True) for one in page.get("Contents", ())]  # noqa: FBT003
        return found

    def read(self, path: str) -> tuple[bytes, float] | None:
        """The bytes of a small object, and its age in seconds by the store's own clock; None where it is not."""
        try:
            answer = self._client.get_object(Bucket=self._address.bucket, Key=self._address.prefix + path)
            data = answer["Body"].read(10_000)
            now = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        except Exception as error:  # noqa: BLE001 - told as a sentence
            if _code(error) in _NOT_THERE:
                return None
            raise TargetFailed(_why(error)) from None
        return data, (now - answer["LastModified"]).total_seconds()

    def facts(self, path: str) -> tuple[str, str, str] | None:
        """The SHA-256 of an object in hex, its media type and how long copies may be kept; None where it is not.

        The digest is the store's own where it has made one of the bytes it got; else what was noted with them.
        """
        try:
            answer = self._client.head_object(
                Bucket=self._address.bucket, Key=self._address.prefix + path, ChecksumMode="ENABLED"
            )
        except Exception as error:  # noqa: BLE001 - told as a sentence
            if _code(error) in _NOT_THERE:
                return None
            raise TargetFailed(_why(error)) from None
        own = answer.get("ChecksumSHA256")
        noted = answer.get("Metadata", {}).get("sha256", "")
        digest = base64.b64decode(own).hex() if own and "-" not in own else noted
        return digest, answer.get("ContentType", ""), answer.get("CacheControl", "")

    def write(self, path: str, data: bytes, kind: str, kept: str, *, only_if_new: bool = False) -> None:
        """Put an object; the store checks its bytes against their digest. Raises WrittenAlready with `only_if_new`."""
        digest = sha256(data)
        given: dict[str, Any] = {
            "Bucket": self._address.bucket,
            "Key": self._address.prefix + path,
            "Body": data,
            "ContentType": kind,
            "CacheControl": kept,
            "ChecksumSHA256": base64.b64encode(digest.digest()).decode(),
            "Metadata": {"sha256": digest.hexdigest()},
        }
        try:
            self._client.put_object(**given, **({"IfNoneMatch": "*"} if only_if_new else {}))
        except Exception as error:  # noqa: BLE001 - told as a sentence
            refused = _code(error) in ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")
            if only_if_new and (refused or _code(error) in _UNKNOWN):
                raise WrittenAlready from None
            raise TargetFailed(_why(error)) from None

    def delete(self, held: Iterable[Held]) -> None:
        """Delete objects, or just these versions of them; raises TargetFailed when one could not be."""
        left = iter(held)
        while some := list(islice(left, _AT_ONCE)):
            keys = [
                {"Key": self._address.prefix + one.path} | ({"VersionId": one.version} if one.version else {})
                for one in some
            ]
            with _told():
                answer = self._client.delete_objects(
                    Bucket=self._address.bucket, Delete={"Objects": keys, "Quiet": True}
                )
            if failed := answer.get("Errors"):
                code = str(failed[0].get("Code", ""))
                why = _WHY.get(code, f"It answered {code[:40]}.")
                raise TargetFailed(f"{len(failed)} of its objects could not be deleted. {why}")


def _version(one: Any, place: str, *, size: int) -> Held:
    """A version as it is listed; a mark that says that an object is deleted is nothing that readers get."""
    return Held(one["Key"][len(place) :], size, bool(one["IsLatest"]) and size >= 0, one["VersionId"])


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except TargetFailed:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the library raises is told as a sentence
        raise TargetFailed(_why(error)) from None


def _code(error: Exception) -> str:
    """The store's own word for what went wrong; empty where it did not answer."""
    answer = getattr(error, "response", None)
    return str(answer.get("Error", {}).get("Code", "")) if isinstance(answer, dict) else ""


def _why(error: Exception) -> str:
    code, name = _code(error), type(error).__name__
    if code:
        return _WHY.get(code, f"It answered {code[:40]}.")
    if name in ("NoCredentialsError", "PartialCredentialsError"):
        return "There are no credentials for it in the environment."
    if name in ("EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError"):
        return "It cannot be reached."
    return f"It could not be asked ({name})."
