"""Invented names of invented people. Two of them share a name, as happens in real teams."""

from __future__ import annotations

NAMES = (
    "Adaeze Okoriba", "Aiko Tanemori", "Alba Quintero", "Amir Shahbandi", "Anders Lindqvale", "Anika Rautella",
    "Beatriz Montelar", "Bram Vandermolen", "Callum Thistlewood", "Camila Duarez", "Chike Obiandu", "Clara Wintersby",
    "Dalia Harroun", "Darnell Brightwater", "Deepa Kolluri", "Dmitri Volanov", "Eleni Karapoulis", "Elias Norgaarden",
    "Esperanza Villaluz", "Farah Zamandar", "Finn O'Caddigan", "Gabriela Santorim", "Grace Muthonji", "Hana Kimberow",
    "Hugo Castelbravo", "Imani Washburne", "Ingrid Solvemo", "Isaac Pennyfield", "Jae Parkington", "Jamal Everstone",
    "Joanna Brzegowa", "José Alvarriba", "Kaia Lonoehu", "Keisha Marblehead", "Kofi Asanteli", "Lakshmi Varadesh",
    "Leilani Kahaloa", "Lionel Featherstone", "Łucja Dąbrowiec", "Mai Nguyenhoa", "Marco Appledore", "Marisol Pinavera",
    "Mei Zhaolin", "Milo Hartigrew", "Nadia Petrovari", "Noor Al-Sabbari", "Odette Beaulac", "Omar Khalidan",
    "Priya Chandrasen", "Quentin Marlowby", "Robin Castleden", "Robin Castleden", "Rosa Delmontez", "Samir Haddoun",
    "Sinead McAllory", "Tariq Bensalah", "Thandiwe Mokoena-Reed", "Tomás Iribarren", "Wren Halloway", "Zoë Fairbanksen",
)  # fmt: skip
