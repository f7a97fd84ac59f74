"""The steps of a retraining in order, each done once, whenever the process was stopped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labels.rules import Rules
from labels.tokens import Words, words_of
from service.champion import version_of
from service.feedback.store import FeedbackStore
from service.model_folder import ModelFolder
from service.registry import Registry
from service.retraining.run_state import CorrectionsAnswered, RunState, ScoreChange, Step, Verdict
from service.whole_files import write_whole
from training.gold import load_gold
from training.records import Record
from training.release import noted_actors, release
from training.retraining.comparison import COMPARISON, Comparison, compare
from training.retraining.data import build_data, corrections_in, foreseen, plan
from training.retraining.finetuning import CHECKPOINTS, FINETUNING, copied_base, fine_tune_run, say_start
from training.retraining.held import Held, freeze, learned_by, learned_in, note_learned
from training.retraining.incumbent import data_of, incumbent, present_tag
from training.retraining.inputs import inputs_of, run_of_champion
from training.retraining.journal import Journal, journals, unfinished
from training.retraining.options import Options
from training.retraining.policy import decide
from training.retraining.report import REPORT, write_report

MODEL: Final = "model"
_TRIES: Final = 3
"""How often a comparison is made anew because somebody promoted another model meanwhile."""

Tell = Callable[[str], None]


class ChampionChanged(Exception):
    """Another model than the one compared with is champion now. Carries both tags, null for none."""

    def __init__(self, compared: str | None, now: str | None) -> None:
        super().__init__(
            f"The champion was {compared or 'none'} and is now {now or 'none'}: others keep promoting models "
            "meanwhile. Run the command again when they have ended."
        )
        self.compared = compared
        self.now = now


@dataclass(frozen=True, slots=True)
class Places:
    """Where the ``runs`` lie, the ``store`` of models, and the database of ``feedback`` (a path or a URL)."""

    runs: Path
    store: Path
    feedback: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to do, and why."""

    reason: str


def retrain(
    options: Options,
    places: Places,
    *,
    by: str,
    tell: Tell,
    only_if_new: int = 0,
    fresh: bool = False,
    begun: Callable[[Path], None] = lambda run: None,
) -> RunState | Nothing:
    """Go on with the run that was stopped, or begin one; return how it ended, or that there is nothing to do.

    ``begun`` hears the folder of the run, ``by`` is noted as who promotes. With ``fresh`` a run that was stopped is
    given up. The lock must be held. Raises whatever a step does; the state then says so, and the champion stays.
    """
    inputs = inputs_of(options)
    journal = _to_go_on(options, places, inputs, fresh, tell)
    if journal is None:
        reason = _nothing_new(options, places, inputs, only_if_new) if only_if_new else None
        if reason is not None:
            return Nothing(reason)
        parent = present_tag(places.store)
        if options.from_champion:
            run_of_champion(places.runs, parent)
        journal = Journal.begin(places.runs, options.settings(), inputs, parent=parent)
    else:
        tell(f"Going on with {journal.folder}: {journal.state.current or 'the end'} is next.")
    begun(journal.folder)
    return _Run(journal, options, places, by, tell).through()


def foresee(options: Options, places: Places) -> tuple[Held, Mapping[str, object]]:
    """Return the corrections that stand, and how those that would be learned are counted. Nothing is written."""
    held = Held.of(FeedbackStore(places.feedback).standing())
    champion = learned_by(places.runs, data_of(places.store))
    return held, foreseen(held, load_gold((options.gold,)), champion).counts.model_dump()


def _to_go_on(options: Options, places: Places, inputs: Mapping[str, str], fresh: bool, tell: Tell) -> Journal | None:
    """Return the run to go on with, and give up all others that have not ended."""
    found: Journal | None = None
    for journal in unfinished(places.runs):
        differing = _differing(journal.state, options, inputs)
        if found is not None or fresh or differing:
            told = ", ".join(differing) or ("--fresh was given" if fresh else "a later run goes on")
            reason = f"Given up: {told}{' changed' if differing else ''}."
            tell(f"{journal.folder}: {reason}")
            journal.end("given up", reason)
        else:
            found = journal
    return found


def _differing(state: RunState, options: Options, inputs: Mapping[str, str]) -> list[str]:
    wanted = {**json.loads(json.dumps(options.settings())), **inputs}
    there = {**state.settings, **state.inputs}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def _nothing_new(options: Options, places: Places, inputs: Mapping[str, str], least: int) -> str | None:
    """Return why there is nothing to do, or None."""
    held = Held.of(FeedbackStore(places.feedback).standing())
    champion = learned_by(places.runs, data_of(places.store))
    found = foreseen(held, load_gold((options.gold,)), champion)
    changed = found.counts.new + found.counts.gone
    if changed < least:
        return f"{changed:,} corrections are new or gone since the champion's data, fewer than {least:,}."
    tag = present_tag(places.store)
    for journal in journals(places.runs):
        state = journal.state
        judged = state.outcome == "kept" and not _differing(state, options, inputs) and _compared(journal) == tag
        if judged and learned_in(journal.folder) == found.learned:
            return f"The run {state.run} learned the same and was held against the same champion, which stayed."
    return None


def _compared(journal: Journal) -> str | None:
    return Comparison.model_validate_json((journal.folder / COMPARISON).read_bytes()).tag


