#!/usr/bin/env python3
"""Writes the example fleets: Examples/fleet.csv (240 sites), fleet-200.csv, fleet-400.csv and contacts.csv.

usage: Scripts/make-example-fleet.py [--check]     --check compares and writes nothing

Customers and people are invented; addresses end in .example (RFC 2606) and telephone numbers stand in
the ranges that regulators keep free for films, or are left unknown where a country has none. The same
seed gives the same bytes on every Python 3: only `getrandbits` is used of the random module.
"""

import csv
import io
import os
import random
import sys
import unicodedata

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Examples")

# ---------------------------------------------------------------------------- where customers are

# country: share of the fleet, locale, working week, cities with region and zone, telephone range, manager, team
COUNTRIES = {
    "IT": (26, "it", "mon-fri", "giulia.conti", "south", None, [
        ("Trento", "trentino", "Europe/Rome"), ("Verona", "veneto", "Europe/Rome"), ("Bologna", "emilia-romagna", "Europe/Rome"),
        ("Torino", "piemonte", "Europe/Rome"), ("Bari", "puglia", "Europe/Rome"), ("Bolzano", "alto-adige", "Europe/Rome")]),
    "DE": (20, "de", "mon-fri", "jonas.brandt", "dach", "+49 30 23125 {:03d}", [
        ("Bremen", "bremen", "Europe/Berlin"), ("Kassel", "hessen", "Europe/Berlin"), ("Augsburg", "bayern", "Europe/Berlin"),
        ("Leipzig", "sachsen", "Europe/Berlin"), ("Freiburg", "baden", "Europe/Berlin")]),
    "AT": (8, "de", "mon-fri", "jonas.brandt", "dach", None, [
        ("Graz", "steiermark", "Europe/Vienna"), ("Linz", "oberoesterreich", "Europe/Vienna"), ("Villach", "kaernten", "Europe/Vienna")]),
    "CH": (6, "de", "mon-fri", "jonas.brandt", "dach", None, [
        ("Chur", "graubuenden", "Europe/Zurich"), ("Thun", "bern", "Europe/Zurich"), ("Olten", "solothurn", "Europe/Zurich")]),
    "IL": (12, "he", "sun-thu", "noa.peretz", "levant", None, [
        ("Haifa", "haifa", "Asia/Jerusalem"), ("Ashdod", "south", "Asia/Jerusalem"), ("Netanya", "sharon", "Asia/Jerusalem"),
        ("Rehovot", "center", "Asia/Jerusalem")]),
    "GB": (10, "en-GB", "mon-fri", "harriet.doyle", "isles", "+44 20 7946 0{:03d}", [
        ("Leeds", "yorkshire", "Europe/London"), ("Exeter", "devon", "Europe/London"), ("Dundee", "scotland", "Europe/London"),
        ("Swansea", "wales", "Europe/London")]),
    "IE": (4, "en-GB", "mon-fri", "harriet.doyle", "isles", "+353 20 910 0{:03d}", [
        ("Galway", "connacht", "Europe/Dublin"), ("Cork", "munster", "Europe/Dublin")]),
    "US": (10, "en-US", "mon-fri", "marcus.bell", "americas", "+1 202 555 01{:02d}", [
        ("Albany", "new-york", "America/New_York"), ("Raleigh", "north-carolina", "America/New_York"),
        ("Madison", "wisconsin", "America/Chicago"), ("Boulder", "colorado", "America/Denver"), ("Fresno", "california", "America/Los_Angeles")]),
    "CA": (4, "en-US", "mon-fri", "marcus.bell", "americas", "+1 202 555 01{:02d}", [
        ("Kingston", "ontario", "America/Toronto"), ("Victoria", "british-columbia", "America/Vancouver")]),
    "FR": (6, "fr", "mon-fri", "camille.roux", "south", "+33 1 99 00 0{:03d}", [
        ("Annecy", "savoie", "Europe/Paris"), ("Nantes", "loire", "Europe/Paris"), ("Dijon", "bourgogne", "Europe/Paris")]),
    "ES": (6, "es", "mon-fri", "camille.roux", "south", None, [
        ("Burgos", "castilla", "Europe/Madrid"), ("Murcia", "murcia", "Europe/Madrid"), ("Telde", "canarias", "Atlantic/Canary")]),
}

