"""The parts of the composer: phrases, frames, clauses, paragraphs and noise."""
