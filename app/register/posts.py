"""Posts as documents print them: several in one line, in changing words, of one office.

``parse_post`` takes a line such as "Deputy Prime Minister, acting Minister of ICT" apart; the ``key`` of a title is
what its spellings have in common, so that "Digital Transformation Minister" and "Minister for Digital Transformation"
meet.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from app.build.shorthand import slug

_TITLE_WORDS = (
    "minister president premier chancellor secretary ambassador commissioner director chief chair chairman "
    "chairperson chairwoman "
    "governor ceo cto cio deputy vice head envoy representative councillor counsellor speaker advisor adviser "
    "prince king "
    "mayor permanent under-secretary undersecretary commander coordinator spokesperson negotiator nuncio "
    "president-elect acting "
    "caretaker general executive managing administrator member dean co-chair"
).split()
_STARTS = re.compile(rf"(?:{'|'.join(_TITLE_WORDS)})\b", re.IGNORECASE)
_STOP = frozenset(
    "of for the and to in charge a an on at with federal union honourable his her hon national republic".split()
)
_CAPACITY = {"acting": "acting", "interim": "acting", "caretaker": "caretaker"}
_NOT_HELD = re.compile(
    r"\b(elect|designate|former|ex|outgoing|incoming|candidate|nominee|late)\b|^(the )?future\b", re.IGNORECASE
)
_SAME = {
    "ict": "information communication technology", "icts": "information communication technology",
    "it": "information technology", "telecommunication": "telecom", "telecommunications": "telecom",
    "communications": "communication", "technologies": "technology", "tech": "technology", "posts": "post",
    "postal": "post",
    "external": "foreign", "affairs": "", "affair": "", "matters": "", "commerce": "commerce",
    "digitalization": "digitalisation",
    "digitization": "digitalisation", "digitisation": "digitalisation", "transition": "transformation",
    "adviser": "advisor",
    "innovations": "innovation", "services": "service", "electronics": "electronic", "afairs": "", "centre": "center",
    "defence": "defense", "labour": "labor", "vice-president": "vice president", "premier": "prime minister",
    "administrative": "administration", "ai": "artificial intelligence", "undersecretary": "under secretary",
}  # fmt: skip
_GENERIC = frozenset(
    "minister,commissioner,director,official,representative,member,secretary,head,chair,delegate,deputy minister,"
    "state minister,spokesperson,expert,officer,president commission,senior official,vice "
    "minister,advisor,cabinet secretary,"
    "permanent secretary,director general,chief,minister state,envoy,negotiator,chief executive,under "
    "secretary,ceo".split(",")
)
_GOVERNMENT = re.compile(
    r"^(prime minister|premier|(federal )?chancellor|president of the government|head of government|taoiseach)$",
    re.I,
)
_MINISTER = re.compile(
    r"\bminist(er|ers)\b|\bcabinet secretary\b|\bsecretary of state\b|\bfederal councillor\b|\bpolicy minister\b", re.I
)


@dataclass(frozen=True)
class Title:
    """One office as a document names it; ``held`` is false for a former holder or one who is still to take office."""

    text: str
    capacity: str
    held: bool

    @property
    def key(self) -> tuple[str, ...]:
        """What the spellings of this title have in common."""
        return title_key(self.text)

    @property
    def is_office(self) -> bool:
        """Whether the title tells one office from others by itself: "Minister" alone does not."""
        return bool(self.key) and " ".join(self.key) not in _GENERIC_KEYS

    @property
    def kind(self) -> str:
        """The class of the office in the ontology."""
        plain = re.sub(r"^(the|deputy)\s+", "", self.text.strip(), flags=re.IGNORECASE)
        if _GOVERNMENT.match(plain) and not self.text.lower().startswith("deputy"):
            return "HeadOfGovernmentOffice"
        if _receiving(self.text):
            return "AmbassadorialOffice"
        if re.search(r"\bsecretary[- ]general\b", self.text, re.IGNORECASE):
            return "SecretariatOffice"
        return "MinisterialOffice" if _MINISTER.search(self.text) else "Office"

    @property
    def receiving(self) -> str | None:
        """The country that an ambassador is sent to, as printed."""
        return _receiving(self.text)

    @property
    def slug(self) -> str:
        """Words for an address."""
        words = [word for word in slug(anyascii(self.text)).split("-") if word not in {"of", "for", "the", "and", "s"}]
        return "-".join(words[:9])


def _receiving(text: str) -> str | None:
    found = re.match(
        r"(?:the )?(?:ambassador|high commissioner)(?:[- ]designate)? to (?:the )?(.+)$", text.strip(), re.IGNORECASE
    )
    return found[1] if found else None


@lru_cache(maxsize=5000)
def title_key(text: str) -> tuple[str, ...]:
    """Return the words that tell an office from others, sorted.

    >>> title_key("Digital Transformation Minister") == title_key("Minister for Digital Transformation")
    True
    >>> title_key("Minister of ICT") == title_key("Minister of Information and Communications Technologies")
    True
    """
    words = re.findall(r"[a-z0-9]+(?:-[a-z]+)?", anyascii(text).lower().replace("'s ", " ").replace("&", " and "))
    plain: list[str] = []
    for word in words:
        for part in _SAME.get(word, word.replace("-", " ")).split():
            plain += _SAME.get(part, part).split()
    return tuple(sorted({word for word in plain if word not in _STOP and word not in _CAPACITY}))


_GENERIC_KEYS = frozenset(" ".join(title_key(item)) for item in _GENERIC)


def parse_post(post: str | None) -> list[Title]:
    """Return the titles that a post names, the first one first.

    >>> [title.text for title in parse_post("Deputy Prime Minister, acting Minister for Trade, Tourism and Investment")]
    ['Deputy Prime Minister', 'Minister for Trade, Tourism and Investment']
    """
    if not post:
        return []
    parts: list[str] = []
    for piece in re.split(
        r"[,;]\s+|\s+and\s+(?=(?:the\s+)?(?:" + "|".join(_TITLE_WORDS) + r")\b)", post, flags=re.IGNORECASE
    ):
        if parts and not _STARTS.match(piece.removeprefix("the ")) and not re.match(r"[A-Z][\w-]+ Minister\b", piece):
            parts[-1] = f"{parts[-1]}, {piece}"
        else:
            parts.append(piece)
    if len(parts) > 1 and re.match(r"(crown )?(prince|king)$", parts[0], re.IGNORECASE):
        parts = parts[1:]
    return [_title(part) for part in parts]


def _title(text: str) -> Title:
    capacity = next(
        (_CAPACITY[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _CAPACITY), "substantive"
    )
    plain = re.sub(
        r"^(the\s+)?((acting|interim|caretaker|(federal|union)(?= minister))\s+)+",
        "",
        text.strip(),
        flags=re.IGNORECASE,
    )
    plain = re.sub(r"\s*\((acting|interim|caretaker)\)", "", plain, flags=re.IGNORECASE)
    return Title(plain[:1].upper() + plain[1:], capacity, not _NOT_HELD.search(text))


def slug_of(text: str) -> str:
    """Return a text in plain letters for an address.

    >>> slug_of("Amal El Fallah Seghrouchni")
    'amal-el-fallah-seghrouchni'
    """
    return slug(re.sub(r"['`’‘ʻʼ]", "", anyascii(text)))
