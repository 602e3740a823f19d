"""The fixtures that the tests of targets share."""

from serving_targets import place, plain_place, s3, s3_server, sshd, sshd_of_module

__all__ = ["place", "plain_place", "s3", "s3_server", "sshd", "sshd_of_module"]
