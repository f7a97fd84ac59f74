"""Loads the data files, checks every entry, and gives the rules what they look up.

``stances.yaml`` holds the stances, ``frames.yaml`` the verb frames and the words that decide a light verb's
stance, ``grammar.yaml`` the closed word classes of Dutch that the rules need. A wrong entry raises
``LexiconError`` with file, line and remedy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from labels.frames import Frame, FrameProblem, parse_frame
from labels.grammar import Grammar, Phrase, by_first_word, load_grammar, phrase_of, stance_key
from labels.scheme import Stance
from labels.yaml_source import Node, load_yaml

HERE = Path(__file__).parent
GROUPS = ("reject", "endorse", "empathise", "direct", "procedure", "assert", "commit")
BY_WORD = "by-word"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the rules look up.

    ``frames`` maps head → anchor (a word or a class slot that must occur, or null) → frames.
    ``classes`` maps class → first word → (phrase, stance), longest first. ``infinitives`` (which are the plural
    forms too) and ``participles`` map to the finite verb that frames begin with.
    """

    stances: dict[str, Stance]
    frames: dict[str, dict[str | None, tuple[Frame, ...]]]
    classes: dict[str, dict[str, tuple[tuple[Phrase, str], ...]]]
    infinitives: dict[str, str]
    participles: dict[str, str]
    grammar: Grammar
    frame_count: int


@cache
def load_stances(path: Path | None = None) -> tuple[Stance, ...]:
    """Return the stances in the order of the file."""
    root = load_yaml(path or HERE / "stances.yaml").fields("stances")
    found: dict[str, Stance] = {}
    for entry in root["stances"].members():
        fields = entry.fields("id", "name", "en", "group", "polarity", "force", "nl_def", "en_def")
        name = fields["id"].text()
        if name in found:
            raise fields["id"].error(f"the stance '{name}' stands twice", "Remove one of the two.")
        polarity, force = fields["polarity"].number(), fields["force"].number()
        if polarity not in (-1, 0, 1):
            raise fields["polarity"].error(f"the polarity {polarity} does not exist", "Write -1, 0 or 1.")
        if not 0 <= force <= 5:
            raise fields["force"].error(f"the force {force} is out of range", "Write a number from 0 to 5.")
        found[name] = Stance(
            id=name,
            name=fields["name"].text(),
            name_en=fields["en"].text(),
            definition=fields["nl_def"].text(),
            definition_en=fields["en_def"].text(),
            group=fields["group"].choice(GROUPS),
            polarity=polarity,
            force=force,
        )
    return tuple(found.values())


def load_lexicon(
    frames: Path | None = None,
    grammar: Path | None = None,
    adverbials: Path | None = None,
    stances: Path | None = None,
) -> Lexicon:
    """Load and check the data files: those of the package, or others in their place."""
    known = {stance.id: stance for stance in load_stances(stances)}
    root = load_yaml(frames or HERE / "frames.yaml").fields("words", "verbs", "frames")
    classes = _classes(root["words"], known)
    index: dict[str, dict[str | None, list[Frame]]] = {}
    count = _frames(root["frames"], known, classes, index)
    infinitives, participles = _verbs(root["verbs"], index)
    return Lexicon(
        stances=known,
        frames={head: {key: tuple(found) for key, found in keys.items()} for head, keys in index.items()},
        classes=classes,
        infinitives=infinitives,
        participles=participles,
        grammar=load_grammar(known, grammar, adverbials),
        frame_count=count,
    )


def _classes(node: Node, known: dict[str, Stance]) -> dict[str, dict[str, tuple[tuple[Phrase, str], ...]]]:
    classes: dict[str, dict[str, tuple[tuple[Phrase, str], ...]]] = {}
    for name, stances in node.mapping().items():
        entries: list[tuple[Phrase, str]] = []
        seen: dict[Phrase, int] = {}
        for stance, members in stances.mapping().items():
            stance_key(stance, members, known)
            for member in members.members():
                phrase = phrase_of(member)
                if phrase in seen:
                    problem = f"'{' '.join(phrase)}' stands twice in the class '{name}' (first on line {seen[phrase]})"
                    raise member.error(problem, "Keep it under one stance.")
                seen[phrase] = member.line
                entries.append((phrase, stance))
        classes[name] = by_first_word(entries)
    return classes


def _frames(
    node: Node,
    known: dict[str, Stance],
    classes: dict[str, dict[str, tuple[tuple[Phrase, str], ...]]],
    index: dict[str, dict[str | None, list[Frame]]],
) -> int:
    seen: dict[str, int] = {}
    shapes: set[tuple[object, ...]] = set()
    for stance, members in node.mapping().items():
        stance_key(stance, members, [*known, BY_WORD])
        for member in members.members():
            text = " ".join(member.text().split())
            if text in seen:
                raise member.error(f"the frame '{text}' stands twice (first on line {seen[text]})", "Remove one.")
            seen[text] = member.line
            try:
                frames = parse_frame(text, None if stance == BY_WORD else stance, frozenset(classes))
            except FrameProblem as cause:
                raise member.error(cause.problem, cause.remedy) from cause
            for frame in frames:
                # Frames that differ only in words that may be absent are one frame to the matcher.
                shape = (frame.head, frame.elements, frame.stance)
                if shape in shapes:
                    continue
                shapes.add(shape)
                keys = index.setdefault(frame.head, {})
                for anchor in frame.anchors or (None,):
                    keys.setdefault(anchor, []).append(frame)
    return len(seen)


def _verbs(node: Node, index: dict[str, dict[str | None, list[Frame]]]) -> tuple[dict[str, str], dict[str, str]]:
    infinitives: dict[str, str] = {}
    participles: dict[str, str] = {}
    for finite, forms in node.mapping().items():
        if finite not in index:
            raise forms.error(f"no frame begins with the verb '{finite}'", "Write a frame with it, or remove it here.")
        words = forms.texts()
        if len(words) != 2:
            raise forms.error(f"'{finite}' has {len(words)} forms", "Write two: [infinitive, past participle].")
        infinitives.setdefault(words[0], finite)
        participles.setdefault(words[1], finite)
    return infinitives, participles
