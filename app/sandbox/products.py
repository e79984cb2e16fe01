"""Invented products with their department and supplier; no name may contain a word that decides an event's type."""

from __future__ import annotations

from dataclasses import dataclass

DEPARTMENTS = {
    1: "CANDY - SNACKS - BUSINESS", 13: "LAUNDRY AND HOME CARE", 19: "WINE", 38: "DAIRY", 39: "ICE CREAM",
    40: "JUICE - WATER - SPORT DRINKS", 41: "COFFEE AND BREAKFAST", 42: "COOLER",
    43: "OIL - RICE - FRUITS - VEGETABLES", 44: "FROZEN FOODS", 46: "CANNED PROTEIN CONDIMENTS PASTA SOUP",
    48: "BREAD AND PASTRY", 49: "BAKING AND SPICES", 55: "BEER", 56: "PRODUCE AND FLORAL", 57: "BRANDED DELI PI",
    58: "SNACKS", 72: "GOURMET DELI AND HOME MEALS", 76: "FRESH MEAT", 77: "BAKERY",
}  # fmt: skip

VENDORS = {
    111222: "SAMPLE FOODS", 111340: "NORTHFIELD KITCHENS", 112508: "HOLLOW OAK FOODS", 113777: "BLUE LANTERN BRANDS",
    114019: "PRAIRIE SPOON CO", 115263: "HARBOR AND VINE", 116402: "TWO ACRE DAIRY", 117850: "MILLSTONE BAKERS",
}  # fmt: skip

ADULT_DEPARTMENTS = frozenset({19, 55})


@dataclass(frozen=True)
class Product:
    name: str
    code: str
    department: int
    vendor: int
    cooked: bool = False

    @property
    def adult(self) -> bool:
        return self.department in ADULT_DEPARTMENTS


PRODUCTS = (
    Product("Sample Pretzel Bites", "SNKB", 44, 111222, cooked=True),
    Product("Sample Mango Chunks", "FRTM", 44, 111340),
    Product("Sample Turkey Meatballs", "MEAT", 44, 112508, cooked=True),
    Product("Sample Oat Granola", "GRAN", 41, 114019),
    Product("Sample Greek Yogurt Cups", "DARY", 38, 116402),
    Product("Sample Kettle Popcorn", "POPC", 58, 111222),
    Product("Sample Chicken Taquitos", "TAQU", 44, 112508, cooked=True),
    Product("Sample Almond Crackers", "CRKR", 58, 113777),
    Product("Sample Cold Brew Coffee", "COFE", 41, 115263),
    Product("Sample Tomato Basil Soup", "SOUP", 72, 111340, cooked=True),
    Product("Sample Garlic Naan", "NAAN", 77, 117850, cooked=True),
    Product("Sample Blueberry Muffins", "MUFN", 77, 117850),
    Product("Sample Cheddar Snack Sticks", "CHED", 38, 116402),
    Product("Sample Sparkling Water", "SPRK", 40, 115263),
    Product("Sample Breakfast Burritos", "BURR", 44, 111340, cooked=True),
    Product("Sample Hummus Duo", "HUMM", 57, 113777),
    Product("Sample Beef Jerky", "JERK", 58, 112508),
    Product("Sample Vegetable Dumplings", "DUMP", 44, 111340, cooked=True),
    Product("Sample Olive Oil", "OLIV", 43, 115263),
    Product("Sample Vanilla Ice Cream Bars", "ICEC", 39, 116402),
    Product("Sample Trail Mix", "TRAL", 1, 113777),
    Product("Sample Pulled Chicken", "PULL", 72, 112508, cooked=True),
    Product("Sample Rice Pilaf", "RICE", 46, 114019, cooked=True),
    Product("Sample Protein Shakes", "PROT", 40, 115263),
    Product("Sample Harvest Red Wine", "WINE", 19, 115263),
    Product("Sample Amber Lager", "LAGR", 55, 115263),
    Product("Sample Honeycrisp Apples", "APPL", 56, 114019),
    Product("Sample Smoked Sausage", "SAUS", 76, 112508, cooked=True),
    Product("Sample Cinnamon Rolls", "CINN", 77, 117850, cooked=True),
    Product("Sample Salsa Verde", "SALS", 46, 113777),
    Product("Sample Laundry Pods", "LNDR", 13, 113777),
    Product("Sample Maple Syrup", "MAPL", 49, 114019),
)
