"""Claims: how firm they are, who speaks, what was promised, and where sides contradict each other."""

from collections import Counter

from tests.readings.files import Files, Record, english, several, texts, value_of
from tests.readings.stored import Rows, answers
from tests.readings.terms import LADDER, below, property_name

REAL = ("body-status:established", "body-status:dissolved")


@answers("claims/count-claims-by-modality")
def count_claims_by_modality(files: Files) -> Rows:
    counts = Counter((claim["statedIn"], claim["modality"]) for claim in files.said.values())
    for (source, modality), number in counts.items():
        step = str(LADDER.index(modality) + 1) if modality in LADDER else ""
        yield source, step, f"modality:{modality}", str(number)


@answers("claims/list-hedges")
def list_hedges(files: Files) -> Rows:
    for name, claim in files.claims.items():
        if claim["modality"] == "hedged":
            yield name, english(claim), *(texts(claim.get("hedgeCue")) or [""])


@answers("claims/list-denials")
def list_denials(files: Files) -> Rows:
    for name, claim in files.claims.items():
        if claim["polarity"] == "denied":
            yield name, english(claim), claim["statedIn"]


@answers("claims/list-quantities")
def list_quantities(files: Files) -> Rows:
    for name, claim in files.claims.items():
        if claim["type"] == "QuantityClaim":
            yield name, english(claim), f"quantifier:{claim['quantifier']}", claim["claimValue"]


@answers("claims/trace-speakers")
def trace_speakers(files: Files) -> Rows:
    counts = Counter(
        (speaker, claim.get("viaStatement", ""), f"modality:{claim['modality']}")
        for claim in files.claims.values()
        for speaker in several(claim.get("attributedTo"))
    )
    return [(*key, str(number)) for key, number in counts.items()]


def triple(claim: Record) -> tuple[str, str, str]:
    """Return subject, predicate and value of a claim; empty texts where it has none."""
    return claim.get("claimSubject", ""), claim.get("claimPredicate", ""), value_of(claim)


@answers("claims/find-unfulfilled-promises")
def find_unfulfilled_promises(files: Files) -> Rows:
    affirmed = {name: claim for name, claim in files.claims.items() if claim["polarity"] == "affirmed"}
    done = {triple(claim) for claim in affirmed.values() if claim["modality"] == "realised" and value_of(claim)}
    founded = {
        name for name in files.of_kind("body") if {"established", "dissolved"} & {*files.values(name, "bodyStatus")}
    }
    for name, claim in affirmed.items():
        subject, predicate, _ = triple(claim)
        kept = triple(claim) in done or (predicate == "bodyStatus" and subject in founded)
        if claim["modality"] in ("decided", "committed") and not kept:
            for speaker in several(claim.get("attributedTo")) or [""]:
                yield name, english(claim), f"modality:{claim['modality']}", speaker


@answers("claims/compare-terms-and-speech")
def compare_terms_and_speech(files: Files) -> Rows:
    for claim in files.claims.values():
        agreement, predicate, provision = triple(claim)
        if predicate == "hasProvision":
            terms = [term["id"] for term in files.values(agreement, "hasProvision")]
            for speaker in several(claim.get("attributedTo")) if provision not in terms else []:
                modality = f"modality:{claim['modality']}"
                yield agreement, speaker, modality, provision, english(files.told(provision)[0])


@answers("claims/list-expected-bodies")
def list_expected_bodies(files: Files) -> Rows:
    for name in files.of_kind("body"):
        status = files.status(name, "bodyStatus")
        if files.types(name) & below("WorkingBody") and status and status not in REAL:
            yield from ((name, english(files.told(name)[0]), status, source) for source in files.records[name])


@answers("claims/find-presupposed-bodies")
def find_presupposed_bodies(files: Files) -> Rows:
    for name, claim in files.claims.items():
        body, predicate, status = triple(claim)
        if (predicate, status, claim["modality"]) == ("bodyStatus", REAL[0], "presupposed"):
            yield body, files.status(body, "bodyStatus"), name, claim["statedIn"]


@answers("claims/find-contradictions")
def find_contradictions(files: Files) -> Rows:
    for name, record in files.contradictions().items():
        for side in (files.claims[claim] for claim in record["involvesClaim"]):
            kind = f"contradiction-kind:{record['contradictionKind']}"
            for ruling in several(record.get("resolvedBy")) or [""]:
                yield name, kind, english(side), side["statedIn"], rule_of(record), ruling


def rule_of(record: Record) -> str:
    """Return what decided a contradiction that a curator recorded."""
    return f"resolution-rule:{'editorial-resolution' if record.get('resolvedBy') else 'undecided'}"


@answers("claims/weigh-contradicting-values")
def weigh_contradicting_values(files: Files) -> Rows:
    for name, record in files.contradictions().items():
        for side in (files.claims[claim] for claim in record["involvesClaim"]):
            subject, predicate, value = triple(side)
            if predicate:
                spelt = {value, value.rpartition(":")[2]}  # a dossier writes concepts without their kind
                believed = str(bool(spelt & {*stands_plain(files, subject, predicate)})).lower()
                yield name, subject, property_name(predicate), value, side["statedIn"], believed, rule_of(record)


def stands_plain(files: Files, subject: str, predicate: str) -> list[str]:
    """Return what is held to be so: the editors' value, what documents report, or the status that claims support."""
    if settled := files.settled.get((subject, predicate)):
        return [settled]
    if predicate == "bodyStatus":
        return [files.status(subject, predicate)]
    found: list[str] = []
    for value in files.values(subject, predicate):
        found += texts(value) if isinstance(value, dict) else [value]
    return found
