"""Every call of the console, by route: what bench/console.py asks of a hub that holds a country. A route that is in none of the tables is
a fault, so that no page comes that nobody measured."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[1]

# What is no page: it costs what it carries, or what a password costs, on threads of its own (ADR 0184), and is measured elsewhere or not.
WORK = {
    **{route: "hashes a password" for route in ("POST /api/login", "POST /api/password", "POST /api/accounts", "POST /api/accounts/*/password",
                                                "POST /api/factor", "POST /api/factor/confirm", "POST /api/accounts/*/factor")},
    **{f"GET /api/export.{ending}": "streams all that was asked for" for ending in ("csv", "jsonl", "sav", "dta", "zip")},
    **{route: "reads a questionnaire" for route in ("PUT /api/forms/*/form.xml", "PUT /api/forms/*/form.xlsx", "PUT /api/forms/*/media/*",
                                                    "GET /api/forms/*/form.xlsx", "GET /api/codebook.csv", "GET /api/codebook.html")},
    **{route: "takes a whole file" for route in ("PUT /api/territories", "PUT /api/outlines", "PUT /api/register/*/rows")},
    **{f"POST /api/register/*/{what}": "is done in pieces of a second (bench register)" for what in ("compare", "take", "drop")},
    "PUT /api/forms/*/persons": "reads a questionnaire",
    "GET /api/forms/*/persons": "gives what that kept, and a form without persons has none",
    "POST /api/doubles/search": "reads a territory, on a thread of its own",
    "POST /api/doubles": "as POST /api/reviews, of what a search found",
    "PUT /api/teams/*/areas": "as PUT /api/areas/*, without its addresses",
    "POST /api/logout": "ends the session that measures",
    "PUT /api/factor-roles": "would ask the session that measures for a code",
    "GET /api/records/*/files/*": "as /xml: the record is opened and a file of it sent",
}


def routes():
    """"METHOD /path" of each route of the console."""
    text = (ROOT / "hub/routes.c").read_text(encoding="utf-8")
    for method, path, flags in re.findall(r"\{ZR_METHOD_(\w+),\s*\"([^\"]+)\",\s*([\w |]+),", text):
        if path.startswith("/api/") and "DEVICE" not in flags:
            yield f"{method} {path}"


class Calls:
    """One real tablet has sent records of the households of area a00001, "real-1" and so on: those can be opened."""

    def __init__(self, sizes, operator):
        self.sizes, self.operator, self.count = sizes, operator, 0
        self.area = f"a{sizes.areas // 2:05d}"
        self.tablet = self.tablet_of(self.area)
        self.upload = self.bring_register()
        operator.call("POST", "/api/collectors", {"name": "ivanova", "area": self.area})
        self.real = operator.call("GET", "/api/records?area=a00001&limit=500")["records"]
        self.real = {"id": "real-7", "hash": next(row["hash"] for row in self.real if row["id"] == "real-7")}

    def bring_register(self):
        """A new register of some areas: each address of one changed."""
        areas, per_area = min(200, self.sizes.areas), min(50, self.sizes.households // self.sizes.areas)
        rows = "".join(f"a{a:05d},h{h},ул. Новая {h}\n" for a in range(areas) for h in range(per_area))
        upload = self.operator.call("POST", "/api/register", {})
        path = f"/api/register/{upload['id']}"
        upload = self.operator.call("PUT", f"{path}/rows?at=0&last=1", f"area,id,address\n{rows}".encode())
        while upload["state"] != "ready":
            upload = self.operator.call("POST", f"{path}/compare", {})
        return upload["id"]

    def tablet_of(self, area):
        return self.operator.call("GET", f"/api/fleet?area={area}")["tablets"][-1]["id"]

    def next(self, text):
        self.count += 1
        return f"{text}-{self.count}"

    def share(self):
        return {"edition": self.operator.ask("GET", f"/api/areas/{self.area}")[1]["edition"],
                "shares": [{"tablet": "", "households": ["h1"]}]}

    def make_room(self):
        """Few registers may be open at once."""
        for upload in self.operator.call("GET", "/api/register")["uploads"]:
            while upload["state"] not in ("taken", "dropped"):
                upload = self.operator.call("POST", f"/api/register/{upload['id']}/drop", {})
        return {}

    def next_token(self):
        """An account has few."""
        for one in self.operator.call("GET", "/api/accounts/operator/tokens")["tokens"]:
            self.operator.call("POST", f"/api/accounts/operator/tokens/{one['id']}/revoke", {})
        return {"name": self.next("p")}

    def token(self):
        return self.operator.call("POST", "/api/accounts/operator/tokens", self.next_token()) and next(
            one["id"] for one in self.operator.call("GET", "/api/accounts/operator/tokens")["tokens"])

    def edit(self):
        households = [{"id": f"h{n}", "address": f"ул. Новая, д. {n}"} for n in range(self.sizes.households // self.sizes.areas)]
        return {"name": "Участок", "form": "f", "households": households, "decisions": [{**one, "what": "same"} for one in households]}

    def of_lists(self):
        """The filters that fit least and most, each by itself and with the others that a page has."""
        area, tablet = self.area, self.tablet
        return {
            "GET /api/fleet": ["", "?sort=contact", "?sort=unsent", "?sort=version", "?silent=72&sort=contact", "?silent=72", "?battery=10", "?battery=1",
                               "?version=0.9", "?version=none", f"?area={area}", f"?q={self.sizes.tablets // 3:06d}", "?q=nobody", f"?q={tablet[:10]}"],
            "GET /api/areas": ["", "?sort=open", "?sort=name", "?q=1234", "?form=none", "?q=nobody"],
            "GET /api/records": ["?lang=ru", "?latest=1&limit=100&lang=ru", "?result=refused&latest=1&lang=ru", "?result=empty", "?doubts=1", "?doubtful=1",
                                 "?doubtful=1&review=new", "?review=new", "?review=approved", "?review=returned", "?review=returned&latest=1",
                                 f"?review=approved&area={area}", f"?area={area}&latest=1", f"?tablet={tablet}", f"?area={area}&household=h3",
                                 "?q=r000012", "?q=nobody", "?since=2000-01-01&until=2000-01-02", "?form=none", "?limit=500"],
            "GET /api/progress": ["", "?depth=2", "?territory=r01", "?territory=r01-01", "?territory=r01&depth=3"],
            "GET /api/progress/days": ["", "?territory=r01", f"?area={area}"],
            "GET /api/outlines": ["", "?territory=r01", "?limit=50"],
            "GET /api/arrivals/refused": ["", "?limit=500"],
            "GET /api/accounts": ["", "?after="], "GET /api/teams": ["", "?territory=r01"], "GET /api/doubles": ["", "?state=same", "?kind=persons"],
            **{f"GET /api/{name}": [""] for name in ("session", "territories", "factor-roles", "arrivals", "collectors", "forms", "zones", "register", "audit")},
            "GET /api/live": ["?for=0"],
        }

    def of_one(self):
        """What is one thing of many."""
        area, record, upload = f"/api/areas/{self.area}", f"/api/records/{self.real['id']}", f"/api/register/{self.upload}"
        return {
            "GET /api/areas/*": [area], "GET /api/areas/*/found": [f"{area}/found"], "GET /api/areas/*/online": [f"{area}/online"],
            "GET /api/areas/*/households.csv": [f"{area}/households.csv"], "GET /api/forms/*/tables": ["/api/forms/f/tables"],
            "GET /api/records/*": [f"{record}?lang=ru"], "GET /api/records/*/xml": [f"{record}/xml"],
            "GET /api/accounts/*/tokens": ["/api/accounts/operator/tokens"], "GET /api/register/*": [upload],
            "GET /api/register/*/areas": [f"{upload}/areas"], "GET /api/register/*/areas/*": [f"{upload}/areas/a00001"],
        }

    def of_acts(self):
        """(path, what is sent: asked for anew each time). What they change they change alike each time."""
        area, fleet, one = f"/api/areas/{self.area}", f"/api/fleet/{self.tablet}", f"/api/records/{self.real['id']}"
        gone = self.tablet_of(f"a{self.sizes.areas // 2 + 1:05d}")
        return {
            "POST /api/codes": ("/api/codes", lambda: {"area": self.area, "name": "T"}),
            "POST /api/codes/many": ("/api/codes/many", lambda: {"codes": [{"area": self.area, "name": f"T{n}"} for n in range(20)]}),
            "PUT /api/fleet/*": (fleet, lambda: {"area": self.area}), "POST /api/fleet/*/revoke": (f"/api/fleet/{gone}/revoke", dict),
            "PUT /api/areas/*": (area, self.edit), "POST /api/areas/*/preview": (f"{area}/preview", self.edit),
            "POST /api/areas/*/found": (f"{area}/found", lambda: {"households": []}), "PUT /api/areas/*/shares": (f"{area}/shares", self.share),
            "POST /api/areas/*/codes": (f"{area}/codes", lambda: {"households": ["h1", "h2", "h3", "h4"]}),
            "PUT /api/progress/plan": ("/api/progress/plan", lambda: {"first": "2026-10-01", "last": "2026-10-31"}),
            "POST /api/reviews": ("/api/reviews", lambda: {"state": "approved", "records": [self.real]}),
            "POST /api/records/*/return": (f"{one}/return", lambda: {"remarks": [{"text": "?"}]}),
            "PUT /api/accounts/*": ("/api/accounts/controller-00000", lambda: {"person": "A", "role": "controller", "locked": False}),
            "POST /api/accounts/*/tokens": ("/api/accounts/operator/tokens", self.next_token),
            "POST /api/accounts/*/tokens/*/revoke": (lambda: f"/api/accounts/operator/tokens/{self.token()}/revoke", dict),
            "POST /api/register": ("/api/register", self.make_room), "POST /api/collectors": ("/api/collectors", lambda: {"name": self.next("c")}),
            **{f"POST /api/collectors/*/{what}": (f"/api/collectors/ivanova/{what}", dict) for what in ("password", "close", "open")},
        }

    def all(self):
        """(method, path, body), each of the last two a value or what gives it anew. What is not complete is refused."""
        lists, single, acts = self.of_lists(), self.of_one(), self.of_acts()
        known, there = [*lists, *single, *acts, *WORK], set(routes())
        missing, gone = there - set(known), set(known) - there
        assert not missing and not gone and len(known) == len(set(known)), f"routes that are not measured: {missing}; that are none: {gone}"
        for route, endings in lists.items():
            yield from (("GET", route.split(" ")[1] + ending, None) for ending in endings)
        yield from (("GET", path, None) for paths in single.values() for path in paths)
        yield from ((route.split(" ")[0], *call) for route, call in acts.items())
