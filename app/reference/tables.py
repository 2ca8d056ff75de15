"""Tables behind the states and regions: only what the packages in `app.reference.states` do not know."""

REGIONS = """
001 |     | World |
002 | 001 | Africa |
015 | 002 | Northern Africa | DZA EGY LBY MAR SDN TUN
202 | 002 | Sub-Saharan Africa |
011 | 202 | Western Africa | BEN BFA CIV CPV GHA GIN GMB GNB LBR MLI MRT NER NGA SEN SLE TGO
014 | 202 | Eastern Africa | BDI COM DJI ERI ETH KEN MDG MOZ MUS MWI RWA SOM SSD SYC TZA UGA ZMB ZWE
017 | 202 | Middle Africa | AGO CAF CMR COD COG GAB GNQ STP TCD
018 | 202 | Southern Africa | BWA LSO NAM SWZ ZAF
009 | 001 | Oceania |
053 | 009 | Australia and New Zealand | AUS NZL
054 | 009 | Melanesia | FJI PNG SLB VUT
057 | 009 | Micronesia | FSM KIR MHL NRU PLW
061 | 009 | Polynesia | TON TUV WSM
019 | 001 | Americas |
021 | 019 | Northern America | CAN USA
419 | 019 | Latin America and the Caribbean |
005 | 419 | South America | ARG BOL BRA CHL COL ECU GUY PER PRY SUR URY VEN
013 | 419 | Central America | BLZ CRI GTM HND MEX NIC PAN SLV
029 | 419 | Caribbean | ATG BHS BRB CUB DMA DOM GRD HTI JAM KNA LCA TTO VCT
142 | 001 | Asia |
030 | 142 | Eastern Asia | CHN JPN KOR MNG PRK
034 | 142 | Southern Asia | AFG BGD BTN IND IRN LKA MDV NPL PAK
035 | 142 | South-eastern Asia | BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM
143 | 142 | Central Asia | KAZ KGZ TJK TKM UZB
145 | 142 | Western Asia | ARE ARM AZE BHR CYP GEO IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM
150 | 001 | Europe |
039 | 150 | Southern Europe | ALB AND BIH ESP GRC HRV ITA MKD MLT MNE PRT SMR SRB SVN VAT
151 | 150 | Eastern Europe | BGR BLR CZE HUN MDA POL ROU RUS SVK UKR
154 | 150 | Northern Europe | DNK EST FIN GBR IRL ISL LTU LVA NOR SWE
155 | 150 | Western Europe | AUT BEL CHE DEU FRA LIE LUX MCO NLD
"""
"""Regions of the M49 standard (https://unstats.un.org/unsd/methodology/m49/): code, wider one, name, states.

The states are the members (https://www.un.org/en/about-us/member-states) and the two observer states
(https://www.un.org/en/about-us/non-member-states) of the United Nations; regions without any are left out.
"""

REGION_NAMES = {
    "419": {"fr": "Amérique latine et Caraïbes", "ar": "أمريكا اللاتينية ومنطقة البحر الكاريبي"},
}
"""Where the name in CLDR covers less than the M49 region; Japanese and Urdu stay as CLDR gives them."""

STATE_NAMES = {
    "MMR": {"en": "Myanmar", "fr": "Myanmar", "ar": "ميانمار", "ja": "ミャンマー", "ur": "میانمار"},
    "PSE": {"en": "Palestine", "fr": "Palestine", "ar": "فلسطين", "ja": "パレスチナ", "ur": "فلسطین"},
    "VAT": {"en": "Holy See", "fr": "Saint-Siège", "ar": "الكرسي الرسولي"},
}
"""Where CLDR names the land or adds a former name: the short name in UNTERM, or CLDR's own short form."""

