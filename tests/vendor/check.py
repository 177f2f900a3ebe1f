#!/usr/bin/env python3
"""Compares the facts of the catalog with the providers' published API models. See README.md."""

import argparse
import csv
import json
import re
import sys
from pathlib import Path

from checks import Bounds, Contradicted, Mistake, quantity, read_line, show
from models import Gone, Models

try:
    import tomllib
except ImportError:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGS = ("rules/catalog", "rules/messaging/catalog")
KINDS = ("number", "bounds", "set", "documented", "existence", "differs")


class Fact:
    """A fact as it is written, once: `ids` are the service, or the configurations that have it."""

    def __init__(self, file, line, ids, record, value):
        self.file, self.line, self.ids = file, line, ids
        self.key, self.value, self.model = record["key"], value, record["model"]

    def name(self):
        return "%s %s" % (self.ids[0], self.key)


def configurations(document):
    """Configurations and crossed variants by their words, each with what it has of its own or of the one it is like."""
    out = {}

    def over(own, below):
        keys = {record["key"] for record in own}
        return own + [record for record in below if record["key"] not in keys]

    for each in document.get("configuration", []):
        out[each["id"]] = over(each.get("fact", []), out[each["like"]] if "like" in each else [])
    for each in document.get("variant", []):
        for of in each["of"]:
            out["%s-%s" % (of, each["id"])] = over(each.get("fact", []), out[of])
    return out


def written(document):
    """All fact tables with the table that they stand in, in the order of each."""
    yield from (("fact", record) for record in document.get("fact", []))
    for table in ("configuration", "variant"):
        for each in document.get(table, []):
            yield from ((table + ".fact", record) for record in each.get("fact", []))


def model_lines(text):
    """The line of `model` in the first, the second, ... fact table of each kind."""
    lines, counts, table = {}, {}, None
    for number, line in enumerate(text.split("\n"), 1):
        header = re.match(r"\[+([\w.]+)\]", line)
        if header:
            table = header.group(1)
            counts[table] = counts.get(table, 0) + 1
        elif line.startswith("model = "):
            lines[table, counts.get(table)] = number
    return lines


def holds(record, day):
    return record.get("from", "0000") <= day < record.get("until", "9999")


def value_on(record, document, day):
    """The value of a fact, or bounds, or that of the service on that day without some words; None if it does not hold."""
    if not holds(record, day):
        return None
    if "value" in record:
        return record["value"]
    if "without" not in record:
        return Bounds(record.get("at_least"), record.get("at_most"))
    of_service = [each for each in document.get("fact", []) if each["key"] == record["key"] and holds(each, day)]
    if not of_service:
        return None
    whole = value_on(of_service[0], document, day)

    def less(value):
        return [word for word in value if word not in record["without"]] if isinstance(value, list) else value

    return Bounds(less(whole.at_least), less(whole.at_most)) if isinstance(whole, Bounds) else less(whole)


def read_facts(root, as_of):
    """The facts that name a place in a model and hold on the day, in the order of their files; and how many do not hold."""
    out, passed = [], 0
    for catalog in CATALOGS:
        for path in sorted((root / catalog).glob("*/*.toml")):
            text = path.read_text(encoding="utf-8")
            document = tomllib.loads(text)
            had_by, lines, counts = {}, model_lines(text), {}
            for word, records in configurations(document).items():
                for record in records:
                    had_by.setdefault(id(record), []).append("%s.%s" % (document["id"], word))
            for table, record in written(document):
                counts[table] = counts.get(table, 0) + 1
                if "model" not in record:
                    continue
                value = value_on(record, document, as_of)
                if value is None:
                    passed += 1
                    continue
                ids = [document["id"]] if table == "fact" else had_by[id(record)]
                out.append(Fact(str(path.relative_to(root)), lines[table, counts[table]], ids, record, value))
    return out, passed


