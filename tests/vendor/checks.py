"""The language of a fact's `model` line, and what one check finds. README.md describes it."""

import re
import shlex

from models import Gone

WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
NUMBER = r"(\d[\d,]*(?:\.\d+)?|\.\d+|\b(?:" + "|".join(WORDS) + r")\b)"
DURATION = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400}
MEMORY = {"B": 1}
for power, letter in enumerate("KMGT", 1):
    MEMORY[letter + "iB"] = 1024**power
    MEMORY[letter + "B"] = 1000**power
CPU = {"vCPU": 1, "units": 1 / 1024, "m": 0.001}
UNITS = {**DURATION, **MEMORY, **CPU}
TESTS = "max min says excludes largest smallest enum lists exists absent only has lacks unbounded".split()


class Mistake(Exception):
    """A model line that cannot be read."""


class Contradicted(Exception):
    """The model says something else than the fact."""


class Bounds:
    """What is known within bounds only; an end that is not known is None."""

    def __init__(self, at_least=None, at_most=None):
        self.at_least, self.at_most = at_least, at_most


def read_number(text):
    text = text.lower().replace(",", "")
    return float(WORDS.index(text)) if text in WORDS else float(text)


def quantity(value):
    """A fact's value as a number in the unit of its dimension: seconds, bytes, vCPUs, or itself."""
    if isinstance(value, bool) or isinstance(value, list):
        raise Mistake("a number is compared with a fact that is none")
    if isinstance(value, (int, float)):
        return float(value)
    if value == "unlimited":
        return float("inf")
    found = re.fullmatch(r"([\d.]+) ?([A-Za-z]*)", value)
    if not found:
        raise Contradicted("the fact is %r" % value)
    unit = found.group(2)
    if unit and unit not in UNITS:
        raise Mistake("unit %s of the fact is not known" % unit)
    return float(found.group(1)) * (UNITS[unit] if unit else 1)


def span(value):
    """The least and the most that a fact says, as `quantity` does."""
    if not isinstance(value, Bounds):
        return quantity(value), quantity(value)
    low = float("-inf") if value.at_least is None else quantity(value.at_least)
    return low, float("inf") if value.at_most is None else quantity(value.at_most)


def empty(value):
    """Whether a fact says no: false, 0, nothing, none."""
    if isinstance(value, str):
        return value in ("none", "no") or re.match(r"0+(\.0+)?( |$)", value) is not None
    return not value


def expression(pattern):
    """`#` is a number, `@` a list of words, `*` up to 80 characters; everything else is itself."""
    out = ""
    for char in pattern:
        out += {"#": NUMBER, "*": ".{0,80}?", "@": "(.{1,400}?)", " ": r"\s+"}.get(char, re.escape(char))
    return re.compile(out, re.IGNORECASE)


def same(word):
    return re.sub(r"[^a-z0-9]", "", word.lower())


