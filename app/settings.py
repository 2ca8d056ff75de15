"""Every setting of the service, each limit with its reason beside it.

One frozen object, read once (defaults, then ``DIGDIP_…`` from the environment, then what the caller passes) and
handed to whoever needs it.
"""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[1]
KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
PROCESSORS = max(2, os.cpu_count() or 2)


class Settings(BaseSettings):
    """The settings of one running service; sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix="DIGDIP_", frozen=True, extra="forbid")

    # Where things are
    host: str = Field("127.0.0.1", description="Address to listen on; loopback, so that publishing is a decision.")
    port: int = Field(8000, ge=0, le=65535, description="TCP port to listen on; 0 takes any free one.")
    base_url: str = Field(
        "", description="Public address without trailing slash; empty: taken from each request's Host header."
    )
    project: Path = Field(CHECKOUT, description="The folder that holds queries/ and ontology/.")
    access_log: bool = Field(False, description="Write a line for each request; costs a tenth of the throughput.")
    release: Path = Field(
        CHECKOUT / "build" / "current", description="The release to serve; a link is followed once, at start."
    )
    data: Path | None = Field(
        None, description="An RDF file to serve in place of a release: for trying, for teaching, for test suites."
    )
    announce: bool = Field(
        True,
        description="Write serving/<process>.json beside the releases, by which `digdip publish` finds the service.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks, separated by commas, whose X-Forwarded-For names the client. Nobody by "
        "default: who may set that header can pass for any number of clients.",
    )
    log_level: str = Field("info", description="Least level of the log lines: debug, info, warning or error.")
    front_queries: tuple[str, ...] = Field(
        ("agreements/list-signatories", "claims/find-unfulfilled-promises", "claims/find-contradictions"),
        description="Catalogue queries on the start page (theme/name); empty: the first of the first three themes.",
    )

    # Connections: what a client may take its time with. uvicorn itself waits for a head, a body or a reader for ever.
    max_connections: int = Field(
        1_000, ge=1, description="Connections at once, half of the descriptors that a process usually has. Beyond: 503."
    )
    max_head_bytes: int = Field(256 * KIB, description="Request line and headers; longer queries belong into a POST.")
    max_body_bytes: int = Field(
        32 * MIB,
        description="A body that is too long gets its 413 at once, but many clients listen only when they have sent it "
        "all: so much is passed over unread before the connection ends.",
    )
    head_seconds: float = Field(10.0, gt=0, description="Time for the head of a request to arrive, then 408.")
    body_seconds: float = Field(30.0, gt=0, description="Time for a body to arrive: 1 MiB at 35 kB/s, then it ends.")
    send_seconds: float = Field(20.0, gt=0, description="A client that takes no byte of its answer so long is let go.")
    drain_seconds: int = Field(
        30, ge=0, description="How long a stopping service waits for answers under way: as long as a query may take."
    )

    # The gate: what a query may look like. Planning cost and recursion grow with these, and neither can be interrupted.
    max_query_bytes: int = Field(MIB, description="Text of one query. Room for 10,000 VALUES rows, none for a flood.")
    max_nesting: int = Field(
        100, description="Brackets inside brackets. The engine recurses; people and generators stay below 20."
    )
    max_patterns: int = Field(
        120,
        description="Triple patterns, and clauses of each kind. Planning grows at the fifth power: 120 take 1 s.",
    )
    max_path_steps: int = Field(150, description="Steps of all property paths. 400 in sequence take 2 s to plan.")
    max_values_rows: int = Field(10_000, description="Rows of all VALUES blocks. Cheap for the engine, up to memory.")
    max_operators: int = Field(
        1_000, description="Operators in expressions. A chain of 1,000 takes 0.7 s to plan, of 10,000 more than 8 s."
    )
    max_arguments: int = Field(2_000, description="Members of IN lists and arguments; each is tried for every row.")
    max_tokens: int = Field(
        100_000,
        description="Words, terms and marks: what the gate has to look at. 10,000 rows of four values are 60,000.",
    )
    max_stray: int = Field(
        10,
        description="Quotes that nothing closes, stray backslashes and the like. No query has one, and for each the "
        "gate looks on to the end of the text.",
    )

    # The pool: who evaluates
    workers: int = Field(
        PROCESSORS, ge=1, description="Slow queries evaluated at once; more than processors gain nothing."
    )
    quick_workers: int = Field(
        PROCESSORS, ge=1, description="Workers for queries whose like have been quick; slow ones never hold them up."
    )
    trial_workers: int = Field(
        PROCESSORS, ge=1, description="Workers that try queries of unknown cost, each for a moment."
    )
    trial_seconds: float = Field(
        0.2, gt=0, description="After this time a query counts as slow: longer than nearly all, shorter than patience."
    )
    house_workers: int = Field(
        2,
        ge=1,
        description="Workers for the service's own small queries, so that entities and health answer always. "
        "A description asks two at once.",
    )
    max_queue: int = Field(
        256,
        description="Queries waiting for a worker of one kind: six clients with their whole share. Beyond, waiting "
        "outlasts patience: 503.",
    )
    client_share: int = Field(
        40,
        ge=1,
        description="Queries of one client address at once that are known to be quick, as many of unknown cost, and as "
        "many slow ones. Above 32, so that a pooling client passes; where queries wait, clients take turns. "
        "Beyond: 429.",
    )
    queue_seconds: float = Field(
        20.0,
        gt=0,
        description="Longest wait for a worker, then 503. On two processors 32 queries of a second each are through "
        "by then.",
    )
    query_seconds: float = Field(30.0, gt=0, description="Wall-clock time of one query; its worker is then killed.")
    health_seconds: float = Field(2.0, gt=0, description="Deadline of the query behind /healthz.")
    cpu_seconds: int = Field(
        30,
        ge=1,
        description="Processor time of one query; the kernel ends the worker if nothing else did.",
    )
    memory_bytes: int = Field(
        GIB,
        description="Memory of one worker above the shared dataset; who needs more ends that worker alone. One that "
        "has copied so much of the dataset by reading it is replaced after its answer.",
    )
    stack_bytes: int = Field(
        512 * MIB,
        description="Stack of the evaluating thread: survives 16,000 nested levels, and costs nothing before.",
    )
    keep_bytes: int = Field(
        32 * MIB,
        description="What a worker may have for itself while it rests. What an answer took is handed back at once; "
        "this is for copies of the dataset, which make the next query faster and go only with the worker.",
    )
    rest_seconds: float = Field(
        15.0, gt=0, description="A worker with more than that is replaced when it has been idle so long."
    )
    answer_bytes: int = Field(
        64 * MIB, description="Largest answer. It is complete before its first byte leaves, so it must fit in memory."
    )
    start_seconds: float = Field(120.0, gt=0, description="Time to load a release; 10 million quads take about 45 s.")

    # Answers
    cache_bytes: int = Field(
        64 * MIB, description="Ready answers kept for repeated requests, with their headers; 0 switches this off."
    )
    cache_entry_bytes: int = Field(
        MIB, description="Largest answer that is kept, so that one does not push out all others."
    )
    description_bytes: int = Field(
        64 * MIB,
        description="Descriptions of resources kept, packed, so that another format takes no query; 0 keeps none. "
        "One takes about 2 kB.",
    )
    describe_ahead: bool = Field(
        True, description="Describe resources while nobody asks for anything, until as many are kept as may be."
    )
    max_age: int = Field(
        60, description="Seconds for which clients may reuse an answer: a new release shows within a minute."
    )
    retry_seconds: int = Field(2, ge=1, description="Retry-After of 429 and 503: a worker is usually free by then.")
    page_rows: int = Field(500, description="Rows shown in the table of the query page; the download has all.")
