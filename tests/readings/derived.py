"""What rules derive from the documents, derived once more: who took part, met, signed, and which claims disagree."""

from collections.abc import Iterable

from tests.readings.files import Files, several, value_of
from tests.readings.provenance import events
from tests.readings.stored import Rows, answers
from tests.readings.terms import below

PRINCIPALS = {"counterpart", "host", "head-of-delegation"}
Pairs = set[tuple[str, str]]


@answers("provenance/count-derived-statements")
def count_derived_statements(files: Files) -> Rows:
    involved = involves_state(files)
    derived: dict[str, Iterable[object]] = {
        "contradicts": contradicts(files),
        "hasParticipant": has_participant(files),
        "hasSignatory": has_signatory(files),
        "holdsOffice": {
            (h, *files.values(h, "holder"), *files.values(h, "heldOffice")) for h in files.of_kind("holding")
        },
        "inEvent": {(name, part["participant"], part["role"]) for name in events(files) for part in parts(files, name)},
        "interactedWith": interacted_with(files, involved),
        "involvesState": involved,
        "metWith": met_with(files),
    }
    return [(f"dd:{name}", str(len(set(found)))) for name, found in derived.items()]


def parts(files: Files, event: str) -> list[dict[str, str]]:
    """Return who took part in an event, in which role."""
    return files.values(event, "hasParticipation")


def held(files: Files) -> list[str]:
    """Return the events that took place."""
    return [name for name in events(files) if "held" in files.values(name, "eventStatus")]


def has_participant(files: Files) -> Pairs:
    """Return event and actor: who took part, and for whom."""
    return {
        (name, actor)
        for name in held(files)
        for part in parts(files, name)
        for actor in [part["participant"], *several(part.get("onBehalfOf"))]
    }


def involves_state(files: Files) -> Pairs:
    """Return event and state: states themselves, of a body of government, or of a delegation."""
    records = [*files.reference, *files.editorial]
    state_of = {record["id"]: record["partOfGovernmentOf"] for record in records if "partOfGovernmentOf" in record}
    for delegation in files.of_kind("delegation"):
        (state_of[delegation],) = files.values(delegation, "delegationOf")
    actors = has_participant(files)
    for name in held(files):
        actors |= {(name, actor) for key in ("hostedBy", "visitTo", "visitBy") for actor in files.values(name, key)}
    states = {(name, state_of.get(actor, actor)) for name, actor in actors}
    return {(name, state) for name, state in states if state.startswith("state:")}


def interacted_with(files: Files, involved: Pairs) -> Pairs:
    """Return states that one event involves; a forum brings all together and tells nothing of two."""
    pairs = {(name, one, other) for name, one in involved for same, other in involved if name == same and one != other}
    return {(one, other) for name, one, other in pairs if "ForumEdition" not in files.types(name)}


def met_with(files: Files) -> Pairs:
    """Return people who met as principals, or signed together."""
    found = set()
    for name in held(files):
        roles = PRINCIPALS if files.types(name) & below("Meeting") else set()
        roles = roles | ({"signatory"} if "SigningCeremony" in files.types(name) else set())
        people = {part["participant"] for part in parts(files, name) if part["role"] in roles}
        people = {person for person in people if person.startswith("person:")}
        found |= {(one, other) for one in people for other in people if one != other}
    return found


def has_signatory(files: Files) -> Pairs:
    """Return agreement and person: who signed at the event of a signature."""
    return {
        (agreement, part["participant"])
        for act in files.of_kind("act")
        if files.values(act, "actType") == ["signature"]
        for agreement in files.values(act, "actOn")
        for event in files.values(act, "actDuring")
        for part in parts(files, event)
        if part["role"] == "signatory"
    }


def contradicts(files: Files) -> Pairs:
    """Return the claims of one contradiction that do not say the same."""
    found = set()
    for record in files.contradictions().values():
        sides = [(name, files.claims[name]) for name in record["involvesClaim"]]
        for one, first in sides:
            for other, second in sides:
                says = [(value_of(claim), claim["polarity"], claim["modality"]) for claim in (first, second)]
                if one != other and (says[0] != says[1] or not says[0][0]):
                    found.add((one, other))
    return found
