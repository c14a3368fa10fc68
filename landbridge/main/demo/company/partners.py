"""Whom the company buys from and sells to: names and addresses in their own scripts.

All names and addresses are invented; e-mail addresses end in the reserved domain `.example`.
"""

from landbridge.main.demo.company.model import AddressData, PartyData

# code, name, language, street, postal code, city, country, phone
_SUPPLIERS = (
    ("S2001", "Rize Çay Dağıtım A.Ş.", "tr", "Atatürk Caddesi 118", "53100", "Rize", "TR",
     "+90 464 555 01 18"),
    ("S2002", "Speicherstadt Teeimport GmbH", "de", "Brooktorkai 22", "20457", "Hamburg", "DE",
     "+49 40 5550 2200"),
    ("S2003", "Αιγαίο Τρόφιμα Α.Ε.", "el", "Λεωφόρος Νίκης 41", "546 22", "Θεσσαλονίκη", "GR",
     "+30 2310 555 041"),
    ("S2004", "Słodka Fabryka Toruń Sp. z o.o.", "pl", "ul. Żółkiewskiego 17", "87-100", "Toruń",
     "PL", "+48 56 555 17 00"),
    ("S2005", "Čistá Chemie s.r.o.", "cs", "Průmyslová 903/8", "400 01", "Ústí nad Labem", "CZ",
     "+420 475 555 903"),
    ("S2006", "Van der Meer Reiniging B.V.", "nl", "Maashaven Oostzijde 155", "3072 HS",
     "Rotterdam", "NL", "+31 10 555 0155"),
    ("S2007", "Laboratoires Côte d’Opale SAS", "fr", "12 rue de l’Écluse", "62200",
     "Boulogne-sur-Mer", "FR", "+33 3 55 50 12 12"),
    ("S2008", "Bergische Werkzeugschmiede KG", "de", "Hämmerstraße 5a", "42857", "Remscheid", "DE",
     "+49 2191 555 05"),
    ("S2009", "宁波海星工具有限公司", "zh", "北仑区明州路 268 号", "315800", "宁波", "CN",
     "+86 574 5550 0268"),
    ("S2010", "株式会社みなと電動工具", "ja", "港区海岸三丁目18番1号", "108-0022", "東京", "JP",
     "+81 3 5550 0181"),
    ("S2011", "Śruba i Spółka S.A.", "pl", "ul. Hutnicza 44", "41-800", "Zabrze", "PL",
     "+48 32 555 44 10"),
    ("S2012", "Skärgårdens Papper AB", "sv", "Hamngatan 9", "392 31", "Kalmar", "SE",
     "+46 480 555 09"),
)  # fmt: skip

