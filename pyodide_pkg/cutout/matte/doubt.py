"""How little a matte and a cutout can be trusted, and why; which of several answers is kept. It changes no matte.

`evidence` says what in a matte speaks against it, `subject` whether there is anything at all. Odds are added up here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cutout.matte.cells import reduced
from cutout.matte.evidence import matte_evidence
from cutout.matte.subject import network_doubt, plain_doubt, result_doubt, source_doubt
from cutout.model_spec import ModelSpec
from cutout.pictures import Doubt, Reason

CHECK_FROM = 0.5
"""From this score on a person should look, and the network is asked again."""

SUREST = 0.002
"""Scores nearer to 0 or 1 count as this where odds are made of them: no answer outweighs all others."""

COMPARED = 128
"""Answers of different shapes are compared on so many cells a side."""

ALIKE = 0.8
"""Agreement from which two answers are the same one, measured twice; what differs is edges and softness."""

CLOSE = 0.88
"""Agreement from which that speaks for them. Between the two it does not: the same fence is kept again."""

FOR, AGAINST = 10.0, 1.0
"""Log odds for each unit of agreement above `CLOSE`, and below `ALIKE`: weak evidence (bench/DOUBT.md)."""

MOST_OF_THE_FRAME = 0.75

MUCH_MORE = 1.5
"""A later answer that covers most of the frame, and so many times what the first one did, is not kept, however sure it
is: it is sure of the backdrop."""

MUCH_LESS = 0.6

FAR_SURER = 2.0
"""In log odds. A later answer that covers so much less than the first one is kept only where it is far surer: it may be
sure because it left out what was doubtful."""


def matte_doubt(alpha: NDArray[np.float32], spec: ModelSpec, tensor: NDArray[np.float32]) -> Doubt:
    """Return the doubt of one answer of the network.

    Parameters
    ----------
    alpha : ndarray, (h, w) float32 in [0, 1]
        The answer, as `output.alpha_from_output` made it.
    spec : ModelSpec
    tensor : ndarray, [1, 3, h, w] float32
        What the network was given.

    Returns
    -------
    Doubt
        The score is `CHECK_FROM` where the matte is as soft as the model's limit and nothing else is against it.
    """
    certain = plain_doubt(tensor, spec) or network_doubt(alpha)
    return with_reason(Doubt(), certain) if certain else _of_odds(matte_evidence(alpha, spec))


def wants_another(doubt: Doubt) -> bool:
    """Return whether another look may help: there is something to check, and something in the photo to be found."""
    return bool(doubt.reasons) and "plain" not in doubt.reasons


def together(looks: Sequence[tuple[NDArray[np.float32], Doubt]]) -> tuple[int, Doubt]:
    """Choose among the answers to one photo.

    The first one is kept where there is nothing to check in it, else the surest; of two as sure the earlier one.

    Parameters
    ----------
    looks : sequence of (ndarray, Doubt)
        At least one, in the order in which they were asked: alpha, (h, w) float32 in [0, 1], each of its own size, and
        its own doubt.

    Returns
    -------
    int, Doubt
        Which is kept, and its doubt. Where another answer is like it, the doubt is the mean of both (of the log odds),
        and less where they are close. Where none is, it is more than alone. An answer that took the place of another
        one is always to be checked where they disagree: on photos with a truth it was as often worse as good.
    """
    covers = [reduced(alpha, (COMPARED, COMPARED)) for alpha, _ in looks]
    rivals = [i for i in range(len(looks)) if i == 0 or _may_be_kept(covers[i], looks[i][1], covers[0], looks[0][1])]
    kept = min(rivals, key=lambda i: looks[i][1].score) if looks[0][1].reasons else 0
    doubt = looks[kept][1]
    if len(looks) == 1 or "plain" in doubt.reasons:
        return kept, doubt
    agreed = [agreement(covers[kept], cover) for cover in covers]
    if kept and agreed[0] < ALIKE:
        return kept, _against(doubt, agreed[0], least=0.0)
    best = max((i for i in range(len(looks)) if i != kept), key=lambda i: agreed[i])
    if agreed[best] < ALIKE:
        return kept, _against(doubt, agreed[best])
    return kept, _beside(doubt, looks[best][1], agreed[best])


def agreement(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return what two maps both cover over what either does.

    Parameters
    ----------
    one, other : ndarray, (rows, columns) float32 in [0, 1]

    Returns
    -------
    float
        In [0, 1]; 1 where neither covers anything.
    """
    either = float(np.maximum(one, other).sum(dtype=np.float64))
    return float(np.minimum(one, other).sum(dtype=np.float64)) / either if either > 0 else 1.0


def of_source(source_alpha: NDArray[np.float32] | None, matte: Doubt) -> Doubt:
    """Return the doubt of a matte together with that of its photo's own opacity.

    Parameters
    ----------
    source_alpha : ndarray, HxW float32 in [0, 1], or None
        None for an opaque source.
    matte : Doubt
        It does not count where there is hardly anything to be seen.
    """
    reason = source_doubt(source_alpha)
    return matte if reason is None else with_reason(Doubt(), reason)


def of_cutout(alpha: NDArray[np.float32], before: Doubt) -> Doubt:
    """Return the doubt of a cutout.

    Parameters
    ----------
    alpha : ndarray, HxW float32 in [0, 1]
        The finished one.
    before : Doubt
        Of its photo and its matte.
    """
    return before if before.reasons else with_reason(before, result_doubt(alpha))


def with_reason(doubt: Doubt, reason: Reason | None) -> Doubt:
    """Return the doubt with a certain reason in front; the same without one."""
    return doubt if reason is None else replace(doubt, score=1.0, reasons=(reason, *doubt.reasons))


def _of_odds(evidence: Mapping[Reason, float]) -> Doubt:
    """Add evidence up; what speaks against the matte is named where the sum does, the most weighty first."""
    score = _logistic(sum(evidence.values()))
    if score < CHECK_FROM:
        return Doubt(score)
    against = [reason for reason in evidence if evidence[reason] >= 0]
    return Doubt(score, tuple(sorted(against, key=lambda reason: -evidence[reason])))


def _may_be_kept(cover: NDArray[np.float32], doubt: Doubt, first: NDArray[np.float32], first_doubt: Doubt) -> bool:
    """Whether a later answer may take the first one's place, if it is surer."""
    share, first_share = float(cover.mean()), float(first.mean())
    if share > MOST_OF_THE_FRAME:
        return share <= MUCH_MORE * first_share
    return share >= MUCH_LESS * first_share or _odds(doubt) <= _odds(first_doubt) - FAR_SURER


def _beside(kept: Doubt, other: Doubt, agreed: float) -> Doubt:
    """The doubt of an answer that was given twice."""
    score = _logistic((_odds(kept) + _odds(other)) / 2 - FOR * max(agreed - CLOSE, 0))
    return Doubt(score, (kept.reasons or other.reasons) if score >= CHECK_FROM else ())


def _against(kept: Doubt, agreed: float, least: float = -math.inf) -> Doubt:
    """The doubt of an answer that others contradict, with at least so much before they do."""
    odds, against = max(_odds(kept), least), AGAINST * (ALIKE - agreed)
    score = _logistic(odds + against)
    reasons: tuple[Reason, ...] = ("disagree", *kept.reasons) if against > odds else (*kept.reasons, "disagree")
    return Doubt(score, reasons if score >= CHECK_FROM else ())


def _odds(doubt: Doubt) -> float:
    score = min(max(doubt.score, SUREST), 1 - SUREST)
    return math.log(score / (1 - score))


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
