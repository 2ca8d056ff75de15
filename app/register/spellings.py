"""How documents write names: the tag of their language, and addresses for spellings that have the same words."""

from app.build.shorthand import slug
from app.register.identity import Identities, side_of
from app.register.known import Known
from app.register.records import Record

_LATIN = frozenset(
    "en fr es pt it de pl nl sk sw tr id fil vi uz cs ro hu da sv fi no et lv lt hr sl sq az ms mt".split()
)


def language_of(record: Record) -> str:
    """Return the tag of the names in a record: a text in another script gives them in Latin letters."""
    return record.lang if record.lang in _LATIN else f"{record.lang}-latn"


def name_colliding_spellings(
    records: list[Record], known: Known, identities: Identities
) -> dict[tuple[str, str, str], str]:
    """Return names for the spellings that would share one: "S. Iswaran" and "S Iswaran" have the same words."""
    forms: dict[tuple[str, str, str], set[str]] = {}
    taken = {(naming.known, slug(naming.name)): naming.name for naming in known.namings}
    for record in records:
        for official in record.officials:
            person, tag = identities.person(record, official, side_of(official, known)), language_of(record)
            forms.setdefault((person, tag, slug(official.name)), set()).add(official.name)
    names = {}
    for (person, tag, words), found in forms.items():
        first = taken.get((person, words)) or min(found)  # the project's own spelling has the plain name already
        for number, form in enumerate(sorted(found - {first}), 2):
            names[person, tag, form] = f"name:{person.partition(':')[2]}-{words}-{tag}-{number}"
    return names