# code, name, language, street, postal code, city, country, phone, weight
_CUSTOMERS = (
    ("C1001", "Alsterkontor Bürobedarf GmbH", "de", "Große Bleichen 31", "20354", "Hamburg", "DE",
     "+49 40 5550 3100", 9),
    ("C1002", "Müßiggang Café & Rösterei", "de", "Bölschestraße 118", "12587", "Berlin", "DE",
     "+49 30 5550 1180", 8),
    ("C1003", "Baumarkt Schäfer eG", "de", "Lüneburger Heerstraße 7", "29223", "Celle", "DE",
     "+49 5141 555 07", 8),
    ("C1004", "Gasthof zum Grünen Baum", "de", "Marktplatz 2", "97070", "Würzburg", "DE",
     "+49 931 5550 02", 4),
    ("C1005", "Værktøj & Søn ApS", "da", "Østergade 14, 2. th.", "8000", "Aarhus C", "DK",
     "+45 55 50 14 14", 5),
    ("C1006", "Göteborgs Skeppshandel AB", "sv", "Packhusplatsen 3", "411 13", "Göteborg", "SE",
     "+46 31 555 03 00", 5),
    ("C1007", "Kjøkkenhagen AS", "no", "Ålesundveien 55", "6010", "Ålesund", "NO",
     "+47 55 55 00 55", 3),
    ("C1008", "Kauppahuone Hämäläinen Oy", "fi", "Itäinen Pitkäkatu 21", "20520", "Turku", "FI",
     "+358 2 555 0021", 3),
    ("C1009", "Íslandsvörur ehf.", "is", "Skúlagata 28", "101", "Reykjavík", "IS",
     "+354 555 0028", 2),
    ("C1010", "Hurtownia Żółw Sp. z o.o.", "pl", "ul. Świętokrzyska 36/12", "00-116", "Warszawa",
     "PL", "+48 22 555 36 12", 8),
    ("C1011", "Łódzkie Narzędzia s.c.", "pl", "al. Kościuszki 93", "90-436", "Łódź", "PL",
     "+48 42 555 09 30", 5),
    ("C1012", "Kwiaciarnia Jaśmin", "pl", "ul. Źródlana 4", "60-642", "Poznań", "PL",
     "+48 61 555 00 40", 2),
    ("C1013", "Železářství Dvořák", "cs", "Křižíkova 237/36a", "186 00", "Praha 8", "CZ",
     "+420 222 555 237", 4),
    ("C1014", "Čajovňa U Ševca", "sk", "Ružinovská 42", "821 03", "Bratislava", "SK",
     "+421 2 5550 0042", 3),
    ("C1015", "Őrségi Áruház Kft.", "hu", "Rákóczi út 51", "9900", "Körmend", "HU",
     "+36 94 555 051", 3),
    ("C1016", "Ţărăncuța Băcănie SRL", "ro", "Str. Știrbei Vodă nr. 108", "010119", "București",
     "RO", "+40 21 555 0108", 3),
    ("C1017", "Gradska Željezarija d.o.o.", "hr", "Šetalište Kneza Branimira 9", "21000", "Split",
     "HR", "+385 21 555 009", 2),
    ("C1018", "Çınar Hırdavat Ltd. Şti.", "tr", "Büyükdere Caddesi No: 191 İç Kapı 4", "34394",
     "İstanbul", "TR", "+90 212 555 01 91", 6),
    ("C1019", "Güneş Otelcilik A.Ş.", "tr", "Kızılay Mahallesi, Işık Sokak 12", "07100", "Antalya",
     "TR", "+90 242 555 00 12", 3),
    ("C1020", "Καφεκοπτείο Ο Πλάτανος", "el", "Οδός Ερμού 112", "105 63", "Αθήνα", "GR",
     "+30 210 555 0112", 5),
    ("C1021", "Εργαλεία Παπαδόπουλος Ο.Ε.", "el", "Ακτή Μιαούλη 27", "185 35", "Πειραιάς", "GR",
     "+30 210 555 0027", 3),
    ("C1022", "Магазин «Златна чаша» ЕООД", "bg", "бул. Витоша 89", "1463", "София", "BG",
     "+359 2 555 0089", 4),
    ("C1023", "ТОВ «Львівська кава»", "uk", "вул. Підвальна, 15", "79008", "Львів", "UA",
     "+380 32 555 00 15", 4),
    ("C1024", "Алати Јовановић д.о.о.", "sr", "Булевар краља Александра 73", "11120", "Београд",
     "RS", "+381 11 555 0073", 3),
    ("C1025", "Épicerie Fine Château-d’Eau", "fr", "8 bis, rue du Faubourg-Saint-Denis", "75010",
     "Paris", "FR", "+33 1 55 50 08 08", 5),
    ("C1026", "Quincaillerie L’Étau", "fr", "3 place Saint-Pierre-le-Jeune", "67000", "Strasbourg",
     "FR", "+33 3 55 50 03 03", 3),
    ("C1027", "Brouwerij ’t Anker BVBA", "nl", "Sint-Jacobsnieuwstraat 61", "9000", "Gent", "BE",
     "+32 9 555 00 61", 3),
    ("C1028", "Caffè degli Òrti S.r.l.", "it", "Piazza delle Erbe, 38", "37121", "Verona", "IT",
     "+39 045 555 0038", 4),
    ("C1029", "Ferretería Núñez, S.L.", "es", "Calle de la Peña, 6, 3.º izq.", "48005", "Bilbao",
     "ES", "+34 94 555 00 06", 4),
    ("C1030", "Mercearia São João, Lda.", "pt", "Rua de Santa Catarina, 214", "4000-451", "Porto",
     "PT", "+351 22 555 0214", 3),
    ("C1031", "O’Driscoll & Ní Bhriain Ltd", "en", "Unit 4, Marina Commercial Park", "T12 XY86",
     "Cork", "IE", "+353 21 555 0004", 3),
    ("C1032", "Thistle & Oak Grocers Ltd", "en", "17 Constitution Street", "EH6 7BS", "Edinburgh",
     "GB", "+44 131 555 0017", 3),
    ("C1033", "Zunfthaus Gastro AG", "de", "Limmatquai 54", "8001", "Zürich", "CH",
     "+41 44 555 00 54", 4),
    ("C1034", "Teehaus Zur Schönen Aussicht", "de", "Währinger Straße 88/Top 12", "1180", "Wien",
     "AT", "+43 1 5550 088", 4),
    ("C1035", "有限会社さくら商店", "ja", "北区梅田1丁目12番17号", "530-0001", "大阪", "JP",
     "+81 6 5550 0012", 3),
    ("C1036", "株式会社ハマナス貿易", "ja", "中央区北三条西4-1-1", "060-0003", "札幌", "JP",
     "+81 11 555 0041", 2),
    ("C1037", "上海青石贸易有限公司", "zh", "黄浦区南京东路 300 号 12 楼", "200001", "上海", "CN",
     "+86 21 5550 0300", 3),
    ("C1038", "شركة النخيل للتجارة", "ar", "شارع الشيخ زايد ٤٢", "00000", "دبي", "AE",
     "+971 4 555 0042", 3),
    ("C1039", "مؤسسة نور القاهرة", "ar", "١٥ شارع طلعت حرب", "11511", "القاهرة", "EG",
     "+20 2 5550 0015", 2),
    ("C1040", "한빛상사 주식회사", "ko", "중구 세종대로 110", "04524", "서울", "KR",
     "+82 2 555 0110", 2),
)  # fmt: skip