# ---------------------------------------------------------------------------- what customers are called

LANGUAGE = {"it": "it", "de": "de", "he": "he", "en-GB": "en", "en-US": "en", "fr": "fr", "es": "es"}
NAMES = {
    "it": ["Aurora", "Belvedere", "Miramonti", "Stella Alpina", "Cardellino", "Girasole", "Magnolia", "Orione", "Quercia", "Ginepro",
           "Falco", "Lanterna", "Ponte Vecchio", "Ulivo", "Zefiro", "Montechiaro", "Valdoro", "Campofiorito", "Roccaserena", "Acquaviva Nuova"],
    "de": ["Adler", "Birkenhof", "Sonnentor", "Lindenau", "Waldblick", "Kranich", "Silberbach", "Eichgrund", "Möwe", "Steinbock",
           "Rosengarten", "Nordlicht", "Bergmann", "Falkenried", "Ahorn", "Brückner", "Talhof", "Neuenfels", "Amselgrund", "Hirschau"],
    "he": ["Alon", "Rimon", "Shaked", "Tamar", "Gefen", "Oren", "Erez", "Dekel", "Zayit", "Brosh", "Hadas", "Ella"],
    "en": ["Ashgrove", "Brindle", "Castlegate", "Dovecote", "Elmhurst", "Foxglove", "Greywater", "Hawthorn", "Ivybridge", "Kestrel",
           "Larkfield", "Millbrook", "Nettleton", "Oakhaven", "Pinecrest", "Quayside", "Redwell", "Saltmarsh", "Thistledown", "Windover"],
    "fr": ["Alouette", "Belle Rive", "Chardonneret", "Grand Pré", "Hirondelle", "Mimosa", "Papillon", "Val Fleuri"],
    "es": ["Almendro", "Buenavista", "Golondrina", "Jacaranda", "Mirador", "Olivar", "Ruiseñor", "Valdeflores"],
}
# sector: share, criticality choices, usual number of seats, names by language
SECTORS = {
    "hotel": (20, ["normal", "high", "high"], 55, {
        "it": "Hotel {}", "de": "Hotel {}", "he": "{} Hotel", "en": "{} Hotel", "fr": "Hôtel {}", "es": "Hotel {}"}),
    "clinic": (16, ["high", "high", "normal"], 45, {
        "it": "Clinica {}", "de": "Klinik {}", "he": "{} Medical Center", "en": "{} Clinic", "fr": "Clinique {}", "es": "Clínica {}"}),
    "practice": (12, ["normal", "normal", "low"], 7, {
        "it": "Studio Medico {}", "de": "Arztpraxis {}", "he": "{} Family Doctors", "en": "{} Surgery", "fr": "Cabinet {}", "es": "Consulta {}"}),
    "law": (13, ["normal", "normal", "high"], 11, {
        "it": "Studio Legale {}", "de": "Kanzlei {}", "he": "{} Law Offices", "en": "{} Solicitors", "fr": "Avocats {}", "es": "Abogados {}"}),
    "school": (13, ["low", "normal"], 38, {
        "it": "Istituto {}", "de": "Schule {}", "he": "{} School", "en": "{} School", "fr": "École {}", "es": "Colegio {}"}),
    "retail": (14, ["revenue", "high", "normal"], 9, {
        "it": "Mercati {}", "de": "{} Markt", "he": "{} Stores", "en": "{} Stores", "fr": "Boutiques {}", "es": "Tiendas {}"}),
    "logistics": (12, ["high", "normal", "revenue"], 32, {
        "it": "Trasporti {}", "de": "{} Spedition", "he": "{} Cargo", "en": "{} Freight", "fr": "Transports {}", "es": "Transportes {}"}),
    "municipality": (9, ["normal", "high"], 85, {
        "it": "Comune di {}", "de": "Gemeinde {}", "he": "{} Council", "en": "{} Borough Council", "fr": "Mairie de {}", "es": "Ayuntamiento de {}"}),
    "contact-centre": (7, ["revenue", "high"], 70, {
        "it": "{} Contact Center", "de": "{} Kundenservice", "he": "{} Service", "en": "{} Direct", "fr": "{} Assistance", "es": "{} Atención"}),
    "workshop": (12, ["low", "low", "normal"], 6, {
        "it": "Officina {}", "de": "Werkstatt {}", "he": "{} Garage", "en": "{} Motors", "fr": "Garage {}", "es": "Taller {}"}),
}
PEOPLE = {
    "it": (["Marta", "Luca", "Elena", "Paolo", "Chiara", "Davide"], ["Ferri", "Gallo", "Riva", "Serra", "Monti", "Villa"]),
    "de": (["Anna", "Lukas", "Katrin", "Stefan", "Miriam", "Tobias"], ["Vogel", "Kern", "Winter", "Bauer", "Lorenz", "Haas"]),
    "he": (["Yael", "Amir", "Tamar", "Eitan", "Shira", "Omer"], ["Levi", "Mizrahi", "Dayan", "Shalev", "Barak", "Golan"]),
    "en": (["Alice", "George", "Priya", "Owen", "Grace", "Daniel"], ["Marsh", "Fletcher", "Shaw", "Reid", "Quinn", "Hale"]),
    "fr": (["Claire", "Hugo", "Inès", "Mathieu"], ["Lambert", "Morel", "Garnier", "Perrin"]),
    "es": (["Lucía", "Javier", "Carmen", "Iván"], ["Navarro", "Ortega", "Campos", "Molina"]),
}