class _Run:
    """The steps of one run."""

    def __init__(self, journal: Journal, options: Options, places: Places, by: str, tell: Tell) -> None:
        self._journal = journal
        self._folder = journal.folder
        self._options = options
        self._places = places
        self._by = by
        self._tell = tell

    def through(self) -> RunState:
        """Do what is left to do, and return the state at the end."""
        for attempt in range(_TRIES):
            try:
                self._steps()
                break
            except ChampionChanged as error:
                if attempt == _TRIES - 1:
                    raise
                self._tell(f"The champion is now {error.now or 'none'}: comparing anew.")
                self._journal.undo("comparison")
        verdict = self._verdict
        self._journal.end("promoted" if verdict.promote else "kept", verdict.reason)
        return self._journal.state

    def _steps(self) -> None:
        steps: dict[Step, Callable[[dict[str, str]], None]] = {
            "data": self._data,
            "training": self._training,
            "release": self._release,
            "comparison": self._comparison,
            "storing": self._storing,
            "promotion": self._promotion,
            "report": self._report,
        }
        for name, work in steps.items():
            if not self._journal.state.done(name):
                self._tell(f"{name} …")
                with self._journal.step(name) as versions:
                    work(versions)

    def _data(self, versions: dict[str, str]) -> None:
        held = freeze(self._folder, FeedbackStore(self._places.feedback).standing())
        for each in held.contradictions:
            self._tell(f"{each.kept.by} and {each.given_up.by} disagree about a text; {each.kept.by} was later.")
        made = build_data(self._folder, self._options, held)
        champion = learned_by(self._places.runs, data_of(self._places.store))
        found = plan(held, made.records("train"), made.dropped, champion)
        note_learned(self._folder, found.learned)
        self._journal.note(dataset=made.manifest.version, corrections=found.counts)
        versions |= {"dataset": made.manifest.version, "corrections": held.digest[:12]}

    def _training(self, versions: dict[str, str]) -> None:
        base = self._options.base
        if self._options.from_champion:
            tag = self._journal.state.parent
            model = run_of_champion(self._places.runs, tag) / FINETUNING / "model"
            base = copied_base(self._folder, version_of(tag or "") or "champion", model)
        versions["base"] = Path(base).name
        self._tell(say_start(self._folder, self._options, base))
        fine_tune_run(self._folder, self._options, base)

    def _release(self, versions: dict[str, str]) -> None:
        # They hold the state of the optimiser too, many times the model; the fine-tuning is noted to have ended.
        shutil.rmtree(self._folder / FINETUNING / CHECKPOINTS, ignore_errors=True)
        gold = self._options.gold
        made = release(
            self._folder / FINETUNING,
            self._folder / MODEL,
            gold=load_gold((gold,)),
            actors=noted_actors(gold),
            day=self._journal.state.begun.date(),
            fp32=self._options.fp32,
            resamples=self._options.resamples,
            threads=self._options.threads,
            tell=self._tell,
        )
        versions["model"] = made.labels.version

    def _comparison(self, versions: dict[str, str]) -> None:
        rules = Rules.load()
        champion = incumbent(self._places.store, rules, threads=self._options.threads)
        for note in champion.notes:
            self._tell(note)
        known = learned_by(self._places.runs, champion.data)
        ids = freeze(self._folder, ()).by_words()
        records = corrections_in(self._folder)
        named = [(id, id not in known, each) for each in records for id in [ids[_words(each)]]]
        gold = self._options.gold
        found = compare(
            champion,
            self._folder / MODEL,
            load_gold((gold,)),
            noted_actors(gold),
            named,
            rules=rules,
            resamples=self._options.resamples,
            threads=self._options.threads,
        )
        write_whole(self._folder / COMPARISON, found.model_dump_json(indent=2) + "\n")
        challenger = ModelFolder(self._folder / MODEL).read_labels().version
        verdict = _judged(found, {"champion": champion.version, "challenger": challenger})
        self._journal.note(verdict=verdict)
        versions |= {"champion": champion.version, "challenger": challenger}
        self._tell(verdict.reason)

    def _storing(self, versions: dict[str, str]) -> None:
        state = self._journal.state
        tag = Registry(self._places.store).add(self._folder / MODEL, parent=state.parent, data=state.dataset)
        self._journal.note(challenger=tag)
        versions["tag"] = tag

    def _promotion(self, versions: dict[str, str]) -> None:
        challenger = self._journal.state.challenger
        if challenger is None or not self._verdict.promote:
            return
        compared, now = self._read_comparison().tag, present_tag(self._places.store)
        if now not in (compared, challenger):
            raise ChampionChanged(compared, now)
        versions["champion"] = Registry(self._places.store).promote(challenger, by=self._by).tag

    def _report(self, versions: dict[str, str]) -> None:
        write_report(self._folder / REPORT, self._journal.state, self._read_comparison())

    def _read_comparison(self) -> Comparison:
        return Comparison.model_validate_json((self._folder / COMPARISON).read_bytes())

    @property
    def _verdict(self) -> Verdict:
        verdict = self._journal.state.verdict
        assert verdict is not None, "the comparison has ended"
        return verdict


def _words(record: Record) -> Words:
    return words_of(record.paragraph.text)


def _judged(found: Comparison, names: Mapping[str, str]) -> Verdict:
    changes, answered = found.policy_changes(), found.answered()
    decision = decide(changes, answered, names=names)
    return Verdict(
        promote=decision.promote,
        reason=decision.reason,
        scores=tuple(
            ScoreChange(
                name=each.name,
                champion=each.champion,
                challenger=each.challenger,
                low=each.interval[0],
                high=each.interval[1],
            )
            for each in changes
        ),
        corrections=CorrectionsAnswered(
            total=answered.total, champion=answered.champion, challenger=answered.challenger
        ),
    )