OTHER_NAMES = {
    "CIV": {"en": "Ivory Coast", "ar": "كوت ديفوار", "ur": "آئیوری کوسٹ"},
    "COD": {"en": "Congo (DRC)", "fr": "Congo (RDC)", "ar": "جمهورية الكونغو الديمقراطية", "ja": "コンゴ民主共和国"},
    "COG": {"en": "Congo (Republic)", "ar": "جمهورية الكونغو", "ja": "コンゴ共和国"},
    "CPV": {"en": "Cabo Verde", "fr": "Cabo Verde"},
    "GBR": {"en": "UK", "ja": "英国", "ur": "یو کے"},
    "MMR": {"en": "Burma", "fr": "Birmanie"},
    "SWZ": {"en": "Swaziland", "fr": "Swaziland", "ar": "سوازيلاند"},
    "TLS": {"en": "East Timor", "fr": "Timor-Leste", "ar": "تيمور الشرقية"},
    "TUR": {"en": "Turkey", "fr": "Türkiye"},
    "USA": {"en": "US", "fr": "États-Unis d'Amérique", "ja": "アメリカ", "ur": "امریکا"},
    "VAT": {"en": "Vatican City", "fr": "État de la Cité du Vatican", "ar": "الفاتيكان"},
}
"""Further names in use, after the variant forms of CLDR."""

