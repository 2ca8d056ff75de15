"""What a review file shows of a record, a name or a title, so that a person can decide by it."""

from app.register.offices import Office
from app.register.persons import Naming
from app.register.records import Record


def shown_record(record: Record) -> dict[str, object]:
    """Return what tells one event or agreement from another."""
    shown = {
        "record": record.id,
        "title": record.title,
        "event": f"{record.event_type}, {record.modality}, {record.event_date or 'no date'}, "
        f"published {record.published or 'on no printed day'}",
        "place": record.place,
        "parties": ", ".join(record.parties),
        "people": ", ".join(official.name for official in record.officials),
        "agreement": f"{record.agreement.title} ({record.agreement.kind}, {record.agreement.status})"
        if record.agreement
        else None,
        "facts": list(record.texts),
        "note": record.note,
    }
    return {key: value for key, value in shown.items() if value}


def shown_naming(naming: Naming) -> dict[str, object]:
    """Return what is known of who bears a name."""
    return {
        "name": naming.name,
        "side": naming.side,
        "titles": sorted(" ".join(title) for title in naming.titles),
        "years": sorted(naming.years),
        "records": sorted(naming.records),
    }


def shown_office(office: Office) -> dict[str, object]:
    """Return how a title is printed, who bears it and when."""
    holders = {person: ", ".join(map(str, sorted(years))) or "no year" for person, years in office.holders.items()}
    return {
        "title": office.title.text,
        "side": office.side,
        "holders": [f"{person} ({years})" for person, years in sorted(holders.items())],
        "records": sorted(office.records),
    }
