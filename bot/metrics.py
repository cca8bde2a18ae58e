"""What the server counts, in the text that Prometheus reads."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.answers import Outcome

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5)
_REASONS = (
    "host",
    "origin",
    "body_size",
    "body_time",
    "key",
    "rate",
    "site_rate",
    "busy",
    "input",
)


class Metrics:
    """The figures of one application, in a registry of its own; safe to use from any thread."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._questions = Counter("spotter_questions", "Questions asked.", ["outcome"], registry=self._registry)
        self._seconds = Histogram(
            "spotter_question_seconds",
            "From a question's arrival to its answer, waiting included.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._refused = Counter("spotter_refused", "Requests refused.", ["reason"], registry=self._registry)
        self._incidents = Counter("spotter_incidents", "Requests that failed by a defect.", registry=self._registry)
        # every series is there from the start, so that a rise from nothing can be seen
        self._asked = {outcome: self._questions.labels(outcome.value) for outcome in Outcome}
        self._reasons = {reason: self._refused.labels(reason) for reason in _REASONS}

    def watch(
        self, waiting: Callable[[], int], journal_errors: Callable[[], int], build_created: Callable[[], str]
    ) -> None:
        """Show what others know.

        Args:
            waiting: questions that wait for their turn.
            journal_errors: entries that could not be kept.
            build_created: when the build that answers was made, ISO 8601.
        """
        gauges: tuple[tuple[str, str, Callable[[], float]], ...] = (
            ("spotter_waiting", "Questions that wait for their turn.", waiting),
            ("spotter_build_age_seconds", "Since the build that answers was made.", lambda: _age(build_created())),
        )
        for name, told, value in gauges:
            Gauge(name, told, registry=self._registry).set_function(value)
        self._registry.register(_Total("spotter_journal_errors", "Entries that could not be kept.", journal_errors))

    def answered(self, outcome: Outcome, seconds: float) -> None:
        """Count a question that got an answer, whichever."""
        self._asked[outcome].inc()
        self._seconds.observe(seconds)

    def refused(self, reason: str) -> None:
        """Count a request that was refused, by one of the reasons above."""
        self._reasons[reason].inc()

    def failed(self) -> None:
        """Count a defect."""
        self._incidents.inc()

    def text(self) -> bytes:
        """Every figure, in the Prometheus text format."""
        return generate_latest(self._registry)


class _Total(Collector):
    """A counter that somebody else counts."""

    def __init__(self, name: str, told: str, value: Callable[[], int]) -> None:
        self._name, self._told, self._value = name, told, value

    def collect(self) -> Iterable[Metric]:
        """Its one figure."""
        return [CounterMetricFamily(self._name, self._told, value=self._value())]


def _age(created: str) -> float:
    return max(0.0, time.time() - datetime.fromisoformat(created).timestamp())
