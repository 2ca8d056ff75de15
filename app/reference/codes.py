"""Codes by which political science names states: Correlates of War and CAMEO.

Both lists are of their years: a state that came later has no code, and none is made up here.
"""

from collections.abc import Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad

from app.namespaces import dd

COW = """
AFG AFG 700 | AGO ANG 540 | ALB ALB 339 | AND AND 232 | ARE UAE 696 | ARG ARG 160 | ARM ARM 371 | ATG AAB 58
AUS AUL 900 | AUT AUS 305 | AZE AZE 373 | BDI BUI 516 | BEL BEL 211 | BEN BEN 434 | BFA BFO 439 | BGD BNG 771
BGR BUL 355 | BHR BAH 692 | BHS BHM 31 | BIH BOS 346 | BLR BLR 370 | BLZ BLZ 80 | BOL BOL 145 | BRA BRA 140
BRB BAR 53 | BRN BRU 835 | BTN BHU 760 | BWA BOT 571 | CAF CEN 482 | CAN CAN 20 | CHE SWZ 225 | CHL CHL 155
CHN CHN 710 | CIV CDI 437 | CMR CAO 471 | COD DRC 490 | COG CON 484 | COL COL 100 | COM COM 581 | CPV CAP 402
CRI COS 94 | CUB CUB 40 | CYP CYP 352 | CZE CZR 316 | DEU GMY 255 | DJI DJI 522 | DMA DMA 54 | DNK DEN 390
DOM DOM 42 | DZA ALG 615 | ECU ECU 130 | EGY EGY 651 | ERI ERI 531 | ESP SPN 230 | EST EST 366 | ETH ETH 530
FIN FIN 375 | FJI FIJ 950 | FRA FRN 220 | FSM FSM 987 | GAB GAB 481 | GBR UKG 200 | GEO GRG 372 | GHA GHA 452
GIN GUI 438 | GMB GAM 420 | GNB GNB 404 | GNQ EQG 411 | GRC GRC 350 | GRD GRN 55 | GTM GUA 90 | GUY GUY 110
HND HON 91 | HRV CRO 344 | HTI HAI 41 | HUN HUN 310 | IDN INS 850 | IND IND 750 | IRL IRE 205 | IRN IRN 630
IRQ IRQ 645 | ISL ICE 395 | ISR ISR 666 | ITA ITA 325 | JAM JAM 51 | JOR JOR 663 | JPN JPN 740 | KAZ KZK 705
KEN KEN 501 | KGZ KYR 703 | KHM CAM 811 | KIR KIR 946 | KNA SKN 60 | KOR ROK 732 | KWT KUW 690 | LAO LAO 812
LBN LEB 660 | LBR LBR 450 | LBY LIB 620 | LCA SLU 56 | LIE LIE 223 | LKA SRI 780 | LSO LES 570 | LTU LIT 368
LUX LUX 212 | LVA LAT 367 | MAR MOR 600 | MCO MNC 221 | MDA MLD 359 | MDG MAG 580 | MDV MAD 781 | MEX MEX 70
MHL MSI 983 | MKD MAC 343 | MLI MLI 432 | MLT MLT 338 | MMR MYA 775 | MNE MNG 341 | MNG MON 712 | MOZ MZM 541
MRT MAA 435 | MUS MAS 590 | MWI MAW 553 | MYS MAL 820 | NAM NAM 565 | NER NIR 436 | NGA NIG 475 | NIC NIC 93
NLD NTH 210 | NOR NOR 385 | NPL NEP 790 | NRU NAU 970 | NZL NEW 920 | OMN OMA 698 | PAK PAK 770 | PAN PAN 95
PER PER 135 | PHL PHI 840 | PLW PAL 986 | PNG PNG 910 | POL POL 290 | PRK PRK 731 | PRT POR 235 | PRY PAR 150
QAT QAT 694 | ROU ROM 360 | RUS RUS 365 | RWA RWA 517 | SAU SAU 670 | SDN SUD 625 | SEN SEN 433 | SGP SIN 830
SLB SOL 940 | SLE SIE 451 | SLV SAL 92 | SMR SNM 331 | SOM SOM 520 | SRB YUG 345 | SSD SSD 626 | STP STP 403
SUR SUR 115 | SVK SLO 317 | SVN SLV 349 | SWE SWD 380 | SWZ SWA 572 | SYC SEY 591 | SYR SYR 652 | TCD CHA 483
TGO TOG 461 | THA THI 800 | TJK TAJ 702 | TKM TKM 701 | TLS ETM 860 | TON TON 955 | TTO TRI 52 | TUN TUN 616
TUR TUR 640 | TUV TUV 947 | TWN TAW 713 | TZA TAZ 510 | UGA UGA 500 | UKR UKR 369 | URY URU 165 | USA USA 2
UZB UZB 704 | VCT SVG 57 | VEN VEN 101 | VNM DRV 816 | VUT VAN 935 | WSM WSM 990 | XKX KOS 347 | YEM YEM 679
ZAF SAF 560 | ZMB ZAM 551 | ZWE ZIM 552
"""
"""ISO code, Correlates of War abbreviation and number: State System Membership v2016 (https://correlatesofwar.org/).

Serbia stands there as Yugoslavia, of which the other successors have numbers of their own. The Holy See has none: the
Papal States ended in 1860.
"""

CAMEO_OTHER = {"IMN": "IMY", "MNE": "MTN", "ROU": "ROM", "TLS": "TMP"}
"""Codes of table 9.1 of the CAMEO manual, version 1.1b3 (March 2012), that are not those of ISO 3166-1."""

CAMEO_NONE = {"CUW", "GGY", "JEY", "SSD", "TWN", "XKX"}
"""States and territories that table 9.1 of the CAMEO manual does not have."""


def code_quads(actor: NamedNode, code: str) -> Iterator[Quad]:
    """Return the codes of a state or territory that has this ISO code."""
    if code in _cow():
        abbreviation, number = _cow()[code]
        yield Quad(actor, dd("cowCode"), Literal(abbreviation))
        yield Quad(actor, dd("cowNumber"), Literal(number))
    if code not in CAMEO_NONE:
        yield Quad(actor, dd("cameoCode"), Literal(CAMEO_OTHER.get(code, code)))


@cache
def _cow() -> dict[str, tuple[str, int]]:
    rows = (row.split() for line in COW.strip().splitlines() for row in line.split(" | "))
    return {code: (abbreviation, int(number)) for code, abbreviation, number in rows}
