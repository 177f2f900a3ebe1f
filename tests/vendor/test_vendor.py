#!/usr/bin/env python3
"""Shows that check.py can fail: every fact with a planted mistake is found, and so is every place with another name."""

import argparse
import copy
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from check import ROOT, as_of_catalog, compare, read_facts
from checks import Bounds, Check, Contradicted, Mistake, expression, read_line
from models import Models, alternatives

HERE = Path(__file__).resolve().parent

CONFIGURED = """
id = "aws.made-up"
[[fact]]
key = "architectures"
value = ["x86_64", "arm64", "riscv"]
until = "2026-01-01"
[[fact]]
key = "architectures"
value = ["x86_64", "arm64", "mips"]
from = "2026-01-01"
[[configuration]]
id = "plain"
[[configuration.fact]]
key = "architectures"
without = ["mips"]
model = "botocore ecs CPUArchitecture enum"
[[configuration.fact]]
key = "max_run_duration"
at_least = "7 h"
at_most = "9 h"
model = "botocore lambda-microvms RunMicrovmRequest.maximumDurationInSeconds max s"
[[configuration]]
id = "short"
like = "plain"
[[configuration.fact]]
key = "max_run_duration"
at_most = "7 h"
model = "botocore lambda-microvms RunMicrovmRequest.maximumDurationInSeconds max s"
[[variant]]
id = "spot"
of = ["plain", "short"]
[[variant.fact]]
key = "interruptible"
value = true
model = "botocore ecs CapacityProviderType has FARGATE_SPOT"
[[fact]]
key = "max_retries"
value = 3
model = "botocore lambda MaximumRetryAttempts max"
"""


def twice(value):
    found = re.fullmatch(r"([\d.]+)(.*)", str(value))
    return "%g%s" % (float(found.group(1)) * 2, found.group(2))


def half(value):
    found = re.fullmatch(r"([\d.]+)(.*)", str(value))
    return "%g%s" % (float(found.group(1)) / 2, found.group(2))


def wrong(fact):
    """Another value of the same kind: twice the number, a word less or more, the other of yes and no."""
    value = fact.value
    checks = read_line(fact.model)
    if isinstance(value, Bounds):
        if isinstance(value.at_least or value.at_most, list):
            return Bounds((value.at_least or []) + ["planted"], None)
        if checks[0].kind == "existence":
            return Bounds(None, 0) if value.at_least else Bounds(1, None)
        if value.at_most is None:
            return Bounds(None, half(value.at_least))
        return Bounds(twice(value.at_most), None)
    if isinstance(value, bool):
        return not value
    if isinstance(value, list):
        words = [check.word for check in checks if check.word]
        if words:
            return [v for v in value if v != words[0]] if words[0] in value else value + [words[0]]
        return value[1:] + ["planted"] if value else ["planted"]
    if isinstance(value, (int, float)):
        return 0 if checks[0].kind == "existence" and value else value * 2 + 1
    quantity = re.fullmatch(r"([\d.]+)(.*)", value)
    if quantity:
        if checks[0].kind == "existence":
            return "7" + quantity.group(2) if float(quantity.group(1)) == 0 else "0" + quantity.group(2)
        return twice(value)
    return "none" if not checks[0].word and value not in ("no", "none") else "planted"


def renamed(fact, models):
    """The model line with another name in each of its places, one at a time."""
    for check in read_line(fact.model):
        if check.path == "regions":
            continue
        last = re.sub(r"([A-Za-z0-9]+)(\(\))?$", r"\1Renamed\2", check.path)
        parent = check.path.rpartition(".")[0]
        path = (parent + "Renamed." + check.path.rpartition(".")[2] if parent else None) if check.test == "absent" else last
        if path:
            yield fact.model.replace(" %s %s" % (check.path, check.test), " %s %s" % (path, check.test), 1)


def with_(fact, **changes):
    other = copy.copy(fact)
    for name, value in changes.items():
        setattr(other, name, value)
    return other


