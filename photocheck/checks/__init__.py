"""Is it acceptable?  A file a family: how a thing is measured and the check that asks for it, side by side.

A check asks for what it needs by parameter name.  The scene hands it over; where the scene cannot (no face, too
small, hidden), the check is unmeasured for that reason, without a line in the check.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from photocheck.checks import (
    backdrop,
    cover,
    drape,
    exposure,
    expression,
    face,
    file,
    framing,
    glasses,
    hues,
    lamps,
    picture,
    shape,
)
from photocheck.checks.base import Check, NotAsked, Stage, Unmeasured
from photocheck.checks.judge import judge
from photocheck.checks.scene import Scene
from photocheck.results import Finding
from photocheck.types import Value, Verdict

FAMILIES = (file, face, expression, glasses, cover, framing, shape, exposure, lamps, hues, backdrop, drape, picture)
CHECKS: tuple[Check, ...] = tuple(
    item for family in FAMILIES for item in vars(family).values() if isinstance(item, Check)
)
"""Every check there is, in the order they are reported."""

Wanted = Callable[[Check], bool]


def run_checks(scene: Scene, stages: frozenset[Stage], wanted: Wanted) -> tuple[Finding, ...]:
    """Run the checks that the profile names, that belong to these stages and that are wanted."""
    found = []
    rules = {rule.check: rule for rule in scene.profile.rules}
    for check in CHECKS:
        rule = rules.get(check.id)
        if rule is not None and check.stage in stages and wanted(check):
            if check.mended and Stage.CAPTURE in stages:
                rule = replace(rule, level=Verdict.WARN)
            with suppress(NotAsked):
                found.append(judge(check, measured(check, scene), rule))
    return tuple(found)


def measured(check: Check, scene: Scene) -> Value | Unmeasured:
    """A check's value of a scene, or why there is none.

    :raises NotAsked: where another check's finding says already what is wrong.
    """
    try:
        value: Value = check.measure(*[getattr(scene, name) for name in check.needs])
    except Unmeasured as why:
        return why
    return value


__all__ = ["CHECKS", "Check", "NotAsked", "Scene", "Stage", "Unmeasured", "Wanted", "judge", "measured", "run_checks"]
