"""Agreements: acts, parties, signatories, undertakings, and what is open about them."""

from tests.readings.files import Files, english, several
from tests.readings.stored import Rows, answers
from tests.readings.terms import broader, property_name


@answers("agreements/list-agreement-acts")
def list_agreement_acts(files: Files) -> Rows:
    for act in files.of_kind("act"):
        (agreement,) = files.values(act, "actOn")
        kind = files.settled.get((act, "actType")) or f"act-type:{files.values(act, 'actType')[0]}"
        for actor in files.values(act, "actBy") or [""]:
            yield agreement, act, kind, actor, *files.date(act)


@answers("agreements/list-agreement-parties")
def list_agreement_parties(files: Files) -> Rows:
    for name in files.of_kind("agreement"):
        (kind,), (status,) = files.values(name, "type"), files.values(name, "agreementStatus")
        parties = files.values(name, "hasParty")
        pairs = ((one, other) for one in parties for other in parties if one < other)
        yield from ((*pair, name, f"dd:{kind}", f"agreement-status:{status}") for pair in pairs)


@answers("agreements/list-signatories")
def list_signatories(files: Files) -> Rows:
    for event in files.of_kind("event"):
        signing = [part for part in files.values(event, "hasParticipation") if part["role"] == "signatory"]
        agreements = [name for name in files.values(event, "resultedIn") if name.startswith("agreement:")]
        yield from ((name, part["participant"], part["onBehalfOf"]) for name in agreements for part in signing)


@answers("agreements/list-undertakings")
def list_undertakings(files: Files) -> Rows:
    for name in files.of_kind("agreement"):
        for provision in files.values(name, "hasProvision"):
            for kind in several(provision.get("provisionKind")) or [""]:
                yield name, provision["id"], english(provision), kind and f"provision-kind:{kind}"


@answers("agreements/find-one-sided-gains")
def find_one_sided_gains(files: Files) -> Rows:
    for name in files.of_kind("provision"):
        bound, gaining = files.values(name, "obligor"), files.values(name, "beneficiary")
        yield from ((name, one, other) for one in bound if one not in gaining for other in gaining)


@answers("agreements/find-open-questions")
def find_open_questions(files: Files) -> Rows:
    for name in files.of_kind("agreement"):
        for key in files.values(name, "leavesOpen"):
            if not files.values(name, key) and (name, key) not in files.settled:
                yield name, property_name(key)


@answers("agreements/find-agreements-by-topic")
def find_agreements_by_topic(files: Files) -> Rows:
    found = set()
    for name in files.of_kind("agreement"):
        covered = set(files.values(name, "coversTopic"))
        for provision in files.values(name, "hasProvision"):
            covered |= set(several(provision.get("coversTopic")))
        found |= {(name, f"topic:{topic}") for topic in covered if "digital-government" in broader(topic)}
    return found


@answers("agreements/place-signatures")
def place_signatures(files: Files) -> Rows:
    for event in files.of_kind("event"):
        if "SigningCeremony" in files.types(event):
            date = files.date(event)[0]
            latest = date.split("/")[-1]
            for agreement in files.values(event, "resultedIn"):
                yield from ((agreement, place, date, latest) for place in files.values(event, "tookPlaceAt"))


@answers("agreements/trace-foundations")
def trace_foundations(files: Files) -> Rows:
    for name in files.of_kind("agreement"):
        for foundation in files.values(name, "buildsOn"):
            yield name, foundation, english(files.told(foundation)[0])