# ---------------------------------------------------------------------------- what runs at a site

# sector: features with their share in percent. Bundles, because features come in company.
BUNDLES = {
    "hotel": {"wake-up": 92, "room-status": 80, "call-billing": 85, "dect": 60, "analog-lines": 70, "voicemail": 65, "fax": 18, "paging": 15,
              "ivr": 40, "door-phone": 35},
    "clinic": {"nurse-call": 75, "dect": 85, "emergency-routing": 80, "paging": 60, "fax": 62, "voicemail": 55, "ivr": 60, "recording": 25,
               "hot-desk": 20, "conference": 30},
    "practice": {"voicemail": 85, "fax": 70, "ivr": 30, "night-service": 60, "dect": 30},
    "law": {"fax": 72, "recording": 35, "voicemail": 90, "conference": 60, "call-billing": 45, "softphone": 40, "teams-link": 30,
            "mobile-twinning": 35},
    "school": {"paging": 80, "emergency-routing": 65, "door-phone": 60, "voicemail": 60, "analog-lines": 30, "conference": 20},
    "retail": {"multi-site": 80, "dect": 45, "ivr": 35, "mobile-twinning": 40, "voicemail": 40, "door-phone": 20, "call-queue": 22},
    "logistics": {"call-queue": 52, "queue-stats": 25, "dect": 60, "mobile-twinning": 55, "recording": 35, "door-phone": 45, "multi-site": 40,
                  "voicemail": 50, "fax": 12},
    "municipality": {"call-queue": 48, "ivr": 80, "emergency-routing": 60, "conference": 55, "hot-desk": 40, "fax": 30, "voicemail": 75,
                     "queue-stats": 25, "directory": 70, "multi-site": 35},
    "contact-centre": {"call-queue": 96, "queue-stats": 90, "recording": 85, "ivr": 90, "crm-link": 75, "softphone": 80, "callback": 60,
                       "hot-desk": 55, "supervisor": 70, "teams-link": 25},
    "workshop": {"voicemail": 75, "mobile-twinning": 50, "night-service": 40, "door-phone": 15},
}
EVERYWHERE = {"directory": 30, "softphone": 18, "conference": 12, "teams-link": 9, "crm-link": 8, "night-service": 18, "hot-desk": 5,
              "recording": 5, "ivr": 10, "mobile-twinning": 8}
