"""The web server's rules: what answers, with which headers, and from which instant a report is gone, come what may."""

from board_reports.release.rules.policy import RulesInput, rules_of
from board_reports.release.rules.texts import apache_rules, digests_of, nginx_rules, rules_digest, write_rules

__all__ = ["RulesInput", "apache_rules", "digests_of", "nginx_rules", "rules_digest", "rules_of", "write_rules"]
