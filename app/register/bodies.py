"""The bodies that a register calls agreements: a joint centre, an alliance, a task force, which comes into being.

A body is told apart as the agreements are, and its former address as an agreement leads to it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.register.agreements import stage_of
from app.register.identity import Identities
from app.register.records import Record
from app.register.shared import Draft, Shared, is_real
from app.register.tables import Tables


def find_bodies(
    records: Iterable[Record], tables: Tables, identities: Identities, best: Callable[[list[Record]], Record]
) -> dict[str, Shared]:
    """Return the body that each record is about; ``best`` chooses the record whose words name it."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.agreement and tables.body_of(record.agreement.kind):
            groups[identities.agreements[record.id]].append(record)
    found: dict[str, Shared] = {}
    for former, group in sorted(groups.items()):
        first = best(group)
        assert first.agreement
        kinds = {item.id: [tables.body_of(item.agreement.kind) or ""] for item in group if item.agreement}
        body = Shared(address_of(former), group, first.id, first.agreement.title, kinds)
        found |= {item.id: body for item in group}
    return found


def address_of(agreement: str) -> str:
    """Return the address of a body by the one that it would have as an agreement."""
    return f"body:{agreement.partition(':')[2]}"


def former_addresses(bodies: Mapping[str, Shared], identities: Identities) -> dict[str, str]:
    """Return the addresses as agreements, each with that of the body in its place."""
    return {identities.agreements[key]: body.address for key, body in bodies.items()}


def is_established(record: Record, tables: Tables) -> bool:
    """Return whether a document tells that its body came into being."""
    return is_real(record) and not stage_of(record, tables).future


def write_body(draft: Draft, body: Shared) -> None:
    """Report a body as established, or mention it with a claim where it is still to come."""
    record = draft.record
    entry: dict[str, Any] = {"id": body.address, "type": body.classes[record.id][0]}
    if body.label_at == record.id:
        entry["label"] = {"en": body.label}
    if is_established(record, draft.world.tables):
        draft.reports.append(entry | {"bodyStatus": "established"})
        return
    draft.mentions.append(entry)
    draft.claim("The body is planned", (body.address, "bodyStatus", "body-status:expected"), "planned")
