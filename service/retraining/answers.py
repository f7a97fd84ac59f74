"""From jobs and their runs to what is sent of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from service.retraining.contract import CancelledAnswer, JobAnswer, JobDetailAnswer, JobsAnswer, ScoreAnswer
from service.retraining.jobs import Job, Jobs, Page
from service.retraining.progress import log_tail, run_of, share_done, share_trained, state_of
from service.retraining.run_state import RunState, Verdict


def page_answer(page: Page, jobs: Jobs, now: datetime) -> JobsAnswer:
    """Return a page of jobs."""
    return JobsAnswer(jobs=[job_answer(each, jobs, now) for each in page.jobs], next=page.next)


def job_answer(job: Job, jobs: Jobs, now: datetime) -> JobAnswer:
    """Return one job."""
    run = run_of(jobs.folder_of(job.id))
    gone = job.cancelled
    return JobAnswer(
        id=job.id,
        by=job.by,
        at=job.at,
        state=job.state(now),
        outcome=job.outcome,
        exit_code=job.exit_code,
        ended=job.ended,
        only_if_new=job.only_if_new,
        cancelled=CancelledAnswer(by=gone.by, at=gone.at) if gone else None,
        run=run.name if run else None,
    )


def detail_answer(job: Job, jobs: Jobs, now: datetime) -> JobDetailAnswer:
    """Return one job and how far its run is."""
    folder = jobs.folder_of(job.id)
    run, state = run_of(folder), state_of(folder)
    verdict = state.verdict if state else None
    return JobDetailAnswer(
        **job_answer(job, jobs, now).model_dump(),
        step=_step(state),
        progress=share_done(state) if state else 0.0,
        training=_trained(run, state),
        steps=list(state.steps) if state else [],
        dataset=state.dataset if state else None,
        corrections=state.corrections if state else None,
        challenger=state.challenger if state else None,
        promote=verdict.promote if verdict else None,
        reason=verdict.reason if verdict else "",
        error=state.error if state else None,
        scores=_scores(verdict) if verdict else [],
        answered=verdict.corrections if verdict else None,
        log=log_tail(folder),
    )


def _trained(run: Path | None, state: RunState | None) -> float | None:
    # What there was of checkpoints is removed then.
    if state is not None and state.done("training"):
        return 1.0
    return share_trained(run) if run else None


def _step(state: RunState | None) -> str | None:
    return state.current if state and state.outcome is None else None


def _scores(verdict: Verdict) -> list[ScoreAnswer]:
    return [
        ScoreAnswer(
            name=each.name,
            champion=each.champion,
            challenger=each.challenger,
            difference=each.difference,
            low=each.low,
            high=each.high,
        )
        for each in verdict.scores
    ]