VERSIONS = {"4.9.3": 4, "4.9.7": 10, "5.0.2": 12, "5.0.5": 22, "5.1.0": 14, "5.1.3": 24, "5.1.4": 14}
SUPPORT_ENDS = {"4.9": "2027-04-30", "5.0": "2027-12-31", "5.1": "2028-12-31"}

# Sites that run call-queue and fax together, which hardly anybody does. In Examples/keep-calm.yaml the first
# five (small, friendly, each with company of its own) are met by the wave that looks for variety, the others
# later: so a fault in just this pair is caught while most of those it would hit still wait.
PAIRS = [
    # sector, seats, friendly, features besides sip-trunk or isdn
    ("practice", 9, 0.95, "call-queue fax voicemail night-service paging supervisor"),
    ("law", 12, 0.90, "call-queue fax conference mobile-twinning callback wake-up"),
    ("logistics", 14, 0.88, "call-queue fax dect door-phone analog-lines emergency-routing"),
    ("clinic", 16, 0.85, "call-queue fax t38 ivr nurse-call crm-link"),
    ("law", 11, 0.92, "call-queue fax hot-desk teams-link recording night-service"),
    ("municipality", 140, 0.35, "call-queue fax t38 ivr conference hot-desk directory queue-stats voicemail"),
    ("clinic", 210, 0.30, "call-queue fax t38 ivr dect nurse-call emergency-routing paging voicemail recording"),
    ("logistics", 75, 0.40, "call-queue fax dect recording multi-site queue-stats voicemail mobile-twinning"),
    ("law", 48, 0.45, "call-queue fax t38 recording voicemail conference softphone call-billing"),
    ("hotel", 120, 0.55, "call-queue fax wake-up room-status call-billing dect voicemail ivr analog-lines"),
]
# The largest sites of the fleet; the tail of real fleets is longer than the draw below.
LARGEST = [("clinic", 900, 0.25), ("municipality", 640, 0.5), ("contact-centre", 420, 0.65)]
# Neediest sites: they wait for two of the three changes of release 5.2.0 (see Examples/keep-calm.yaml).
NEEDIEST = 7

COLUMNS = [
    "installation", "customer", "customer_name", "product", "version", "features", "environment", "complexity", "friendly", "feedback",
    "criticality", "seats", "wants", "region", "country", "timezone", "locale", "workweek", "contact", "account_manager", "team",
    "external_id", "pinned_until", "support_ends", "after", "tags",
]


class Dice:
    """Draws that do not depend on the Python version."""

    def __init__(self, seed):
        self.source = random.Random(seed)

    def unit(self):
        return self.source.getrandbits(53) / (1 << 53)

    def below(self, count):
        return int(self.unit() * count)

    def percent(self, share):
        return self.unit() * 100 < share

    def pick(self, items):
        return items[self.below(len(items))]

    def weighted(self, weights):
        rest = self.unit() * sum(weights.values())
        for item, weight in weights.items():
            rest -= weight
            if rest < 0:
                return item
        return item

    def bell(self):
        """About normal with mean 0 and deviation 1: twelve uniforms less six."""
        return sum(self.unit() for _ in range(12)) - 6


def slug(text):
    plain = text.replace("ß", "ss").replace("ö", "oe").replace("ü", "ue").replace("ä", "ae")
    plain = unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode()
    return "-".join("".join(c if c.isalnum() else " " for c in plain.lower()).split())