FORMAL_NAMES = """
AFG Islamic Republic of Afghanistan | République islamique d'Afghanistan
AGO Republic of Angola | République d'Angola
ALB Republic of Albania | République d'Albanie
AND Principality of Andorra | Principauté d'Andorre
ARG Argentine Republic | République argentine
ARM Republic of Armenia | République d'Arménie
ATG Antigua and Barbuda | Antigua-et-Barbuda
AUT Republic of Austria | République d'Autriche
AZE Republic of Azerbaijan | République d'Azerbaïdjan
BDI Republic of Burundi | République du Burundi
BEL Kingdom of Belgium | Royaume de Belgique
BEN Republic of Benin | République du Bénin
BGD People's Republic of Bangladesh | République populaire du Bangladesh
BGR Republic of Bulgaria | République de Bulgarie
BHR Kingdom of Bahrain | Royaume de Bahreïn
BHS Commonwealth of the Bahamas | Commonwealth des Bahamas
BIH Bosnia and Herzegovina | Bosnie-Herzégovine
BLR Republic of Belarus | République du Bélarus
BOL Plurinational State of Bolivia | État plurinational de Bolivie
BRA Federative Republic of Brazil | République fédérative du Brésil
BRN Brunei Darussalam | Brunéi Darussalam
BTN Kingdom of Bhutan | Royaume du Bhoutan
BWA Republic of Botswana | République du Botswana
CHE Swiss Confederation | Confédération suisse
CHL Republic of Chile | République du Chili
CHN People's Republic of China | République populaire de Chine
CIV Republic of Côte d'Ivoire | République de Côte d'Ivoire
CMR Republic of Cameroon | République du Cameroun
COD Democratic Republic of the Congo | République démocratique du Congo
COG Republic of the Congo | République du Congo
COL Republic of Colombia | République de Colombie
COM Union of the Comoros | Union des Comores
CPV Republic of Cabo Verde | République de Cabo Verde
CRI Republic of Costa Rica | République du Costa Rica
CUB Republic of Cuba | République de Cuba
CYP Republic of Cyprus | République de Chypre
CZE Czech Republic | République tchèque
DEU Federal Republic of Germany | République fédérale d'Allemagne
DJI Republic of Djibouti | République de Djibouti
DMA Commonwealth of Dominica | Commonwealth de Dominique
DNK Kingdom of Denmark | Royaume du Danemark
DZA People's Democratic Republic of Algeria | République algérienne démocratique et populaire
ECU Republic of Ecuador | République de l'Équateur
EGY Arab Republic of Egypt | République arabe d'Égypte
ERI State of Eritrea | État d'Érythrée
ESP Kingdom of Spain | Royaume d'Espagne
EST Republic of Estonia | République d'Estonie
ETH Federal Democratic Republic of Ethiopia | République fédérale démocratique d'Éthiopie
FIN Republic of Finland | République de Finlande
FJI Republic of Fiji | République des Fidji
FRA French Republic | République française
FSM Federated States of Micronesia | États fédérés de Micronésie
GAB Gabonese Republic | République gabonaise
GBR United Kingdom of Great Britain and Northern Ireland | Royaume-Uni de Grande-Bretagne et d'Irlande du Nord
GHA Republic of Ghana | République du Ghana
GIN Republic of Guinea | République de Guinée
GMB Republic of the Gambia | République de Gambie
GNB Republic of Guinea-Bissau | République de Guinée-Bissau
GNQ Republic of Equatorial Guinea | République de Guinée équatoriale
GRC Hellenic Republic | République hellénique
GTM Republic of Guatemala | République du Guatemala
GUY Co-operative Republic of Guyana | République coopérative du Guyana
HND Republic of Honduras | République du Honduras
HRV Republic of Croatia | République de Croatie
HTI Republic of Haiti | République d'Haïti
IDN Republic of Indonesia | République d'Indonésie
IND Republic of India | République de l'Inde
IRN Islamic Republic of Iran | République islamique d'Iran
IRQ Republic of Iraq | République d'Iraq
ISL Republic of Iceland | République d'Islande
ISR State of Israel | État d'Israël
ITA Republic of Italy | République italienne
JOR Hashemite Kingdom of Jordan | Royaume hachémite de Jordanie
KAZ Republic of Kazakhstan | République du Kazakhstan
KEN Republic of Kenya | République du Kenya
KGZ Kyrgyz Republic | République kirghize
KHM Kingdom of Cambodia | Royaume du Cambodge
KIR Republic of Kiribati | République de Kiribati
KNA Saint Kitts and Nevis | Saint-Kitts-et-Nevis
KOR Republic of Korea | République de Corée
KWT State of Kuwait | État du Koweït
LAO Lao People's Democratic Republic | République démocratique populaire lao
LBN Lebanese Republic | République libanaise
LBR Republic of Liberia | République du Libéria
LBY State of Libya | État de Libye
LCA Saint Lucia | Sainte-Lucie
LIE Principality of Liechtenstein | Principauté du Liechtenstein
LKA Democratic Socialist Republic of Sri Lanka | République socialiste démocratique de Sri Lanka
LSO Kingdom of Lesotho | Royaume du Lesotho
LTU Republic of Lithuania | République de Lituanie
LUX Grand Duchy of Luxembourg | Grand-Duché de Luxembourg
LVA Republic of Latvia | République de Lettonie
MAR Kingdom of Morocco | Royaume du Maroc
MCO Principality of Monaco | Principauté de Monaco
MDA Republic of Moldova | République de Moldova
MDG Republic of Madagascar | République de Madagascar
MDV Republic of Maldives | République des Maldives
MEX United Mexican States | États-Unis du Mexique
MHL Republic of the Marshall Islands | République des Îles Marshall
MKD Republic of North Macedonia | République de Macédoine du Nord
MLI Republic of Mali | République du Mali
MLT Republic of Malta | République de Malte
MMR Republic of the Union of Myanmar | République de l'Union du Myanmar
MOZ Republic of Mozambique | République du Mozambique
MRT Islamic Republic of Mauritania | République islamique de Mauritanie
MUS Republic of Mauritius | République de Maurice
MWI Republic of Malawi | République du Malawi
NAM Republic of Namibia | République de Namibie
NER Republic of the Niger | République du Niger
NGA Federal Republic of Nigeria | République fédérale du Nigéria
NIC Republic of Nicaragua | République du Nicaragua
NLD Kingdom of the Netherlands | Royaume des Pays-Bas
NOR Kingdom of Norway | Royaume de Norvège
NRU Republic of Nauru | République de Nauru
OMN Sultanate of Oman | Sultanat d'Oman
PAK Islamic Republic of Pakistan | République islamique du Pakistan
PAN Republic of Panama | République du Panama
PER Republic of Peru | République du Pérou
PHL Republic of the Philippines | République des Philippines
PLW Republic of Palau | République des Palaos
PNG Independent State of Papua New Guinea | État indépendant de Papouasie-Nouvelle-Guinée
POL Republic of Poland | République de Pologne
PRK Democratic People's Republic of Korea | République populaire démocratique de Corée
PRT Portuguese Republic | République portugaise
PRY Republic of Paraguay | République du Paraguay
PSE State of Palestine | État de Palestine
QAT State of Qatar | État du Qatar
RUS Russian Federation | Fédération de Russie
RWA Republic of Rwanda | République du Rwanda
SAU Kingdom of Saudi Arabia | Royaume d'Arabie saoudite
SDN Republic of the Sudan | République du Soudan
SEN Republic of Senegal | République du Sénégal
SGP Republic of Singapore | République de Singapour
SLE Republic of Sierra Leone | République de Sierra Leone
SLV Republic of El Salvador | République d'El Salvador
SMR Republic of San Marino | République de Saint-Marin
SOM Federal Republic of Somalia | République fédérale de Somalie
SRB Republic of Serbia | République de Serbie
SSD Republic of South Sudan | République du Soudan du Sud
STP Democratic Republic of Sao Tome and Principe | République démocratique de Sao Tomé-et-Principe
SUR Republic of Suriname | République du Suriname
SVK Slovak Republic | République slovaque
SVN Republic of Slovenia | République de Slovénie
SWE Kingdom of Sweden | Royaume de Suède
SWZ Kingdom of Eswatini | Royaume d'Eswatini
SYC Republic of Seychelles | République des Seychelles
SYR Syrian Arab Republic | République arabe syrienne
TCD Republic of Chad | République du Tchad
TGO Togolese Republic | République togolaise
THA Kingdom of Thailand | Royaume de Thaïlande
TJK Republic of Tajikistan | République du Tadjikistan
TLS Democratic Republic of Timor-Leste | République démocratique du Timor-Leste
TON Kingdom of Tonga | Royaume des Tonga
TTO Republic of Trinidad and Tobago | République de Trinité-et-Tobago
TUN Republic of Tunisia | République tunisienne
TUR Republic of Türkiye | République de Türkiye
TZA United Republic of Tanzania | République-Unie de Tanzanie
UGA Republic of Uganda | République de l'Ouganda
URY Eastern Republic of Uruguay | République orientale de l'Uruguay
USA United States of America | États-Unis d'Amérique
UZB Republic of Uzbekistan | République d'Ouzbékistan
VCT Saint Vincent and the Grenadines | Saint-Vincent-et-les Grenadines
VEN Bolivarian Republic of Venezuela | République bolivarienne du Venezuela
VNM Socialist Republic of Viet Nam | République socialiste du Viet Nam
VUT Republic of Vanuatu | République de Vanuatu
WSM Independent State of Samoa | État indépendant du Samoa
YEM Republic of Yemen | République du Yémen
ZAF Republic of South Africa | République sud-africaine
ZMB Republic of Zambia | République de Zambie
ZWE Republic of Zimbabwe | République du Zimbabwe
"""
"""Formal names in English and French, as registered in the United Nations Terminology Database (UNTERM)."""