def every_fact(packages):
    models = Models(packages)
    facts, _ = read_facts(ROOT, as_of_catalog(ROOT))
    values = places = 0
    for fact in facts:
        outcome, kind, _, _ = compare(fact, models)
        if outcome != "confirmed" or kind == "differs":
            continue
        planted = wrong(fact)
        outcome, _, found, _ = compare(with_(fact, value=planted), models)
        assert outcome == "contradicted", "%s = %r is %s: %s" % (fact.name(), planted, outcome, found)
        values += 1
        for line in renamed(fact, models):
            outcome, _, found, _ = compare(with_(fact, model=line), models)
            assert outcome == "gone", "%s with %s is %s: %s" % (fact.name(), line, outcome, found)
            places += 1
    assert values and places
    print("%d planted values are contradicted, %d places with another name are gone" % (values, places))


def configured(packages):
    """Configurations, what they are like, variants: each fact once, under the id of the configuration, on its own line."""
    models = Models(packages)

    def outcomes(day):
        facts, passed = read_facts(root, day)
        assert not passed, passed
        text = path.read_text(encoding="utf-8").split("\n")
        assert all(text[fact.line - 1] == 'model = "%s"' % fact.model for fact in facts), [fact.line for fact in facts]
        also = [[each.rpartition(".")[2] for each in fact.ids[1:]] for fact in facts]
        return [(fact.name(), more, *compare(fact, models)[:2]) for fact, more in zip(facts, also)]

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / "rules/catalog/aws/made-up.toml"
        path.parent.mkdir(parents=True)
        path.write_text(CONFIGURED, encoding="utf-8")
        expected = [
            ("aws.made-up max_retries", [], "contradicted", None),
            ("aws.made-up.plain architectures", ["short", "plain-spot", "short-spot"], "confirmed", "set"),
            ("aws.made-up.plain max_run_duration", ["plain-spot"], "confirmed", "bounds"),
            ("aws.made-up.short max_run_duration", ["short-spot"], "contradicted", None),
            ("aws.made-up.plain-spot interruptible", ["short-spot"], "confirmed", "existence"),
        ]
        found = outcomes("2026-06-01")
        assert found == expected, found
        expected[1] = (*expected[1][:2], "contradicted", None)
        found = outcomes("2025-06-01")
        assert found == expected, "without, on an earlier day: %s" % found
    print("configurations, what they are like, and variants are read")


def bounds(packages):
    """What is known within bounds is confirmed by what lies within, and contradicted by what does not."""
    models = Models(packages)
    hours = "botocore lambda-microvms RunMicrovmRequest.maximumDurationInSeconds max s"
    modes = "botocore ecs NetworkMode enum"
    for least, most, line, expected in (
        ("8 h", None, hours, True),
        (None, "8 h", hours, True),
        ("1 h", "9 h", hours, True),
        ("9 h", None, hours, False),
        (None, "7 h", hours, False),
        ("1 h", "7 h", hours, False),
        (["host"], None, modes, True),
        (["host"], ["host", "awsvpc", "macvlan"], modes + " vlan=bridge but none", False),
        (["host"], ["host", "awsvpc", "vlan"], modes + " vlan=bridge but none", True),
        (["macvlan"], None, modes, False),
        (["h"], None, modes + ' parts "@os*"', True),
        (["b"], None, modes + ' parts "@os*"', False),
        (1, None, "botocore ecs CapacityProviderType has FARGATE_SPOT", True),
        (None, 0, "botocore ecs CapacityProviderType has FARGATE_SPOT", False),
        (["spot"], None, "spot: botocore ecs CapacityProviderType has FARGATE_SPOT", True),
        (None, ["other"], "spot: botocore ecs CapacityProviderType has FARGATE_SPOT", False),
        (1000, None, "botocore ecs RunTaskRequest.count unbounded", True),
        (1000, 2000, "botocore ecs RunTaskRequest.count unbounded", False),
    ):
        try:
            read_line(line)[0].run(models, Bounds(least, most))
            agrees = True
        except Contradicted:
            agrees = False
        assert agrees == expected, "%s to %s: %s" % (least, most, line)
    try:
        read_line("botocore ecs CapacityProviderType has FARGATE_SPOT")[0].run(models, Bounds(0, 8))
        raise AssertionError("0 to 8 is neither yes nor no, and is confirmed")
    except Mistake:
        pass
    print("what is known within bounds is compared")


