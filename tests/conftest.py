"""Properties are tried on the same examples in every run; processes are ended as they are from a terminal."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

os.environ.pop("TCONV_ANIM_LANG", None)  # pictures are in English unless a test asks for another language
# a machine may be busy
PATIENT = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("seeded", PATIENT)
settings.register_profile("unshrunk", PATIENT, phases=[Phase.explicit, Phase.generate])
settings.load_profile("seeded")


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine short work takes long; what is said of long work is tested with a clock of its own."""
    monkeypatch.setattr("tconv_anim.cli.progress.PATIENCE_S", float("inf"))


@pytest.fixture
def usual_signals() -> Iterator[None]:
    """Processes that a test starts are ended by signals, also where the tests themselves ignore them (`nohup`)."""
    ways = {"SIGINT": signal.default_int_handler, "SIGTERM": signal.SIG_DFL, "SIGHUP": signal.SIG_DFL}
    numbers = {getattr(signal, name): way for name, way in ways.items() if hasattr(signal, name)}
    before = {number: signal.signal(number, way) for number, way in numbers.items()}
    yield
    for number, way in before.items():
        signal.signal(number, way)