CAPITALS = {
    "ATG": "St. John's",
    "GRD": "St. George's",
    "KAZ": "Astana",
    "MDV": "Malé",
    "MNG": "Ulaanbaatar",
    "PLW": "Ngerulmud",
    "USA": "Washington, D.C.",
    "VUT": "Port Vila",
}
"""English names of capitals that GeoNames lists under an outdated or unusual name with the country."""

CAPITAL_NAMES = """
ALB Tirana | تيرانا | ティラナ | تیرانا
ARE Abou Dabi | أبوظبي | アブダビ | ابوظہبی
AUS Canberra | كانبرا | キャンベラ | کینبرا
BRA Brasilia | برازيليا | ブラジリア | برازیلیا
CAN Ottawa | أوتاوا | オタワ | اوٹاوا
CHE Berne | برن | ベルン | برن
CHN Pékin | بكين | 北京 | بیجنگ
CIV Yamoussoukro | ياموسوكرو | ヤムスクロ | یاموسوکرو
IND New Delhi | نيودلهي | ニューデリー | نئی دہلی
KAZ Astana | أستانا | アスタナ | آستانہ
KWT Koweït | مدينة الكويت | クウェート市 | کویت شہر
MAR Rabat | الرباط | ラバト | رباط
NGA Abuja | أبوجا | アブジャ | ابوجا
NZL Wellington | ويلينغتون | ウェリントン | ویلنگٹن
PAK Islamabad | إسلام آباد | イスラマバード | اسلام آباد
PSE Jérusalem-Est | القدس الشرقية | 東エルサレム | مشرقی یروشلم
QAT Doha | الدوحة | ドーハ | دوحہ
TUR Ankara | أنقرة | アンカラ | انقرہ
TZA Dodoma | دودوما | ドドマ | ڈوڈوما
USA Washington | واشنطن العاصمة | ワシントンD.C. | واشنگٹن ڈی سی
VNM Hanoï | هانوي | ハノイ | ہنوئی
ZAF Pretoria | بريتوريا | プレトリア | پریٹوریا
"""
"""Names in French, Arabic, Japanese and Urdu of capitals that documents often name and CLDR does not."""

