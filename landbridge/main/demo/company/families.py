"""What the company sells: families of goods, from which the items are made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """One size of an article. price_ct: list price in cents per base unit."""

    label: str
    length_mm: int
    width_mm: int
    height_mm: int
    gross_weight_g: int
    price_ct: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Items are articles x sizes, in order, until `count` is reached.

    case_of: pieces per case to choose from; 0 means no case.
    """

    code: str
    name: str
    count: int
    articles: tuple[str, ...]
    sizes: tuple[Size, ...]
    case_of: tuple[int, ...]
    suppliers: tuple[str, ...]
    origins: tuple[str, ...]
    commodity_code: str
    tracking: str = "none"
    shelf_life_days: int | None = None
    hazard_code: str = ""
    temperature_class: str = ""
    base_uom: str = "C62"
    quantity_digits: int = 0


FAMILIES: tuple[Family, ...] = (
    Family(
        code="TE", name="Tea and coffee", count=46, tracking="lot_expiry", shelf_life_days=720,
        articles=(
            "Assam Breakfast Tea", "Darjeeling First Flush", "Ceylon Orange Pekoe", "Earl Grey",
            "Sencha Green Tea", "Jasmine Green Tea", "Rooibos Vanilla", "Peppermint Leaves",
            "Chamomile Flowers", "Ostfriesen Blend", "Espresso Beans Forte", "Filter Coffee Mild",
            "Decaf Beans", "Arabica Highland Beans", "Çay Rize Karadeniz", "Yerba Mate",
        ),
        sizes=(
            Size("250 g", 80, 55, 190, 272, 690), Size("500 g", 95, 65, 230, 532, 1190),
            Size("1 kg", 130, 80, 320, 1045, 2090),
        ),
        case_of=(6, 8, 12), suppliers=("S2001", "S2002"), origins=("IN", "LK", "JP", "TR", "BR"),
        commodity_code="09024000", temperature_class="ambient",
    ),
    Family(
        code="FO", name="Dry food and confectionery", count=48, tracking="lot_expiry",
        shelf_life_days=365,
        articles=(
            "Marzipan Bar", "Dark Chocolate 70 %", "Milk Chocolate Hazelnut", "Oat Biscuits",
            "Rye Crispbread", "Dried Apricots", "Roasted Almonds", "Cashew Nuts", "Red Lentils",
            "Basmati Rice", "Durum Spaghetti", "Olive Oil Extra Virgin", "Sea Salt Flakes",
            "Acacia Honey", "Tahini", "Pierniki Toruńskie",
        ),
        sizes=(
            Size("100 g", 160, 75, 12, 112, 249), Size("400 g", 190, 100, 55, 436, 549),
            Size("1 kg", 240, 140, 75, 1060, 1190),
        ),
        case_of=(10, 12, 20, 24), suppliers=("S2002", "S2003", "S2004"),
        origins=("DE", "IT", "GR", "PL", "TR"), commodity_code="18063290",
        temperature_class="ambient",
    ),
    Family(
        code="CH", name="Cleaning chemicals", count=42, tracking="lot",
        articles=(
            "Floor Cleaner Lemon", "Descaler", "Glass Cleaner", "Disinfectant Spray",
            "Drain Cleaner Gel", "Hand Soap Neutral", "Dishwasher Rinse Aid", "Oven Degreaser",
            "Wood Polish", "Stainless Steel Care", "Graffiti Remover", "Oxygen Bleach",
            "Industrial Degreaser", "Screen Wash",
        ),
        sizes=(
            Size("500 ml", 75, 55, 215, 545, 329), Size("1 l", 95, 70, 265, 1080, 549),
            Size("5 l", 190, 130, 300, 5320, 1890),
        ),
        case_of=(4, 6, 12), suppliers=("S2005", "S2006"), origins=("DE", "NL", "CZ"),
        commodity_code="34025000", hazard_code="GHS05",
    ),
    Family(
        code="PC", name="Personal care", count=30, tracking="lot_expiry", shelf_life_days=1080,
        articles=(
            "Shampoo Birch", "Conditioner Argan", "Shower Gel Sea Mint", "Hand Cream Calendula",
            "Sun Lotion SPF 50", "Toothpaste Fresh", "Mouthwash", "Shaving Foam", "Lip Balm",
            "Body Lotion Aloe",
        ),
        sizes=(
            Size("50 ml", 45, 30, 120, 68, 299), Size("200 ml", 60, 40, 180, 228, 449),
            Size("400 ml", 75, 50, 215, 441, 699),
        ),
        case_of=(6, 12, 24), suppliers=("S2006", "S2007"), origins=("FR", "DE", "PL"),
        commodity_code="33051000", temperature_class="ambient",
    ),
    Family(
        code="HT", name="Hand tools", count=46,
        articles=(
            "Claw Hammer", "Combination Pliers", "Side Cutter", "Adjustable Wrench",
            "Ring Spanner", "Screwdriver Slotted", "Screwdriver Phillips", "Hex Key Set",
            "Wood Chisel", "Hand Saw", "Spirit Level", "Tape Measure", "Utility Knife",
            "Cold Chisel", "File Set", "Clamp",
        ),
        sizes=(
            Size("small", 180, 60, 25, 210, 890), Size("medium", 260, 85, 35, 460, 1390),
            Size("large", 380, 120, 45, 980, 2290),
        ),
        case_of=(5, 10, 12), suppliers=("S2008", "S2009"), origins=("DE", "CN", "CZ"),
        commodity_code="82052000",
    ),
    Family(
        code="PT", name="Power tools and devices", count=24, tracking="serial",
        articles=(
            "Cordless Drill 18 V", "Impact Driver 18 V", "Angle Grinder 125", "Orbital Sander",
            "Heat Gun", "Jigsaw", "Rotary Hammer", "Line Laser", "Thermal Camera",
            "Battery 4 Ah", "Battery 8 Ah", "Handheld Scanner",
        ),
        sizes=(
            Size("basic", 320, 110, 280, 2650, 8990), Size("case set", 440, 130, 360, 5400, 18990),
        ),
        case_of=(0,), suppliers=("S2009", "S2010"), origins=("JP", "DE", "CN"),
        commodity_code="84672120",
    ),
    Family(
        code="FX", name="Fixings", count=38,
        articles=(
            "Wood Screws", "Machine Screws", "Hex Bolts", "Nuts", "Washers", "Wall Plugs",
            "Threaded Rods", "Nails", "Cable Ties", "Angle Brackets", "Hooks", "Rivets",
            "Anchor Bolts",
        ),
        sizes=(
            Size("4 x 40, box of 200", 140, 90, 60, 620, 790),
            Size("5 x 60, box of 100", 150, 100, 70, 880, 990),
            Size("8 x 100, box of 50", 190, 120, 80, 1740, 1490),
        ),
        case_of=(8, 12, 20), suppliers=("S2011",), origins=("DE", "CN", "TW"),
        commodity_code="73181290",
    ),
    Family(
        code="OF", name="Office and packing", count=20,
        articles=(
            "Copy Paper A4", "Ring Binder", "Packing Tape", "Stretch Film", "Shipping Labels",
            "Padded Envelopes", "Marker", "Folding Carton",
        ),
        sizes=(
            Size("standard", 300, 215, 55, 2480, 459), Size("bulk", 380, 300, 110, 4100, 1290),
            Size("mini", 160, 60, 60, 190, 199),
        ),
        case_of=(5, 6, 24), suppliers=("S2012",), origins=("DE", "FI", "SE"),
        commodity_code="48025620",
    ),
    Family(
        code="RO", name="Rope and chain by the metre", count=6, base_uom="MTR", quantity_digits=2,
        articles=("Polyester Rope", "Steel Chain", "Elastic Cord"),
        sizes=(Size("6 mm", 1000, 6, 6, 26, 149), Size("12 mm", 1000, 12, 12, 95, 329)),
        case_of=(0,), suppliers=("S2011",), origins=("NL", "PL"), commodity_code="56074911",
    ),
)  # fmt: skip
