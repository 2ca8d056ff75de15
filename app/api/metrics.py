"""What the service counts of itself, in the text format that Prometheus reads."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.engine.pool import PoolState

BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60)
"""Seconds: fine where answers from memory and small queries lie, up to the limit of one query."""

KIB = 1 << 10

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second figure for each counter, which nobody reads


class Observed(Protocol):
    """What the figures of the moment are read from."""

    @property
    def state(self) -> PoolState:
        """The pool at this moment."""
        ...

    @property
    def version(self) -> str:
        """The version of the dataset that is served."""
        ...

    @property
    def quads(self) -> int:
        """The number of quads that are loaded."""
        ...


class Metrics:
    """The counters of one service. ``observe`` gives what is read at the moment of asking."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.queries = Counter(
            "digdip_queries", "Queries by form and outcome.", ["form", "outcome"], registry=self.registry
        )
        self.seconds = Histogram(
            "digdip_query_seconds",
            "Seconds from the request to the complete answer or error of a query.",
            ["outcome"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.responses = Counter(
            "digdip_responses",
            "Answers to requests by method and status.",
            ["method", "status"],
            registry=self.registry,
        )
        self.cache_hits = Counter("digdip_cache_hits", "Answers given from memory.", registry=self.registry)
        self.cache_misses = Counter(
            "digdip_cache_misses", "Reads that memory had no answer to.", registry=self.registry
        )

    def observe(self, observed: Callable[[], Observed | None]) -> None:
        """Add the figures that are read when they are asked for."""
        self.registry.register(Moment(observed))

    def render(self) -> bytes:
        """Return everything in the text format."""
        return generate_latest(self.registry)


class Moment(Collector):
    """Reads lanes, workers and memory of the engine that answers at this moment."""

    def __init__(self, observed: Callable[[], Observed | None]) -> None:
        self._observed = observed

    def collect(self) -> Iterator[Metric]:
        """Yield the families of figures; nothing before the service is up."""
        if (observed := self._observed()) is None:
            return
        state = observed.state
        yield from lanes(state)
        endings = CounterMetricFamily("digdip_workers_ended", "Workers ended, by reason.", labels=["reason"])
        for reason, count in sorted(state.endings.items()):
            endings.add_metric([reason], count)
        yield endings
        yield CounterMetricFamily("digdip_keepers_lost", "Keepers that ended by themselves.", value=state.keepers_lost)
        memory = GaugeMetricFamily("digdip_memory_bytes", "Memory in use, shared pages divided.", labels=["process"])
        for name, size in memory_of(state).items():
            memory.add_metric([name], size)
        yield memory
        info = GaugeMetricFamily("digdip_dataset_quads", "Quads that are loaded.", labels=["version"])
        info.add_metric([observed.version], observed.quads)
        yield info


def lanes(state: PoolState) -> Iterator[Metric]:
    """Yield workers, busy workers and waiting queries by lane."""
    workers = GaugeMetricFamily("digdip_workers", "Workers that a lane should have.", labels=["lane"])
    busy = GaugeMetricFamily("digdip_workers_busy", "Workers that have a query.", labels=["lane"])
    waiting = GaugeMetricFamily("digdip_queue_length", "Queries that wait for a worker.", labels=["lane"])
    for name, lane in state.lanes.items():
        workers.add_metric([name], lane.size)
        busy.add_metric([name], lane.busy)
        waiting.add_metric([name], lane.waiting)
    yield from (workers, busy, waiting)


def memory_of(state: PoolState) -> dict[str, int]:
    """Return the memory in bytes of the web process, the keeper, and all workers together."""
    return {
        "web": proportional_size("self"),
        "keeper": proportional_size(str(state.keeper)),
        "workers": sum(proportional_size(str(pid)) for pid in state.workers),
    }


def proportional_size(process: str) -> int:
    """Return the memory of a process in bytes, its share of shared pages included; 0 where it is gone or unknown."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * KIB for line in lines if line.startswith("Pss:")), 0)
