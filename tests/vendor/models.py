"""The providers' published API models, read as data: nothing of the packages is imported or run."""

import gzip
import html
import json
import re
from pathlib import Path

PARTITIONS = ("aws", "aws-us-gov")


class Gone(Exception):
    """The place that a fact names is not in the model."""


def plain(text):
    """Documentation without markup, with single spaces."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", text or ""))
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("`", "").replace("\u00a0", " ")
    text = re.sub(r"\s+([.,;:)])", r"\1", re.sub(r"\s+", " ", text))
    return text.replace("( ", "(").strip()


class Place:
    """What stands at one place of a model, whatever form the model has."""

    def __init__(self, text="", low=None, high=None, values=None, members=None, expression=None):
        self.text = plain(text)
        self.low = low
        self.high = high
        self.values = values
        self.members = members
        self.expression = expression

    def names(self):
        """Enum members, or else the members of the structure."""
        return self.values if self.values is not None else self.members

    def allowed(self):
        """Values of an enum, or those that a pattern of plain alternatives spells out."""
        if self.values is not None:
            return list(self.values)
        return alternatives(self.expression) if self.expression else None


def alternatives(expression):
    """The literal strings of a pattern that only lists alternatives: `256|512|(1|2) vCPU`."""
    expression = re.sub(r"\(\?[a-z]\)|^\^|\$$", "", expression).replace("\\s*", " ")
    parts, depth, part = [], 0, ""
    for char in expression:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "|" and not depth:
            parts.append(part)
            part = ""
        else:
            part += char
    parts.append(part)
    out = []
    for part in parts:
        group = re.search(r"\(([^()]*)\)", part)
        if group:
            for inner in group.group(1).split("|"):
                out.append(part[: group.start()] + inner + part[group.end() :])
        else:
            out.append(part)
    return [each.replace("\\", "") for each in out]


def number(text):
    return None if text is None else float(text)


class Models:
    """All models below one folder of installed packages, each read once."""

    def __init__(self, packages):
        self.packages = Path(packages)
        self.read = {}

    def json(self, path):
        if path not in self.read:
            full = self.packages / path
            if not full.is_file():
                raise Gone("there is no model %s" % path)
            opened = gzip.open(full, "rt", encoding="utf-8") if full.suffix == ".gz" else open(full, encoding="utf-8")
            with opened as file:
                self.read[path] = json.load(file)
        return self.read[path]

    def place(self, source, path):
        kind, *rest = source
        return {"botocore": self.botocore, "discovery": self.discovery, "cfn": self.cfn, "cfn-lint": self.cfn_lint}[kind](
            *rest, path
        )

    # ---- botocore -----------------------------------------------------------------------------

    def service(self, name):
        versions = sorted(self.packages.glob("botocore/data/%s/*/service-2.json*" % name))
        if not versions:
            raise Gone("botocore has no service %s" % name)
        return self.json(str(versions[-1].relative_to(self.packages)))

    def botocore(self, service, path):
        if path == "regions":
            return Place(values=self.endpoints(service))
        model = self.service(service)
        if path.endswith("()"):
            if path[:-2] not in model["operations"]:
                raise Gone("%s has no operation %s" % (service, path))
            return Place(text=model["operations"][path[:-2]].get("documentation"))
        first, *members = path.split(".")
        if first not in model["shapes"]:
            raise Gone("%s has no shape %s" % (service, first))
        shape, text = model["shapes"][first], ""
        for member in members:
            while shape["type"] in ("list", "map"):
                shape = model["shapes"][shape["member" if shape["type"] == "list" else "value"]["shape"]]
            reference = shape.get("members", {}).get(member)
            if reference is None:
                raise Gone("%s %s has no member %s" % (service, path, member))
            shape, text = model["shapes"][reference["shape"]], reference.get("documentation", "")
        ends = shape
        while ends["type"] == "list":
            ends = model["shapes"][ends["member"]["shape"]]
        return Place(
            text=text + " " + shape.get("documentation", ""),
            low=number(shape.get("min")),
            high=number(shape.get("max")),
            values=ends.get("enum"),
            members=list(ends["members"]) if "members" in ends else None,
            expression=shape.get("pattern"),
        )

    def endpoints(self, service):
        out = []
        for partition in self.json("botocore/data/endpoints.json")["partitions"]:
            if partition["partition"] in PARTITIONS:
                ends = partition["services"].get(service, {}).get("endpoints", {})
                out += [region for region in partition["regions"] if region in ends and not ends[region].get("deprecated")]
        if not out:
            raise Gone("no endpoints of %s are listed" % service)
        return sorted(out)

    # ---- Google's discovery documents ---------------------------------------------------------

    def discovery(self, api, version, path):
        document = self.json("googleapiclient/discovery_cache/documents/%s.%s.json" % (api, version))
        if path == "regions":
            regions = {each["location"] for each in document.get("endpoints", []) if "-" in each["location"]}
            if not regions:
                raise Gone("%s %s lists no regional endpoints" % (api, version))
            return Place(values=sorted(regions))
        if path.endswith("()"):
            node = document
            *resources, method = path[:-2].split(".")
            for resource in resources:
                node = node.get("resources", {}).get(resource, {})
            if method not in node.get("methods", {}):
                raise Gone("%s %s has no method %s" % (api, version, path))
            return Place(text=node["methods"][method].get("description"))
        first, *fields = path.split(".")
        schemas = document["schemas"]
        if first not in schemas:
            raise Gone("%s %s has no schema %s" % (api, version, first))
        node, text = schemas[first], schemas[first].get("description", "")
        for field in fields:
            node = self.below(schemas, node).get("properties", {}).get(field)
            if node is None:
                raise Gone("%s %s %s has no field %s" % (api, version, path, field))
            text = node.get("description", "")
        ends = self.below(schemas, node)
        if "enumDescriptions" in ends:
            text += " " + " ".join(ends["enumDescriptions"])
        return Place(
            text=text,
            low=number(node.get("minimum")),
            high=number(node.get("maximum")),
            values=ends.get("enum"),
            members=list(ends["properties"]) if "properties" in ends else None,
            expression=node.get("pattern"),
        )

    @staticmethod
    def below(schemas, node):
        """The schema of one element: references, lists and maps looked through."""
        while True:
            if "$ref" in node:
                node = schemas[node["$ref"]]
            elif "items" in node:
                node = node["items"]
            elif isinstance(node.get("additionalProperties"), dict) and "properties" not in node:
                node = node["additionalProperties"]
            else:
                return node

    # ---- CloudFormation -----------------------------------------------------------------------

    def cfn(self, resource, path):
        schemas = "cfnlint/data/schemas/"
        if path == "regions":
            regions = []
            for partition in self.json("botocore/data/endpoints.json")["partitions"]:
                if partition["partition"] in PARTITIONS:
                    regions += partition["regions"]
            have = [r for r in regions if (self.packages / schemas / "providers" / (r + ".json")).is_file()]
            out = sorted(r for r in have if resource in self.json(schemas + "providers/%s.json" % r))
            if not out:
                raise Gone("no Region has %s" % resource)
            return Place(values=out)
        digest = self.json(schemas + "providers/us-east-1.json").get(resource)
        if digest is None:
            raise Gone("there is no resource %s" % resource)
        root = self.json(schemas + "resources/%s.json" % digest)
        node, text = root, root.get("description", "")
        for field in path.split("."):
            node = self.inside(root, node).get("properties", {}).get(field)
            if node is None:
                raise Gone("%s %s has no property %s" % (resource, path, field))
            text = node.get("description", "")
        ends = self.inside(root, node)
        return Place(
            text=text,
            low=number(ends.get("minimum", node.get("minItems"))),
            high=number(ends.get("maximum", node.get("maxItems"))),
            values=ends.get("enum"),
            members=list(ends["properties"]) if "properties" in ends else None,
            expression=ends.get("pattern"),
        )

    @staticmethod
    def inside(root, node):
        while True:
            if "$ref" in node:
                target = root
                for step in node["$ref"].lstrip("#/").split("/"):
                    target = target[step]
                node = target
            elif "items" in node:
                node = node["items"]
            else:
                return node

    def cfn_lint(self, file, path):
        """A rule of cfn-lint; the step `*` stands for every alternative of a list, `Cpu=1024` for those with that value."""
        nodes = [self.json("cfnlint/data/schemas/extensions/%s.json" % file)]
        for step in path.split("."):
            if step == "*" or "=" in step:
                nodes = [each for node in nodes if isinstance(node, list) for each in node]
                name, _, value = step.partition("=")
                if value:
                    of_name = [each.get("properties", {}).get(name, {}).get("then", {}).get("enum", []) for each in nodes]
                    nodes = [each for each, values in zip(nodes, of_name) if value in values]
            else:
                nodes = [node[step] for node in nodes if isinstance(node, dict) and step in node]
            if not nodes:
                raise Gone("%s has no %s" % (file, path))
        values = [str(value) for node in nodes for value in node.get("enum", [])]
        counts = [float(value) for value in values if value.isdigit()]
        lows = counts + [float(node["minimum"]) for node in nodes if "minimum" in node]
        highs = counts + [float(node["maximum"]) for node in nodes if "maximum" in node]
        return Place(
            text=" ".join(node.get("description", "") for node in nodes),
            low=min(lows, default=None),
            high=max(highs, default=None),
            values=values or None,
            members=sorted({name for node in nodes for name in node.get("properties", {})}) or None,
            expression=None,
        )