class Check:
    """One check: a source, a place in it, and a test; perhaps for one word of the fact's value."""

    def __init__(self, text):
        self.written = text.strip()
        try:
            words = shlex.split(self.written)
            quoted = '"' in self.written
        except ValueError as error:
            raise Mistake("%s: %s" % (self.written, error))
        self.differs = words[:1] == ["differs"]
        if self.differs:
            words.pop(0)
        self.word = words.pop(0)[:-1] if words and words[0].endswith(":") else None
        length = {"botocore": 2, "discovery": 3, "cfn": 2, "cfn-lint": 2}.get(words[0] if words else "")
        if length is None or len(words) < length + 2:
            raise Mistake("%s: not a source, a place and a test" % self.written)
        self.source, self.path, self.test, rest = words[:length], words[length], words[length + 1], words[length + 2 :]
        if self.test not in TESTS:
            raise Mistake("%s: no test is called %s" % (self.written, self.test))
        self.target = rest.pop(0) if rest and rest[0] in ("values", "parts") else "text"
        self.pattern = None
        if self.test in ("says", "excludes", "largest", "smallest", "lists") or self.target == "parts":
            if not quoted or not rest:
                raise Mistake("%s: %s needs a quoted text" % (self.written, self.test))
            self.pattern = rest.pop(0)
        self.less, self.unit, self.map, self.but, self.names = 0.0, None, {}, [], []
        if self.test in ("enum", "lists"):
            if "but" in rest:
                self.but = rest[rest.index("but") + 1 :]
                rest = rest[: rest.index("but")]
            for pair in rest:
                if "=" not in pair:
                    raise Mistake("%s: %s is no word=MEMBER" % (self.written, pair))
                mine, theirs = pair.split("=", 1)
                self.map[theirs] = mine
            return
        if self.test in ("only", "has", "lacks"):
            self.names = rest
            if not rest:
                raise Mistake("%s: %s needs names" % (self.written, self.test))
            return
        if len(rest) >= 2 and rest[0] == "-":
            self.less = float(rest[1])
            rest = rest[2:]
        if rest and rest[0] in UNITS:
            self.unit = rest.pop(0)
        if rest:
            raise Mistake("%s: %s is left over" % (self.written, " ".join(rest)))

    @property
    def counts_as(self):
        """The kind, but what stands in documentation is neither a number nor a set of the schema."""
        if self.differs:
            return "differs"
        prose = self.test in ("says", "lists") or (self.test in ("largest", "smallest") and self.target == "text")
        return "documented" if prose and self.kind != "existence" else self.kind

    @property
    def kind(self):
        if self.test in ("max", "min", "largest", "smallest") or (self.test == "says" and "#" in self.pattern):
            return "number"
        return "set" if self.test in ("enum", "lists") else "existence"

    def run(self, models, value):
        """What the model says, in words, and the members that nobody looked at; raises when it does not agree."""
        if not self.differs:
            return self.agrees(models, value)
        try:
            said, _ = self.agrees(models, value)
        except Contradicted as error:
            return str(error), []
        raise Contradicted("it no longer differs: %s" % said)

    def agrees(self, models, value):
        if value == "unknown" and not self.differs and self.kind != "set":
            raise Contradicted("the fact is unknown")
        if self.test == "absent":
            parent, _, last = self.path.rpartition(".")
            place = models.place(self.source, parent) if parent else None
            if place is None or last in (place.names() or []):
                raise Contradicted("%s is there" % self.path)
            self.agree(value, False, "there is no %s" % self.path)
            return "there is no %s" % self.path, []
        place = models.place(self.source, self.path)
        return getattr(self, self.kind)(place, value)

    def agree(self, value, there, found):
        """Whether a fact that says yes or no (or has the word, or has it not) says what the model says."""
        says = self.says(value)
        if says is None:
            raise Mistake("%s: %s is yes or no, a check of existence confirms nothing" % (self.written, show(value)))
        if says != there:
            raise Contradicted("%s, the fact is %s" % (found, show(value)))

    def says(self, value):
        """Whether a fact says yes; None where its bounds leave that open."""
        if isinstance(value, Bounds):
            if value.at_least is not None and self.says(value.at_least):
                return True
            return False if value.at_most is not None and not self.says(value.at_most) else None
        if self.word is None:
            return not empty(value)
        return self.word in value if isinstance(value, list) else self.word == value

    # ---- numbers ------------------------------------------------------------------------------

    def number(self, place, value):
        if self.test in ("max", "min"):
            found = place.high if self.test == "max" else place.low
            if found is None:
                raise Gone("%s has no %s any more" % (self.path, self.test))
        else:
            wanted = expression(self.pattern)
            where = [place.text] if self.target == "text" else place.allowed() or []
            if self.target == "text":
                groups = [match.group(1) for match in wanted.finditer(place.text)]
            else:
                groups = [m.group(1) for m in (wanted.fullmatch(each.strip()) for each in where) if m]
            if not groups:
                raise Gone("%s no longer says %r" % (self.path, self.pattern))
            numbers = [read_number(group) for group in groups]
            if self.test == "says" and len(set(numbers)) > 1:
                raise Mistake("%s says %r with several numbers" % (self.path, self.pattern))
            found = min(numbers) if self.test == "smallest" else max(numbers)
        low, high = span(value)
        theirs = (found - self.less) * (UNITS[self.unit] if self.unit else 1)
        bound = {"max": "at most ", "largest": "at most ", "min": "at least ", "smallest": "at least "}.get(self.test, "")
        said = "%s%s%s" % (bound, show(found - self.less), " " + self.unit if self.unit else "")
        slack = 1e-9 * max(1.0, abs(theirs))
        if not low - slack <= theirs <= high + slack:
            raise Contradicted("%s is %s, the fact is %s" % (self.path, said, show(value)))
        return "%s is %s" % (self.path, said), []

    # ---- sets ---------------------------------------------------------------------------------

    def set(self, place, value):
        if self.test == "enum":
            if place.values is None:
                raise Gone("%s is no enum any more" % self.path)
            theirs = list(place.values)
            if self.target == "parts":
                parts = [expression(self.pattern).fullmatch(each) for each in theirs]
                theirs = sorted({part.group(1) for part in parts if part})
        else:
            match = expression(self.pattern).search(place.text)
            if not match:
                raise Gone("%s no longer says %r" % (self.path, self.pattern))
            theirs = [w.strip(" .'\"") for w in re.split(r",|;|\||\band\b|\bor\b", match.group(1)) if w.strip(" .'\"")]
        for name in list(self.map) + self.but:
            if name not in theirs:
                raise Gone("%s has no member %s any more" % (self.path, name))
        if value == "unknown":
            raise Contradicted("the fact is unknown, %s has %s" % (self.path, " ".join(theirs)))
        least, most = (value.at_least or [], value.at_most) if isinstance(value, Bounds) else (value, value)
        least, most = (each if isinstance(each, list) or each is None else [each] for each in (least, most))
        mine = least if most is None else most
        left = [t for t in theirs if t not in self.but]
        named = {self.map.get(t, None) or next((m for m in mine if same(m) == same(t)), None): t for t in left}
        missing = [m for m in least if m not in named]
        if missing:
            raise Contradicted("%s has no %s" % (self.path, " ".join(missing)))
        extra = [t for t in left if t in self.map and most is not None and self.map[t] not in most]
        if extra:
            raise Contradicted("%s has %s, the fact does not" % (self.path, " ".join(extra)))
        new = [t for t in left if t not in self.map and not any(same(m) == same(t) for m in mine)]
        return "%s has %s" % (self.path, " ".join(str(m) for m in mine if m in named) or "nothing"), new

    # ---- existence ----------------------------------------------------------------------------

    def existence(self, place, value):
        if self.test == "exists":
            self.agree(value, True, "%s is there" % self.path)
            return "%s is there" % self.path, []
        if self.test in ("says", "excludes"):
            if not expression(self.pattern).search(place.text):
                raise Gone("%s no longer says %r" % (self.path, self.pattern))
            self.agree(value, self.test == "says", "%s says %r" % (self.path, self.pattern))
            return "%s says so" % self.path, []
        if self.test == "unbounded":
            if place.high is not None:
                raise Contradicted("%s has a max of %s" % (self.path, show(place.high)))
            if span(value)[1] != float("inf"):
                raise Contradicted("%s has no max, the fact is %s" % (self.path, show(value)))
            return "%s has no max" % self.path, []
        names = place.names()
        if names is None:
            raise Gone("%s has no members any more" % self.path)
        if self.test == "lacks":
            there = [name for name in self.names if name in names]
            if there:
                raise Contradicted("%s has %s" % (self.path, " ".join(there)))
            self.agree(value, False, "%s lacks %s" % (self.path, " ".join(self.names)))
            return "%s lacks %s" % (self.path, " ".join(self.names)), []
        lost = [name for name in self.names if name not in names]
        if lost:
            raise Gone("%s has no %s any more" % (self.path, " ".join(lost)))
        said = "%s has %s%s" % (self.path, "only " if self.test == "only" else "", " ".join(self.names))
        self.agree(value, self.test == "has", said)
        return said, [n for n in names if n not in self.names] if self.test == "only" else []


def show(value):
    if isinstance(value, Bounds):
        ends = (("at least", value.at_least), ("at most", value.at_most))
        return ", ".join("%s %s" % (word, show(end)) for word, end in ends if end is not None)
    if isinstance(value, float):
        return "%d" % value if value == int(value) else "%g" % value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + " ".join(str(v) for v in value) + "]"
    return str(value)


def read_line(line):
    """The checks of a model line, which are separated by `; `."""
    return [Check(part) for part in re.split(r"; (?=(?:differs )?(?:[\w.+-]+: )?(?:botocore|discovery|cfn|cfn-lint) )", line)]
