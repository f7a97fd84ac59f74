"""The version of this package, for a bento carries no pyproject.toml; a test holds the two equal."""

VERSION = "0.1.0"
