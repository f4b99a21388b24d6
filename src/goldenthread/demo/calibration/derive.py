"""Make the calibration tables from the published files; run once, by hand, when those change.

``python -m goldenthread.demo.calibration.derive PUBLISHED LOOKUP`` reads the Department for
Education's published files and the list of local authorities, and writes the small CSV files
beside this module. Where a local authority has no published row, it is given a share of what its
region has left, by population aged 0 to 25; such rows say ``shared`` under ``basis``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

Row = dict[str, str]
HERE = Path(__file__).parent

ENDED = {"909", "928", "836"}  # Cumbria, Northamptonshire and Poole: no longer authorities
HALVED = {"942": "Cumberland", "943": "Westmorland and Furness"}  # listed with all of Cumbria
KINDS: dict[str, tuple[str, ...]] = {
    "MM": ("mainstream_la_maintained",),
    "MMR": ("mainstream_la_maintained_resourced_provision",),
    "MMU": ("mainstream_la_maintained_senunit",),
    "MA": ("mainstream_academy", "mainstream_free_school"),
    "MAR": (
        "mainstream_academy_resourced_provision",
        "mainstream_free_school_resourced_provision",
    ),
    "MAU": ("mainstream_academy_senunit", "mainstream_free_school_senunit"),
    "MI": ("mainstream_independent",),
    "SM": ("special_la_maintained",),
    "SA": ("special_academy_free",),
    "SI": ("special_independent",),
    "SN": ("special_non_maintained",),
    "AM": ("ap_pru_la_maintained",),
    "AA": ("ap_pru_academy", "ap_pru_free_school"),
    "FG": ("general_fe_tertiary_colleges",),
    "FS": ("specialist_post_16_institutions",),
    "FU": ("ukrlp_provider",),
    "EHE": ("elective_home_education",),
    "OLA": ("other_arrangements_la",),
    "OPA": ("other_arrangements_parents",),
    "OTH": (
        "online_provider",
        "w_settings",
        "other_schools",
        "other_placement_settings",
        "placement_unknown",
    ),
    "NEET": ("neet",),
    "NIEC": ("neet_ntci",),
    "NIEO": ("neet_other", "neet_other_csa"),
    "EYP": ("nm_early_years",),
}
MAINSTREAM = ("MM", "MMR", "MMU", "MA", "MAR", "MAU", "MI")
GROUPS = {
    "mainstream": "mainstream_total",
    "special": "special_total",
    "ap": "ap_pru_total",
    "fe": "fe_total",
    "elsewhere": "ed_elsewhere",
    "early": "nm_early_years",
}
NEEDS = {
    "ASD": "number_asd",
    "SLCN": "number_slcn",
    "SEMH": "number_semh",
    "MLD": "number_mld",
    "SLD": "number_sld",
    "PD": "number_pd",
    "SPLD": "number_spld",
    "HI": "number_hi",
    "PMLD": "number_pmld",
    "VI": "number_vi",
    "MSI": "number_msi",
    "OTH": "number_oth",
}
CEASE = {
    "1": "max_age",
    "2": "needs_met",
    "3": "he",
    "4": "employ",
    "5": "transfer",
    "6": "no_engage",
    "7": "moved_outside_eng",
    "8": "deceased",
    "9": "other",
}
REQUESTS = {
    "requests": "requests_received_in_year",
    "agreed": "requests_decided_to_assess",
    "refused": "requests_decided_not_to_assess",
    "undecided": "requests_decision_not_made",
    "withdrawn": "requests_withdrawn",
    "in_six_weeks": "request_outcome_six_weeks",
    "over_six_weeks": "request_outcome_over_6_weeks",
    "mediation": "mediation_related_request",
    "tribunal": "tribunal_related_request",
}
ASSESSED = {
    "not_issued": "assess_not_issued",
    "no_plan_in_time": "outcome_decision_within_time",
    "no_plan_late": "outcome_decision_over_time",
}
TIMELY = {
    "issued": "plans_issued_den",
    "issued_ex": "plans_issued_den_ex",
    "in_twenty": "plans_issued_within_20_weeks",
    "in_twenty_ex": "plans_issued_20_weeks_ex",
    "to_year": "plans_issued_gt20weeks_ltYear",
    "over_year": "plans_issued_gt_1_year",
}
REVIEWS = {
    "plans": "total_ehc_plans",
    "due": "review_expected",
    "met_this_year": "review_meeting_24",
    "met_before": "review_meeting_prior_24",
    "never_met": "no_review_meeting",
    "outstanding": "review_decision_outstanding",
    "amend": "outcome_amend",
    "cease": "outcome_cease",
    "keep": "outcome_maintan",
    "in_four_weeks": "number_decsion_4weeks",
    "over_four_weeks": "number_decision_gt_4weeks",
}
# Calendar 2025, as published for four areas only: our name, measure and breakdown in the file.
PROCESS_2025 = {
    "requests": ("requests received", "all"),
    "agreed": ("requests decided to assess", "all"),
    "refused": ("requests refused", "all"),
    "undecided": ("requests still open", "all"),
    "withdrawn": ("requests withdrawn", "all"),
    "in_six_weeks": ("requests decided within six weeks", "all"),
    "over_six_weeks": ("requests decided over six weeks", "all"),
    "mediation": ("mediation about request", "all"),
    "tribunal": ("tribunal about request", "all"),
    "issued": ("plans issued", "all"),
    "issued_ex": ("plans issued excluding exceptions", "all"),
    "in_twenty": ("plans issued within 20 weeks", "all"),
    "in_twenty_ex": ("plans issued within 20 weeks excluding exceptions", "all"),
    "to_year": ("plans issued 20 to 52 weeks", "all"),
    "over_year": ("plans issued over 52 weeks", "all"),
}
PROCESS = [*REQUESTS, *ASSESSED, *TIMELY]
ETHNICITY = {
    "White - White British": "WBRI",
    "White - Irish": "WIRI",
    "White - Traveller of Irish heritage": "WIRT",
    "White - Gypsy/Roma": "WROM",
    "White - Any other White background": "WOTH",
    "Mixed - White and Black Caribbean": "MWBC",
    "Mixed - White and Black African": "MWBA",
    "Mixed - White and Asian": "MWAS",
    "Mixed - Any other Mixed background": "MOTH",
    "Asian - Indian": "AIND",
    "Asian - Pakistani": "APKN",
    "Asian - Bangladeshi": "ABAN",
    "Asian - Any other Asian background": "AOTH",
    "Black - Black Caribbean": "BCRB",
    "Black - Black African": "BAFR",
    "Black - Any other Black background": "BOTH",
    "Asian - Chinese": "CHNE",
    "Any other ethnic group": "OOTH",
    "Unclassified": "NOBT",
}


def number(text: str) -> int:
    """Read a published count; a figure that was not available counts as nothing."""
    return int(float(text)) if text.replace(".", "", 1).isdigit() else 0


def shares(weights: Sequence[float], total: int) -> list[int]:
    """Split `total` in proportion to `weights` into whole numbers that add up to it."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [w * total / whole for w in weights]
    parts = [int(x) for x in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def column(*names: str) -> Callable[[Row], int]:
    """A reader of the sum of some columns of a row."""

    def read_row(row: Row) -> int:
        return sum(number(row[name]) for name in names)

    return read_row


class Source:
    """The published folder and the list of authorities."""

    def __init__(self, folder: Path, lookup: Path) -> None:
        self.folder = folder
        self.areas = [self._area(row) for row in read(lookup) if row["la_code"] not in ENDED]
        self.areas.sort(key=lambda a: a["code"])

    @staticmethod
    def _area(row: Row) -> Row:
        population = int(row["ons_population_0-25"])
        name = row["local_authority_ons_name"]
        return {
            "code": row["la_code"],
            "name": name,
            "slug": slug(name),
            "ons": row["la_code_new"],
            "region": row["region_name"],
            "population": str(population // 2 if row["la_code"] in HALVED else population),
        }

    def rows(self, name: str) -> list[Row]:
        return read(self.folder / f"{name}.csv")

    def spread(self, rows: Iterable[Row], value: Callable[[Row], int]) -> dict[str, int]:
        """One whole number for each area: as published, or a share of its region's remainder."""
        rows = list(rows)
        codes = {a["code"] for a in self.areas}
        known = {r["area_code"]: value(r) for r in rows if r["area_code"] in codes}
        found = dict(known)
        for region in {a["region"] for a in self.areas}:
            inside = [a for a in self.areas if a["region"] == region]
            missing = [a for a in inside if a["code"] not in known]
            total = [value(r) for r in rows if r["level"] == "regional" and same(r, region)]
            rest = max(0, sum(total) - sum(known.get(a["code"], 0) for a in inside))
            parts = shares([int(a["population"]) for a in missing], rest)
            found |= {a["code"]: n for a, n in zip(missing, parts, strict=True)}
        return found


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def slug(name: str) -> str:
    kept = "".join(c if c.isalnum() else " " for c in name.lower())
    return "-".join(kept.split())


def same(row: Row, region: str) -> bool:
    return row["area_name"].lower() == region.lower()


def write(name: str, heads: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, heads, restval=0, lineterminator="\n", extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)


def overall(rows: Iterable[Row], period: str, topic: str) -> list[Row]:
    return [r for r in rows if r["period"] == period and r["breakdown_topic"] == topic]


def write_areas(source: Source) -> None:
    rows = source.rows("ehc_counts")
    years = {}
    for year in ("2023", "2024", "2025"):
        of_year = [r for r in rows if r["year"] == year]
        years[year] = source.spread(of_year, lambda r: number(r["total"]))
    known = {r["area_code"]: number(r["total"]) for r in rows if r["year"] == "2026"}
    years["2026"] = scaled_to(source, years["2025"], known)
    published = {r["area_code"] for r in rows if r["year"] == "2025"}
    out = [
        area
        | {y: str(years[y][area["code"]]) for y in years}
        | {"basis": "published" if area["code"] in published else "shared"}
        for area in source.areas
    ]
    write("areas", ["code", "name", "slug", "ons", "region", "population", "basis", *years], out)


def scaled_to(source: Source, last: dict[str, int], known: dict[str, int]) -> dict[str, int]:
    """Grow last year's counts so that the known areas, regions and England all come out."""
    found = {a["code"]: known[a["code"]] for a in source.areas if a["code"] in known}
    regions = {"East Midlands": "E12000004", "North East": "E12000001"}
    for region, code in regions.items():
        fill(found, [a for a in source.areas if a["region"] == region], last, known[code])
    fill(found, source.areas, last, known["E92000001"])
    return found


def fill(found: dict[str, int], areas: list[Row], last: dict[str, int], total: int) -> None:
    missing = [a["code"] for a in areas if a["code"] not in found]
    rest = total - sum(found.get(a["code"], 0) for a in areas)
    found |= dict(zip(missing, shares([last[c] for c in missing], rest), strict=True))


def write_process(source: Source) -> None:
    columns: dict[tuple[str, str], dict[str, int]] = {}
    files = (("requests", REQUESTS), ("assessments", ASSESSED), ("timeliness_20_week", TIMELY))
    for name, fields in files:
        rows = source.rows(name)
        topic = next(r["breakdown_topic"] for r in rows if r["breakdown_topic"].startswith("All"))
        for year in ("2023", "2024"):
            chosen = overall(rows, year, topic)
            for ours, theirs in fields.items():
                columns[year, ours] = source.spread(chosen, column(theirs))
    columns |= process_2025(source, columns)
    out = [
        {"code": area["code"], "year": year} | {f: columns[year, f][area["code"]] for f in PROCESS}
        for area in source.areas
        for year in ("2023", "2024", "2025")
    ]
    write("process", ["code", "year", *PROCESS], out)


def process_2025(
    source: Source, columns: dict[tuple[str, str], dict[str, int]]
) -> dict[tuple[str, str], dict[str, int]]:
    rows = {(r["measure"], r["breakdown"]): r for r in source.rows("process_2025")}
    found: dict[tuple[str, str], dict[str, int]] = {}
    for field in PROCESS:
        last = columns["2024", field]
        if field not in PROCESS_2025:
            found["2025", field] = dict(last)
            continue
        row = rows[PROCESS_2025[field]]
        now = {"830": number(row["Derbyshire"]), "831": number(row["Derby"])}
        fill(now, source.areas, last, number(row["England"]))
        found["2025", field] = now
    return found


def write_placements(source: Source) -> None:
    rows = [r for r in source.rows("ehc_by_placement") if r["year"] == "2025"]
    parts = {kind: source.spread(rows, column(*columns)) for kind, columns in KINDS.items()}
    totals = {r["code"]: int(r["2026"]) for r in read(HERE / "areas.csv")}
    new = {r["area_code"]: r for r in source.rows("ehc_2026_by_placement")}
    out = []
    for area in source.areas:
        code = area["code"]
        last = {kind: parts[kind][code] for kind in KINDS}
        counts = placements_2026(last, new[code]) if code in new else last
        exact = shares(list(counts.values()), totals[code])
        out.append({"code": code} | dict(zip(KINDS, exact, strict=True)))
    write("placements", ["code", *KINDS], out)


def placements_2026(last: dict[str, int], row: Row) -> dict[str, int]:
    """The January 2026 counts, which give mainstream as one figure: split it as a year before."""
    find = {
        "SM": ("special_la_maintained",),
        "SA": ("special_academy", "special_free_school"),
        "SI": ("special_independent",),
        "SN": ("special_non_maintained",),
        "FG": ("general_fe",),
        "FS": ("specialist_post_16",),
        "FU": ("ukrlp_provider",),
        "EHE": ("elective_home_education",),
        "OLA": ("other_arrangements_la",),
        "NEET": ("neet",),
        "NIEC": ("neet_notice_to_cease",),
        "NIEO": ("neet_other", "neet_compulsory_age"),
        "EYP": ("nm_early_years",),
    }
    found = {kind: sum(number(row[c]) for c in columns) for kind, columns in find.items()}
    units = dict.fromkeys(("MMR", "MMU", "MAR", "MAU"), 0) if row["area_code"] == "830" else {}
    main = last | units  # Derbyshire recorded no units or resourced provision in 2026
    split = shares([main[k] for k in MAINSTREAM], number(row["mainstream_total"]))
    found |= dict(zip(MAINSTREAM, split, strict=True))
    ap = shares([last["AM"], last["AA"]], number(row["ap_pru_total"]))
    found |= {"AM": ap[0], "AA": ap[1], "OPA": last["OPA"]}
    found["OTH"] = number(row["ehcplans"]) - sum(found.values())
    return {kind: found[kind] for kind in KINDS}


def write_ages(source: Source) -> None:
    ages = ["under 3", *(str(n) for n in range(3, 26))]
    rows = [r for r in source.rows("ehc_by_single_age_and_placement") if r["year"] == "2025"]
    parts = {
        age: source.spread([r for r in rows if r["age"] == age], lambda r: number(r["total"]))
        for age in ages
    }
    derby = {
        r["age"]: number(r["total"])
        for r in source.rows("ehc_2026_by_single_age_and_placement")
        if r["area_code"] == "831"
    }
    totals = {r["code"]: int(r["2026"]) for r in read(HERE / "areas.csv")}
    out = []
    for area in source.areas:
        code = area["code"]
        counts = [derby.get(a, 0) if code == "831" else parts[a].get(code, 0) for a in ages]
        whole = shares(counts, totals[code])
        out.append({"code": code} | dict(zip(["2", *ages[1:]], whole, strict=True)))
    write("ages", ["code", "2", *ages[1:]], out)


def write_needs(source: Source) -> None:
    rows = source.rows("sen_needs_all_plans")
    chosen = overall(rows, "202425", "All EHC plans")
    fields = NEEDS | {"unknown": "number_need_unknown"}
    parts = {n: source.spread(chosen, column(c)) for n, c in fields.items()}
    out = [{"code": a["code"]} | {n: parts[n][a["code"]] for n in fields} for a in source.areas]
    write("needs", ["code", *fields], out)
    write_people_shares(source, rows)


def write_people_shares(source: Source, rows: list[Row]) -> None:
    """Plans by ethnicity and sex: the area's own where published, else its region's."""
    out = []
    for area in source.areas:
        own = [r for r in rows if r["area_code"] == area["code"] and r["breakdown_topic"] in SPLITS]
        region = [r for r in rows if r["level"] == "regional" and same(r, area["region"])]
        found = own if any(r["breakdown_topic"] == "Ethnicity" for r in own) else region
        if not any(r["breakdown_topic"] == "Ethnicity" for r in found):
            found = [r for r in rows if r["level"] == "national"]
        out.append({"code": area["code"]} | people_counts(found))
    write("people", ["code", "M", "F", *ETHNICITY.values()], out)


SPLITS = ("Ethnicity", "Sex")


def people_counts(rows: list[Row]) -> dict[str, int]:
    found = {
        ETHNICITY[r["breakdown"]]: number(r["ehc_plans"])
        for r in rows
        if r["breakdown_topic"] == "Ethnicity" and r["breakdown"] in ETHNICITY
    }
    sexes = {r["breakdown"]: number(r["ehc_plans"]) for r in rows if r["breakdown_topic"] == "Sex"}
    return found | {"M": sexes.get("Male", 706), "F": sexes.get("Female", 294)}


def write_reviews(source: Source) -> None:
    rows = overall(source.rows("annual_reviews"), "2024", "All annual reviews")
    parts = {n: source.spread(rows, column(c)) for n, c in REVIEWS.items()}
    out = [{"code": a["code"]} | {n: parts[n][a["code"]] for n in REVIEWS} for a in source.areas]
    write("reviews", ["code", *REVIEWS], out)


def write_ceased(source: Source) -> None:
    rows = source.rows("ceased_plans")
    newest = {
        r["breakdown"]: r for r in source.rows("process_2025") if r["measure"] == "plans ceased"
    }
    names = dict(
        zip(
            CEASE,
            (
                "reached maximum age",
                "needs met without a plan",
                "higher education",
                "paid employment",
                "transferred to another authority",
                "no longer wishes to engage",
                "moved outside England",
                "deceased",
                "other or not recorded",
            ),
            strict=True,
        )
    )
    parts: dict[tuple[str, str], dict[str, int]] = {}
    for year in ("2023", "2024"):
        chosen = overall(rows, year, "All ceased EHC plans")
        for code, column_name in CEASE.items():
            columns = (column_name, "not_rec") if code == "9" else (column_name,)
            parts[year, code] = source.spread(chosen, column(*columns))
    for code in CEASE:
        last = parts["2024", code]
        now: dict[str, int] = {}
        fill(now, source.areas, last, number(newest[names[code]]["England"]))
        parts["2025", code] = now
    out = [
        {"code": a["code"], "year": y} | {c: parts[y, c][a["code"]] for c in CEASE}
        for a in source.areas
        for y in ("2023", "2024", "2025")
    ]
    write("ceased", ["code", "year", *CEASE], out)


def age_of(label: str) -> str | None:
    """'Aged 10', 'age 2 and under' or '20 and over' as a single age; None for an unknown one."""
    digits = "".join(c for c in label.split(" and ")[0] if c.isdigit())
    if label in ("under 3", "Aged under 3", "age under 3"):
        return "2"
    return digits or None


def write_national(source: Source) -> None:
    """England's shapes: need by age and by placement, ages at request, at issue and at ceasing."""
    needs = [r for r in source.rows("sen_needs_all_plans") if r["level"] == "national"]
    by_age = [r for r in needs if r["breakdown_topic"] == "Child or young persons age"]
    write("need_by_age", ["age", *NEEDS], [need_row(r, "age") for r in by_age if single_age(r)])
    labels = {
        "Mainstream - total": "mainstream",
        "Special - total": "special",
        "Special - independent": "special_independent",
        "AP/PRU - total": "ap",
        "FE - total": "fe",
        "Educated elsewhere - total": "elsewhere",
        "Non-maintained early years": "early",
    }
    kinds = [r for r in needs if r["breakdown"] in labels]
    write(
        "need_by_placement",
        ["group", *NEEDS],
        [need_row(r, "group", labels[r["breakdown"]]) for r in kinds],
    )
    new = [
        r
        for r in source.rows("sen_need_newplans")
        if r["level"] == "national" and r["breakdown_topic"] == "Age when plan started"
    ]
    write(
        "new_plans_by_age",
        ["age", "plans", *NEEDS],
        [need_row(r, "age") | {"plans": r["ehc_plans"]} for r in new if single_age(r)],
    )
    write_request_ages(source)
    write_ceased_ages(source)
    write_age_placements(source)


def single_age(row: Row) -> bool:
    return age_of(row["breakdown"]) is not None and "nknown" not in row["breakdown"]


def need_row(row: Row, head: str, label: str | None = None) -> dict[str, object]:
    found: dict[str, object] = {n: number(row[c]) for n, c in NEEDS.items()}
    return {head: label or age_of(row["breakdown"])} | found


def write_request_ages(source: Source) -> None:
    rows = overall(source.rows("requests"), "2024", "Child or young persons age")
    out = [
        {
            "age": age_of(r["breakdown"]),
            "requests": r["requests_received_in_year"],
            "agreed": r["requests_decided_to_assess"],
            "refused": r["requests_decided_not_to_assess"],
        }
        for r in rows
        if r["level"] == "national" and single_age(r)
    ]
    write("requests_by_age", ["age", "requests", "agreed", "refused"], out)


def write_ceased_ages(source: Source) -> None:
    rows = overall(source.rows("ceased_plans"), "2024", "Age plan ceased")
    out = [
        {"age": age_of(r["breakdown"])} | {code: number(r[c]) for code, c in CEASE.items()}
        for r in rows
        if r["level"] == "national" and single_age(r)
    ]
    write("ceased_by_age", ["age", *CEASE], out)


def write_age_placements(source: Source) -> None:
    rows = [
        r for r in source.rows("ehc_2026_by_single_age_and_placement") if r["level"] == "national"
    ]
    out = [{"age": age_of(r["age"])} | {g: number(r[c]) for g, c in GROUPS.items()} for r in rows]
    write("placement_by_age", ["age", *GROUPS], sorted(out, key=lambda r: int(str(r["age"]))))


def main(published: str, lookup: str) -> None:
    source = Source(Path(published), Path(lookup))
    for step in (
        write_areas,
        write_process,
        write_placements,
        write_ages,
        write_needs,
        write_reviews,
        write_ceased,
        write_national,
    ):
        step(source)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
