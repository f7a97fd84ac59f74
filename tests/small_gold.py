"""A small folder of annotated documents, for tests that build data sets of it."""

from __future__ import annotations

from pathlib import Path

TRAINED = "de staat van onderhoud van de veertien bruggen over het kanaal tussen beide havens bij de inspectie"
JUDGED = "het besluit om de nachttrein naar de zuidelijke provincies na veertig jaar zonder overleg op te heffen"
CLOSING = '<p n="9" role="note">en gaat over tot de orde van de dag.</p>'


def act(stance: str, verb: str, target: str, before: str = "", addressee: str = "", strength: str = "") -> str:
    asked = f"<addressee>{addressee}</addressee> " if addressee else ""
    strong = f' strength="{strength}"' if strength else ""
    return f'<act stance="{stance}"{strong}><verb>{verb}</verb> {before}{asked}<target>{target}</target></act>;'


def document(folder: Path, name: str, *paragraphs: str, style: str = "tk") -> Path:
    path = folder / f"{name}.xml"
    head = f'<resolution source="invented" subject="{name}" style="{style}" title="Motie" date="2024-05-16">'
    path.write_text("\n".join([head, *paragraphs, CLOSING, "</resolution>", ""]), encoding="utf-8")
    return path


def splits(folder: Path, **sets: list[str]) -> Path:
    path = folder / "splits.yaml"
    path.write_text("".join(f"{name}: [{', '.join(members)}]\n" for name, members in sets.items()), encoding="utf-8")
    return path


def small_gold(folder: Path) -> Path:
    """Write three documents, one a set, and return the folder."""
    folder.mkdir(exist_ok=True)
    document(
        folder,
        "bruggen",
        '<p n="A" role="recital">overwegende dat het kanaal in de winter dichtvriest;</p>',
        f'<p n="1" kind="gap">{act("deplore", "betreurt", TRAINED, strength="strong")}</p>',
        f'<p n="2">{act("request", "verzoekt", "om hulp te bieden", addressee="de regering")}</p>',
    )
    document(
        folder, "sluizen", f'<p n="1">{act("welcome", "verwelkomt", "de nieuwe sluis bij het dorp")}</p>', style="ep"
    )
    document(folder, "treinen", f'<p n="1">{act("condemn", "veroordeelt", JUDGED)}</p>', style="be")
    splits(folder, train=["bruggen"], validation=["sluizen"], test=["treinen"])
    return folder