def as_of_catalog(root):
    """The newest day on which a fact was read: what held then is compared."""
    days = ["0000"]
    for catalog in CATALOGS:
        for path in (root / catalog).glob("*/*.toml"):
            days += re.findall(r'^read = "([\d-]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    return max(days)


def compare(fact, models):
    """What one fact turned out to be: (outcome, kind, what was found, members that nobody looked at)."""
    found, new, kinds = [], [], []
    try:
        for check in read_line(fact.model):
            said, more = check.run(models, fact.value)
            found.append(said)
            new += ["%s %s: %s" % (" ".join(check.source), check.path, name) for name in more]
            within = isinstance(fact.value, Bounds) and check.counts_as == "number"
            kinds.append("bounds" if within else check.counts_as)
    except Contradicted as error:
        return "contradicted", None, str(error), []
    except Gone as error:
        return "gone", None, str(error), []
    return "confirmed", min(kinds, key=KINDS.index), "; ".join(found), new


# ---- tables ---------------------------------------------------------------------------------------


def rows(root, file):
    with open(root / "rules/catalog" / file, encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def table_names(root, models, table):
    """Names of a column against an enum: every name is a member; members that no row has are new ones."""
    check = read_line(table["model"])[0]
    place = models.place(check.source, check.path)
    names = [row[table["column"]] for row in rows(root, table["file"]) if row["provider"] == table["provider"]]
    members = place.values or []
    wrong = ["%s: %s is not in the model" % (table["file"], name) for name in names if name not in members]
    known = [re.compile(each["names"]) for each in table.get("ignored", [])]
    new = [m for m in members if m not in names and not any(each.fullmatch(m) for each in known)]
    return len(names) - len(wrong), wrong, ["%s %s: %s" % (" ".join(check.source), check.path, m) for m in new]


def size_rows(root, families):
    out = []
    for row in rows(root, "sizes.csv"):
        if any(family in row["families"].split() for family in families):
            out.append((row["size"], float(row["cpu"]), quantity(row["memory"])))
    return out


def table_pairs(root, models, table):
    """Rows of sizes against the list of pairs of CPU and memory of a schema, in both directions."""
    places = models.json("cfnlint/data/schemas/extensions/%s.json" % table["pairs"])
    pairs = set()
    for alternative in places["then"]["anyOf"]:
        cpu, memory = (alternative["properties"][each]["then"] for each in ("Cpu", "Memory"))
        sizes = memory.get("enum") or range(memory["minimum"], memory["maximum"] + 1, memory["multipleOf"])
        pairs |= {(int(units) / 1024, float(size) * 2**20) for units in cpu["enum"] for size in sizes}
    mine = size_rows(root, table["families"])
    wrong = ["sizes.csv: %s is not in the model" % name for name, *pair in mine if tuple(pair) not in pairs]
    new = sorted(pairs - {tuple(pair) for _, *pair in mine})
    return (
        len(mine) - len(wrong),
        wrong,
        ["cfn-lint %s: %s vCPU with %s GiB" % (table["pairs"], show(c), show(m / 2**30)) for c, m in new],
    )


def table_sizes(root, models, table):
    """CPU and memory of rows of sizes, each against the values that a pattern or an enum allows."""
    allowed, new = {}, []
    mine = size_rows(root, table["families"])
    for column, at in (("cpu", 1), ("memory", 2)):
        words = table[column].rsplit(" ", 1)
        check = read_line(words[0] + " exists")[0]
        form = re.compile(r"([\d.]+) ?" + words[1])
        found = [form.fullmatch(value) for value in models.place(check.source, check.path).allowed() or []]
        allowed[column] = {quantity("%s %s" % (m.group(1), table["unit"][words[1]])) for m in found if m}
        new += ["%s: %s" % (words[0], show(v)) for v in sorted(allowed[column] - {row[at] for row in mine})]
    wrong = [
        "sizes.csv: %s is not in the model" % name
        for name, cpu, memory in mine
        if cpu not in allowed["cpu"] or memory not in allowed["memory"]
    ]
    return len(mine) - len(wrong), wrong, new


def compare_tables(root, models):
    out = []
    tables = tomllib.loads((Path(__file__).parent / "tables.toml").read_text(encoding="utf-8"))
    for table in tables["table"]:
        how = {"names": table_names, "pairs": table_pairs, "sizes": table_sizes}[table["kind"]]
        result = {"title": table["title"], "kind": table["kind"], "confirmed": 0, "contradicted": [], "gone": [], "new": []}
        try:
            result["confirmed"], result["contradicted"], result["new"] = how(root, models, table)
        except (Gone, KeyError) as error:
            result["gone"] = [str(error)]
        out.append(result)
    return out


# ---- the report -----------------------------------------------------------------------------------


def report(root, packages, as_of=None):
    models = Models(packages)
    as_of = as_of or as_of_catalog(root)
    facts, passed = read_facts(root, as_of)
    out = {"as_of": as_of, "confirmed": dict.fromkeys(KINDS, 0), "checks": 0, "not_held": passed}
    out.update(facts=[], contradicted=[], gone=[], new=[])
    for fact in facts:
        try:
            outcome, kind, found, new = compare(fact, models)
        except Mistake as error:
            raise Mistake("%s:%d: %s" % (fact.file, fact.line, error))
        at = {"fact": fact.name(), "at": "%s:%d" % (fact.file, fact.line), "value": fact.value, "found": found}
        at["also"] = fact.ids[1:]
        out["checks"] += len(read_line(fact.model))
        if outcome == "confirmed":
            out["confirmed"][kind] += 1
            out["facts"].append({**at, "kind": kind})
            out["new"] += [{"fact": fact.name(), "at": at["at"], "member": member} for member in new]
        else:
            out[outcome].append(at)
    out["tables"] = compare_tables(root, models)
    return out


def failed(out):
    tables = any(table["contradicted"] or table["gone"] for table in out["tables"])
    return bool(out["contradicted"] or out["gone"] or tables)


def title(fact):
    """A fact with its value, and the other configurations that have it."""
    also = " (also %s)" % ", ".join(fact["also"]) if fact["also"] else ""
    return "%s%s = %s: %s" % (fact["fact"], also, show(fact["value"]), fact["found"])


def write(out, verbose):
    count = out["confirmed"]
    total = sum(count.values()) - count["differs"]
    if verbose:
        for fact in out["facts"]:
            print("%-10s %s" % (fact["kind"], title(fact)))
        print()
    print("facts as of %s against the API models" % out["as_of"])
    print("  confirmed      %4d facts by %d checks" % (total, out["checks"]))
    print("    numbers      %4d, the number itself is a bound or a value of the schema" % count["number"])
    print("    bounds       %4d, the number of the schema lies within what is known" % count["bounds"])
    print("    sets         %4d, every member stands in the schema" % count["set"])
    print("    documented   %4d, the number or every member stands in the documentation of the schema" % count["documented"])
    print("    existence    %4d, a field, a member or a sentence is there, or is not" % count["existence"])
    print("  differ         %4d facts, known to say otherwise than the model; their notes say why" % count["differs"])
    for fact in out["facts"]:
        if fact["kind"] == "differs":
            print("    %s: %s: %s" % (fact["at"], fact["fact"], fact["found"]))
    for table in out["tables"]:
        form = "names" if table["kind"] == "names" else "rows"
        print("  table          %4d %s: %s" % (table["confirmed"], form, table["title"]))
    for key, says in (("contradicted", "the model says something else"), ("gone", "no longer there")):
        more = [each for table in out["tables"] for each in table[key]]
        print("  %-14s %4d, %s" % (key, len(out[key]) + len(more), says))
        for fact in out[key]:
            print("    %s: %s" % (fact["at"], title(fact)))
        for each in more:
            print("    %s" % each)
    members = {}
    for each in out["new"]:
        members.setdefault(each["member"], []).append(each["fact"])
    for table in out["tables"]:
        for each in table["new"]:
            members.setdefault(each, []).append(table["title"])
    print("  new            %4d, members that nobody looked at" % len(members))
    for member in sorted(members):
        print("    %s (%s)" % (member, ", ".join(members[member])))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", required=True, help="folder with the installed packages (site-packages)")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder that has rules/ in it")
    parser.add_argument("--as-of", help="compare what holds on this day; else the newest day that was read")
    parser.add_argument("--json", action="store_true", help="write JSON")
    parser.add_argument("--verbose", action="store_true", help="also list what is confirmed")
    options = parser.parse_args()
    try:
        out = report(options.root, options.packages, options.as_of)
    except Mistake as error:
        print("error: %s" % error, file=sys.stderr)
        return 2
    if options.json:
        json.dump(out, sys.stdout, indent=1, sort_keys=True, default=vars)
        print()
    else:
        write(out, options.verbose)
    return 1 if failed(out) else 0


if __name__ == "__main__":
    sys.exit(main())
