"""What a person is told of a report: the causes, and not what follows from them; each with its fault and its cure.

A result object keeps every finding.  Whoever speaks to people (reports, command line, station) says what is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from photocheck.checks import CHECKS, Check
from photocheck.results import Finding, Report
from photocheck.types import Cure, Problem, Text, Verdict
from photocheck.words import sentence, subjects
from photocheck.words.checks import check_words

CURES = (Cure.RETAKE, Cure.REPROCESS, Cure.RENAME, Cure.REVIEW)
"""The most work first: a photo is told under the first that any of its faults needs."""
REVIEWED_ERRORS = frozenset(["twice", "exists", "conflict"])
"""Errors that a person has to look into; the rest are the file's, and the office mends them."""
_WEIGHT = {Verdict.WARN: 1, Verdict.FAIL: 2, Verdict.ERROR: 3}


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that a person is told of a photo."""

    counts_as: Verdict
    """What it makes of the photo: warn, fail or error."""
    problem: Text
    """The fault in a few words."""
    hint: Text
    """What is wrong and what to do, in a sentence."""
    cure: Cure
    checks: tuple[str, ...] = ()
    """Ids of the checks that found it; of an error its kind."""


def advice(report: Report) -> tuple[Advice, ...]:
    """All that a person is told of a photo: an error, failures, then warnings; causes before what could not be
    measured."""
    told = [] if report.error is None else [of_error(report.error)]
    told += _advice(_causes(report.findings), camera_photo=report.crop is not None)
    return tuple(sorted(told, key=lambda each: -_WEIGHT[each.counts_as]))


def cure(told: Sequence[Advice]) -> Cure | None:
    """Who has to act on a photo first, for what counts most against it; None where nobody has."""
    failed = [each for each in told if each.counts_as is not Verdict.WARN]
    needed = {each.cure for each in failed or told}
    return next((who for who in CURES if who in needed), None)


def of_error(error: Problem) -> Advice:
    """What is told of a photo that was not judged or not written."""
    kind = error.kind if error.kind in subjects("advice")["error"] else "other"
    who = Cure.REVIEW if error.kind in REVIEWED_ERRORS else Cure.RENAME
    return Advice(Verdict.ERROR, sentence(f"advice.error.{kind}"), error.message, who, (error.kind,))


def cure_words(who: Cure) -> Text:
    """The heading under which photos with that cure stand."""
    return sentence(f"advice.cure.{who}")


# ----------------------------------------------------------------------------------------------- causes


def _causes(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that count against the photo, without those that follow from another of them.

    Nothing is silenced by what weighs less: a warning never hides a failure, so the verdict stays the same.
    """
    counted = [finding for finding in findings if finding.counts_as is not Verdict.PASS]
    return [
        finding
        for finding in counted
        if not any(
            _WEIGHT[cause.counts_as] >= _WEIGHT[finding.counts_as] and _follows(finding, cause) for cause in counted
        )
    ]


def _follows(finding: Finding, cause: Finding) -> bool:
    if cause is finding or cause.verdict is Verdict.UNMEASURED:
        return False
    check = _checks().get(cause.check)
    if check is None:
        return False
    if finding.check in check.silences or (finding.check in check.silences_low and not cause.too_high):
        return True
    return finding.verdict is Verdict.UNMEASURED and finding.reason in {_reason(each) for each in check.explains}


@cache
def _checks() -> dict[str, Check]:
    return {check.id: check for check in CHECKS}


@cache
def _reason(name: str) -> Text:
    return sentence(f"reasons.reason.{name}")


# ---------------------------------------------------------------------------------------------- wording


def _advice(findings: Iterable[Finding], *, camera_photo: bool) -> list[Advice]:
    """One for each fault: two checks of one cause together, and one for each reason why nothing was measured."""
    waiting = {finding.check: finding for finding in findings}
    measured: list[Advice] = []
    unmeasured: dict[tuple[Text, Verdict], Advice] = {}
    for name in list(waiting):
        finding = waiting.pop(name, None)
        if finding is None:
            continue
        who = _who(finding, camera_photo=camera_photo)
        if finding.verdict is Verdict.UNMEASURED:
            key = finding.hint, finding.counts_as
            before = unmeasured.get(key)
            checks = (*(before.checks if before else ()), name)
            unmeasured[key] = Advice(finding.counts_as, finding.problem or finding.title, finding.hint, who, checks)
            continue
        family = name.partition(".")[0]
        together = check_words(name).together
        other = next((f"{family}.{each}" for each in together if f"{family}.{each}" in waiting), None)
        if other is not None and waiting[other].verdict is finding.verdict:
            measured.append(_both(finding, waiting.pop(other), who))
        else:
            measured.append(Advice(finding.counts_as, finding.problem or finding.title, finding.hint, who, (name,)))
    return [*measured, *unmeasured.values()]


def _both(first: Finding, second: Finding, who: Cure) -> Advice:
    problem, hint = check_words(first.check).together[second.check.partition(".")[2]]
    places = {**first.places, **{f"other_{name}": said for name, said in second.places.items()}}
    return Advice(first.counts_as, problem, hint.filled(**places), who, (first.check, second.check))


def _who(finding: Finding, *, camera_photo: bool) -> Cure:
    """The check's own cure.  What could not be measured in a picture, a person has to look at; what is made of a camera
    photo right now is not mended by making it again."""
    check = _checks().get(finding.check)
    if finding.verdict is Verdict.UNMEASURED and (check is None or not check.of_file):
        return Cure.REVIEW
    if camera_photo and check is not None and check.mended:
        return Cure.REVIEW  # it is put right already, and only said
    if finding.counts_as is Verdict.WARN and finding.cure is Cure.RETAKE:
        return Cure.REVIEW  # the photo may be good: nobody is called before somebody has looked
    return Cure.RETAKE if camera_photo and finding.cure is Cure.REPROCESS else finding.cure