CAPITAL_REMARKS = {
    "BEN": {
        "en": "Porto-Novo is the official capital; the government sits in Cotonou.",
        "fr": "Porto-Novo est la capitale officielle ; le gouvernement siège à Cotonou.",
    },
    "BOL": {
        "en": "Sucre is the capital under the constitution; the government sits in La Paz.",
        "fr": "Sucre est la capitale selon la constitution ; le gouvernement siège à La Paz.",
    },
    "CIV": {
        "en": "Yamoussoukro is the official capital; Abidjan remains a seat of government.",
        "fr": "Yamoussoukro est la capitale officielle ; Abidjan reste un siège du gouvernement.",
    },
    "GNQ": {
        "en": "Ciudad de la Paz has been the capital since January 2026; before, it was Malabo.",
        "fr": "Ciudad de la Paz est la capitale depuis janvier 2026 ; auparavant, c'était Malabo.",
    },
    "ISR": {
        "en": "Israel designates Jerusalem as its capital; the status of the city is disputed.",
        "fr": "Israël désigne Jérusalem comme sa capitale ; le statut de la ville est contesté.",
    },
    "LKA": {
        "en": "The executive works in Colombo; parliament sits in Sri Jayewardenepura Kotte.",
        "fr": "L'exécutif se trouve à Colombo ; le parlement siège à Sri Jayewardenepura Kotte.",
    },
    "NLD": {
        "en": "Amsterdam is the capital; the government sits in The Hague.",
        "fr": "Amsterdam est la capitale ; le gouvernement siège à La Haye.",
    },
    "NRU": {
        "en": "Nauru has no official capital; the government offices are in Yaren.",
        "fr": "Nauru n'a pas de capitale officielle ; les services du gouvernement se trouvent à Yaren.",
    },
    "PSE": {
        "en": "Palestine claims East Jerusalem, whose status is disputed; the government sits in Ramallah.",
        "fr": "La Palestine revendique Jérusalem-Est, au statut contesté ; le gouvernement siège à Ramallah.",
    },
    "SWZ": {
        "en": "Mbabane is the administrative capital; Lobamba is the seat of king and parliament.",
        "fr": "Mbabane est la capitale administrative ; Lobamba est le siège du roi et du parlement.",
    },
    "ZAF": {
        "en": "Pretoria seats the executive, Cape Town the parliament, Bloemfontein the appeal court.",
        "fr": "Pretoria est le siège de l'exécutif, Le Cap du parlement, Bloemfontein de la cour d'appel.",
    },
}
"""What a single capital does not tell: organs of the state that sit elsewhere, and disputed status.

After the capital entries of The World Factbook (CIA, public domain); for Equatorial Guinea after press reports
of the decree (https://fr.allafrica.com/stories/202601060224.html).
"""
