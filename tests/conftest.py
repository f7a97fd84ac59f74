"""Puts this folder on the import path, for its helpers (`strategies`, …), and steadies Hypothesis on slow machines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("standpunt", deadline=None)
settings.load_profile("standpunt")


@pytest.fixture(scope="session", autouse=True)
def an_empty_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the models, and the champion, of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENTOML_HOME", str(tmp_path_factory.mktemp("bentoml")))
        patch.setenv("BENTOML_DO_NOT_TRACK", "true")
        patch.delenv("STANDPUNT_STORE", raising=False)
        yield