def whole_runs(packages):
    """The script itself, over copies of the rules with one mistake each: it names the mistake and fails."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "copy"
        target = root / "rules/catalog/aws/lambda-microvms.toml"
        fargate = root / "rules/catalog/aws/ecs-fargate.toml"

        def run(change):
            shutil.rmtree(root, ignore_errors=True)
            for part in ("rules/catalog", "rules/messaging/catalog"):
                shutil.copytree(ROOT / part, root / part)
            for path in root.glob("rules/**/catalog/**/*.toml"):
                if path not in (target, fargate):
                    text = path.read_text(encoding="utf-8")
                    path.write_text(re.sub(r"(?m)^model = .*\n", "", text), encoding="utf-8")
            change()
            command = [sys.executable, "-B", str(HERE / "check.py"), "--packages", packages, "--root", str(root)]
            done = subprocess.run(command, capture_output=True, text=True)
            return done.returncode, done.stdout + done.stderr

        def edit(path, old, new):
            text = path.read_text(encoding="utf-8")
            assert old in text, "%s has no %s" % (path, old)
            path.write_text(text.replace(old, new, 1), encoding="utf-8")

        code, said = run(lambda: None)
        assert code == 0, said
        for title, expected, path, old, new in (
            ("a wrong value", "aws.lambda-microvms max_run_duration = 9h", target, 'value = "8h"', 'value = "9h"'),
            ("a bound that is none", "aws.lambda-microvms max_run_duration = at most 7h", target,
             'value = "8h"', 'at_most = "7h"'),
            ("a wrong value of a configuration", "aws.ecs-fargate.windows min_cpu = 3", fargate,
             'key = "min_cpu"\nvalue = "1"', 'key = "min_cpu"\nvalue = "3"'),
            ("a renamed field", "has no member maximumDuration", target, "maximumDurationInSeconds", "maximumDuration"),
            ("a size that is none", "fargate-1-2 is not in the model", root / "rules/catalog/sizes.csv",
             "fargate-1-2,fargate fargate-windows,1,2 GiB", "fargate-1-2,fargate fargate-windows,1,1 GiB"),
            ("an instance type that is none", "c5.planted is not in the model", root / "rules/catalog/instance-types.csv",
             "c5.large,", "c5.planted,"),
        ):  # fmt: skip
            code, said = run(lambda: edit(path, old, new))
            assert code == 1 and expected in said, "%s: %d\n%s" % (title, code, said)
            print("%s is found" % title)
        code, said = run(lambda: edit(target, '"eu-south-2", ', ""))
        member = "cfn AWS::Lambda::MicrovmImage regions: eu-south-2 (aws.lambda-microvms regions)"
        assert code == 0 and member in said.split("nobody looked at")[1], said
        print("a new member is found, and is no failure")
        code, said = run(lambda: edit(target, "maximumDurationInSeconds max s", "maximumDurationInSeconds most s"))
        assert code == 2 and "no test is called most" in said, said
        print("a model line that cannot be read is refused")


def language():
    """The small parts."""
    assert alternatives("256|512|(0.25|1) vCPU") == ["256", "512", "0.25 vCPU", "1 vCPU"]
    assert expression("up to # tasks").search("You can specify up to 1,000 tasks.").group(1) == "1,000"
    assert [c.test for c in read_line("botocore a B min s; x: cfn A::B C exists; discovery d v1 E.f absent")] == [
        "min", "exists", "absent",
    ]  # fmt: skip
    for line in ("", "botocore lambda Timeout", "botocore lambda Timeout most", "botocore lambda Timeout max 900"):
        try:
            Check(line)
        except Mistake:
            continue
        raise AssertionError("%r is read" % line)
    print("the language of model lines is read")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", required=True)
    packages = parser.parse_args().packages
    language()
    configured(packages)
    bounds(packages)
    every_fact(packages)
    whole_runs(packages)


if __name__ == "__main__":
    main()