# Customers who have goods sent elsewhere than their invoices.
_BRANCHES = {
    "C1001": ("Alsterkontor Lager Süd", "Hannoversche Straße 88", "21079", "Hamburg"),
    "C1003": ("Baumarkt Schäfer, Warenannahme Tor 3", "Bremer Weg 160", "29223", "Celle"),
    "C1010": ("Hurtownia Żółw – magazyn", "ul. Płochocińska 99", "03-044", "Warszawa"),
    "C1018": ("Çınar Hırdavat Depo", "Ambarlı Yolu No: 8", "34524", "İstanbul"),
    "C1025": ("Entrepôt Château-d’Eau", "14 quai de l’Oise", "93300", "Aubervilliers"),
}


def make_parties() -> tuple[PartyData, ...]:
    """Suppliers first, then customers."""
    suppliers = tuple(_party(entry, role="supplier", weight=1) for entry in _SUPPLIERS)
    customers = tuple(_party(entry[:8], role="customer", weight=entry[8]) for entry in _CUSTOMERS)
    return suppliers + customers


def _party(entry: tuple[str, ...], *, role: str, weight: int) -> PartyData:
    code, name, language, street, postal_code, city, country, phone = entry
    branch = _BRANCHES.get(code)
    main = AddressData(
        name=name,
        street=street,
        postal_code=postal_code,
        city=city,
        country_code=country,
        delivery=branch is None,
    )
    addresses = [main]
    if branch is not None:
        at, street, postal_code, city = branch
        addresses.append(
            AddressData(
                name=at,
                street=street,
                postal_code=postal_code,
                city=city,
                country_code=country,
                invoice=False,
            )
        )
    return PartyData(
        code=code,
        name=name,
        role=role,
        language=language,
        email=f"{'orders' if role == 'supplier' else 'purchasing'}@{code.lower()}.example",
        phone=phone,
        addresses=tuple(addresses),
        weight=weight,
    )