def pow2(x):
    """2 to the power of x, by its series around the integer part: the same bits everywhere."""
    whole = int(x // 1)
    rest, term, total = (x - whole) * 0.6931471805599453, 1.0, 1.0
    for k in range(1, 14):
        term *= rest / k
        total += term
    return total * (2.0**whole)


class Writer:
    """One fleet: customers first, then their sites, then what only some sites have."""

    def __init__(self, sites, seed):
        self.dice = Dice(seed)
        self.size = sites
        self.customers, self.rows, self.slugs = [], [], set()

    def name(self, sector, language):
        """A name not yet taken; where a language runs out, two names are joined as partners are."""
        pattern = SECTORS[sector][3][language]
        for attempt in range(400):
            stem = self.dice.pick(NAMES[language])
            if attempt > 30:
                stem += " & " + self.dice.pick(NAMES[language])
            name = pattern.format(stem)
            if slug(name) not in self.slugs:
                self.slugs.add(slug(name))
                return name
        raise SystemExit(f"the names of {sector} in {language} are used up")

    def customer(self, sector, sites, country=None, friendly=None):
        dice = self.dice
        country = country or dice.weighted({code: facts[0] for code, facts in COUNTRIES.items()})
        _, locale, workweek, manager, team, phones, cities = COUNTRIES[country]
        if country == "CH" and dice.percent(30):
            locale = dice.pick(["it", "fr"])
        name = self.name(sector, LANGUAGE[locale])
        score = friendly if friendly is not None else round(max(0.0, min(1.0, 0.55 + 0.24 * dice.bell())) * 20) / 20
        key = slug(name)
        number = len(self.customers) + 1
        self.customers.append({
            "id": key, "name": name, "sector": sector, "sites": sites, "country": country, "locale": locale, "workweek": workweek,
            "manager": manager, "team": team, "phones": phones, "cities": cities,
            "friendly": score, "friendly_known": friendly is not None or not dice.percent(12),
            "feedback": None if friendly is None and dice.percent(18) else round(max(0.1, min(1.0, 0.6 + 0.2 * dice.bell())) * 10) / 10,
            "criticality": dice.pick(SECTORS[sector][1]),
            "contact": f"it@{key}.example" + (f";office@{key}.example" if dice.percent(35) else ""),
            "external": f"CRM-{10000 + 37 * number}",
            "platform": dice.weighted({"debian-12": 46, "debian-11": 30, "appliance": 24}),
            "bundle": self.bundle(sector), "wants": None, "tags": [],
        })
        return self.customers[-1]

    def bundle(self, sector):
        dice = self.dice
        features = {feature for feature, share in BUNDLES[sector].items() if dice.percent(share)}
        features |= {feature for feature, share in EVERYWHERE.items() if dice.percent(share)}
        features.add("isdn" if dice.percent(14) else "sip-trunk")
        return self.consistent(features, sector)

    def consistent(self, features, sector):
        """What cannot run alone or together is put right; call-queue and fax stay apart outside PAIRS."""
        if {"call-queue", "fax"} <= features:
            features.discard("fax" if sector in ("contact-centre", "logistics", "retail") or self.dice.percent(50) else "call-queue")
        if "fax" in features and "sip-trunk" in features and self.dice.percent(70):
            features.add("t38")
        if "call-queue" not in features:
            features -= {"queue-stats", "supervisor", "callback"}
        return features

    def make_customers(self):
        dice = self.dice
        for sector, seats, friendly, text in PAIRS:
            customer = self.customer(sector, 1, friendly=friendly)
            customer["bundle"] = set(text.split()) | {"sip-trunk"}
            customer["seats"], customer["feedback"] = seats, 0.9 if friendly > 0.8 else 0.5
        for sector, seats, friendly in LARGEST:
            customer = self.customer(sector, 1, friendly=friendly)
            customer["bundle"] = self.consistent(set(BUNDLES[sector]) | customer["bundle"], sector)
            customer["seats"] = seats
        for _ in range(NEEDIEST):
            customer = self.customer(dice.pick(["retail", "logistics", "contact-centre"]), 1)
            customer["bundle"] = (customer["bundle"] | {"call-queue"}) - {"fax", "t38"}
            customer["seats"] = 10 + dice.below(30)
            customer["wants"] = {"QUEUE-113", "QUEUE-118"}
        # Chains and groups first (the larger a customer, the fewer of its kind), then single sites up to the size.
        scale = self.size / 240
        shapes = [12] + [8] * round(2 * scale) + [5] * round(4 * scale) + [4] * round(4 * scale) + [3] * round(7 * scale)
        shapes += [2] * round(16 * scale)
        for sites in shapes:
            if sites >= 4:
                sector = dice.pick(["retail", "retail", "logistics", "clinic", "hotel", "school"])
            else:
                sector = dice.weighted({name: facts[0] for name, facts in SECTORS.items()})
            self.customer(sector, sites)
        while sum(customer["sites"] for customer in self.customers) < self.size:
            self.customer(dice.weighted({name: facts[0] for name, facts in SECTORS.items()}), 1)

    def seats(self, customer, head):
        usual = SECTORS[customer["sector"]][2]
        size = usual * pow2(1.15 * self.dice.bell()) * (1.6 if head and customer["sites"] > 3 else 1)
        return max(3, min(900, int(size)))

    def site_features(self, customer, head):
        features = set(customer["bundle"])
        if customer.get("seats") is None:
            for _ in range(self.dice.below(3)):
                features ^= {self.dice.pick(sorted(EVERYWHERE))}
            if customer["sites"] > 1:
                features.add("multi-site")
            if head and customer["sites"] > 4:
                features |= {"call-queue", "queue-stats", "ivr"}
                features -= {"fax", "t38"}
            features = self.consistent(features, customer["sector"])
        return features

    def make_sites(self):
        dice = self.dice
        for customer in self.customers:
            taken = set()
            for number in range(customer["sites"]):
                head = number == 0
                city, region, zone = dice.pick(customer["cities"])
                place = slug(city)
                while place in taken:
                    place = slug(city) + "-" + str(2 + sum(1 for name in taken if name.startswith(slug(city) + "-")))
                taken.add(place)
                seats = customer.get("seats") or self.seats(customer, head)
                version = dice.weighted(VERSIONS)
                environment = {
                    "platform": customer["platform"] if dice.percent(80) else dice.pick(["debian-11", "debian-12"]),
                    "db": "postgres" if seats > 120 or dice.percent(12) else "sqlite",
                    "hardware": dice.pick(["vm", "rack"]) if seats > 60 else dice.pick(["mini-pc", "vm", "mini-pc"]),
                }
                if environment["platform"] == "appliance":
                    environment["hardware"] = "box-" + ("l" if seats > 100 else "s")
                self.rows.append({
                    "installation": f"{customer['id']}-{place}", "customer": customer["id"], "customer_name": customer["name"],
                    "product": "pbx", "version": version, "features": self.site_features(customer, head),
                    "environment": environment, "complexity": "",
                    "friendly": f"{customer['friendly']:g}" if customer["friendly_known"] else "",
                    "feedback": "" if customer["feedback"] is None else f"{customer['feedback']:g}",
                    "criticality": customer["criticality"], "seats": str(seats), "wants": customer["wants"], "region": region,
                    "country": customer["country"], "timezone": zone, "locale": customer["locale"],
                    "workweek": "" if customer["workweek"] == "mon-fri" else customer["workweek"], "contact": customer["contact"],
                    "account_manager": customer["manager"], "team": customer["team"], "external_id": customer["external"],
                    "pinned_until": "-", "support_ends": SUPPORT_ENDS[version[:3]], "after": "-",
                    "tags": {"head-office"} if head and customer["sites"] > 3 else set(),
                })

    def ordinary(self):
        """Sites that stand in none of the lists above, in an order of their own."""
        rows = self.rows[len(PAIRS) + len(LARGEST) + NEEDIEST :]
        for k in range(len(rows) - 1, 0, -1):
            j = self.dice.below(k + 1)
            rows[k], rows[j] = rows[j], rows[k]
        return rows

    def spread(self):
        """Wishes, unknowns, pins, order: what only some sites have."""
        dice = self.dice
        scale = self.size / 240
        queue = [row for row in self.ordinary() if "call-queue" in row["features"]]
        fax = [row for row in self.ordinary() if "fax" in row["features"]]
        for row in queue[: round(13 * scale)]:
            row["wants"] = {dice.pick(["QUEUE-113", "QUEUE-113", "QUEUE-118"])}
        for row in fax[: round(10 * scale)]:
            row["wants"] = {"FAX-9"}
        others = [row for row in self.ordinary() if row["wants"] is None]
        for row in others[: round(8 * scale)]:
            row["wants"] = {dice.pick(["DECT-41", "REC-27", "SIP-88"])}
        for row in others[round(8 * scale) : round(30 * scale)]:
            row["wants"] = ""
        for row in self.rows:
            if row["wants"] is None:
                row["wants"] = set()

        ordinary = self.ordinary()
        for row in ordinary[:3]:
            row["features"] = ""
        for row in ordinary[3:6]:
            row["seats"] = ""
        for row in ordinary[6:9]:
            row["locale"] = ""
        for row in ordinary[9:14]:
            row["environment"] = ""
        for row in ordinary[14:18]:
            row["support_ends"] = ""
        for row in ordinary[18:40]:
            row["complexity"] = f"{min(0.95, 0.25 + 0.06 * len(row['features'])):.2f}"
        for row, until in zip(ordinary[40:44], ["2027-02-15", "2027-02-15", "2027-03-01", "2027-09-30"]):
            row["pinned_until"] = until
        for row in ordinary[44:56]:
            row["tags"].add(dice.pick(["seasonal", "24x7", "new-customer", "via-reseller"]))
        for row in ordinary[56:62]:
            row["account_manager"] = ""
        # The smallest site of a group goes before its head office, where that asks nothing the other way round.
        groups = [customer for customer in self.customers if customer["sites"] >= 4]
        for customer in groups[:5]:
            own = [row for row in self.rows if row["customer"] == customer["id"] and row["seats"]]
            small = min(own[1:], key=lambda row: (int(row["seats"]), row["installation"]))
            if int(small["seats"]) < int(own[0]["seats"]) and own[0]["pinned_until"] == small["pinned_until"] == "-":
                own[0]["after"] = small["installation"]

    def fleet(self):
        self.make_customers()
        self.make_sites()
        self.spread()
        assert len(self.rows) == self.size, len(self.rows)
        assert len({row["installation"] for row in self.rows}) == self.size
        return table(COLUMNS, [[cell(row[name]) for name in COLUMNS] for row in sorted(self.rows, key=lambda row: row["installation"])])

    def contacts(self):
        rows = []
        for customer in sorted(self.customers, key=lambda customer: customer["id"]):
            first, last = PEOPLE[LANGUAGE[customer["locale"]]]
            roles = self.dice.pick([["both"], ["both"], ["planned", "outage"], ["both", "escalation"]])
            for role in roles:
                given, family = self.dice.pick(first), self.dice.pick(last)
                while any(row[0] == customer["id"] and row[1] == f"{given} {family}" for row in rows):
                    given, family = self.dice.pick(first), self.dice.pick(last)
                phone = customer["phones"].format(self.dice.below(100)) if customer["phones"] and role != "planned" else ""
                address = f"{slug(given)}.{slug(family)}@{customer['id']}.example"
                rows.append([customer["id"], f"{given} {family}", address, phone, role, customer["locale"]])
        return table(["customer", "name", "email", "phone", "role", "locale"], rows)


def cell(value):
    """A set is a list separated by semicolons, an empty one `-` (none); an empty text is unknown."""
    if isinstance(value, set):
        return ";".join(sorted(value)) or "-"
    if isinstance(value, dict):
        return ";".join(f"{key}={value[key]}" for key in sorted(value)) or "-"
    return value


def table(header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def main():
    small = Writer(240, seed=52)
    files = {"fleet.csv": small.fleet(), "contacts.csv": small.contacts()}
    # The sizes for which every built-in template is promised to plan with all gates passing.
    for sites in (200, 400):
        files[f"fleet-{sites}.csv"] = Writer(sites, seed=sites).fleet()
    stale = []
    for name, content in files.items():
        path = os.path.join(EXAMPLES, name)
        if sys.argv[1:] == ["--check"]:
            if not os.path.exists(path) or open(path, encoding="utf-8", newline="").read() != content:
                stale.append(name)
        else:
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(content)
    if stale:
        print(f"not what Scripts/make-example-fleet.py writes: {', '.join('Examples/' + name for name in stale)}", file=sys.stderr)
        print("hint: change the generator, run it, and commit both.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
