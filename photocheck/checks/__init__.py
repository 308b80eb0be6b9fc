"""Is it acceptable?  One small function a check, grouped by what it looks at."""

from __future__ import annotations

from collections.abc import Callable

from photocheck.checks import background, cloth, cover, expression, face, file, framing, light, picture, shape
from photocheck.checks.base import Check, Measured, Subject, Unmeasured
from photocheck.checks.judge import judge
from photocheck.types import Finding, Stage

FAMILIES = (file, face, expression, cover, framing, shape, light, background, cloth, picture)
CHECKS: tuple[Check, ...] = tuple(
    item for family in FAMILIES for item in vars(family).values() if isinstance(item, Check)
)
"""Every check there is, in the order they are reported."""

Wanted = Callable[[Check], bool]


def run_checks(subject: Subject, stages: frozenset[Stage], wanted: Wanted) -> tuple[Finding, ...]:
    """Run the checks that the profile names, that belong to these stages and that are wanted."""
    found = []
    rules = {rule.check: rule for rule in subject.profile.rules}
    for check in CHECKS:
        rule = rules.get(check.id)
        if rule is not None and check.stage in stages and wanted(check):
            found.append(judge(check, check.measure(subject), rule))
    return tuple(found)


__all__ = ["CHECKS", "Check", "Measured", "Subject", "Unmeasured", "Wanted", "judge", "run_checks"]
