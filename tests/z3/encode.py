"""A policy as a Z3 formula over one request: action, resource, and for each condition key a flag "is there" and a value."""

import datetime
import ipaddress
import itertools
import re
from fractions import Fraction

import z3

from pairs import KEYS

ANY = z3.Range(" ", "~")
NOT_COLON = z3.Union(z3.Range(" ", "9"), z3.Range(";", "~"))
NAME = z3.Union(z3.Range("a", "z"), z3.Range("0", "9"), z3.Re("-"))
DIGITS = z3.Loop(z3.Range("0", "9"), 12, 12)
LISTED = {k.lower(): v for k, v in KEYS.items()}
# Keys that a call always has, and actions of keys that only some have ("Actions, resources, and condition keys", Service Authorization Reference).
ALWAYS = {"aws:securetransport", "aws:currenttime", "aws:principalarn"}
ONLY_ON = {
    "s3:prefix": ["s3:listbucket", "s3:listbucketversions"],
    "s3:max-keys": ["s3:listbucket", "s3:listbucketversions"],
    "iam:policyarn": [f"iam:{v}{w}policy" for v in ("attach", "detach") for w in ("role", "user", "group")],
}
# How much longer what was not answered at once may take.
PATIENCE = 60
PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]


def cat(parts):
    parts = list(parts)
    return parts[0] if len(parts) == 1 else z3.Concat(*parts) if parts else z3.Re("")


def glob(pattern, char=ANY, fold=False):
    out = []
    for c in pattern:
        if c == "*":
            out.append(z3.Star(char))
        elif c == "?":
            out.append(char)
        elif fold and c.lower() != c.upper():
            out.append(z3.Union(z3.Re(c.lower()), z3.Re(c.upper())))
        else:
            out.append(z3.Re(c))
    return cat(out)


def arn_glob(pattern):
    """Six components, wildcards stay inside them but for the last."""
    if pattern == "*":
        return z3.Star(ANY)
    first, last = pattern.split(":", 5)[:5], pattern.split(":", 5)[5]
    return cat([glob("".join(c + ":"), NOT_COLON) for c in first] + [glob(last)])


def union(expressions):
    expressions = list(expressions)
    return expressions[0] if len(expressions) == 1 else z3.Union(*expressions)


def listed(value):
    return value if isinstance(value, list) else [value]


def either(terms):
    return z3.Or(*list(terms))


def instant(text):
    if re.fullmatch(r"-?\d+(\.\d+)?", text) and not re.fullmatch(r"\d{4}", text):
        return Fraction(text)
    when = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    when = when if when.tzinfo else when.replace(tzinfo=datetime.timezone.utc)
    return Fraction(int(when.timestamp()))


def number(fraction):
    return z3.RealVal(f"{fraction.numerator}/{fraction.denominator}")


class Address:
    """An IPv4 or IPv6 address."""

    def __init__(self, name):
        self.six, self.v4, self.v6 = z3.Bool(name + ".six"), z3.BitVec(name + ".v4", 32), z3.BitVec(name + ".v6", 128)

    def inside(self, text):
        net = ipaddress.ip_network(text)
        bits, value = (32, self.v4) if net.version == 4 else (128, self.v6)
        mask = z3.BitVecVal(int(net.netmask), bits)
        same = (value & mask) == z3.BitVecVal(int(net.network_address), bits)
        return z3.And(self.six if net.version == 6 else z3.Not(self.six), same)


class Request:
    def __init__(self, policies, carries_all=None):
        """`carries_all`: an action that carries every key."""
        self.carries_all = carries_all
        self.action, self.resource = z3.String("action"), z3.String("resource")
        self.there, self.value, self.rules = {}, {}, []
        self.rules.append(z3.InRe(self.action, z3.Concat(z3.Plus(NAME), z3.Re(":"), z3.Plus(NAME))))
        some = z3.Plus(NOT_COLON)
        shape = [z3.Re("arn:"), some, z3.Re(":"), some, z3.Re(":"), z3.Star(NOT_COLON), z3.Re(":"), z3.Star(NOT_COLON), z3.Re(":"), z3.Plus(ANY)]
        self.rules.append(z3.InRe(self.resource, z3.Concat(*shape)))
        # The key of an S3 object is never empty.
        self.rules.append(z3.Not(z3.InRe(self.resource, cat([z3.Re("arn:"), some, z3.Re(":s3:::"), z3.Star(z3.Diff(ANY, z3.Re("/"))), z3.Re("/")]))))
        self.atoms = {}
        for policy in policies:
            for s in policy["Statement"]:
                for block in s.get("Condition", {}).values():
                    for key in block:
                        self.atoms[key.lower()] = self.atoms.get(key.lower(), 0) + 1
        if "${" in repr(policies):
            self.atoms.setdefault("aws:principaltag/team", 1)
        for key, uses in sorted(self.atoms.items()):
            self.add(key, uses)

    def add(self, key, uses):
        kind = LISTED[key][0]
        there = self.there[key] = z3.Bool("there." + key)
        if key in ALWAYS:
            self.rules.append(there)
        if key in ONLY_ON:
            carriers = ONLY_ON[key] + ([self.carries_all] if self.carries_all else [])
            self.rules.append(z3.Implies(there, either(self.action == z3.StringVal(a) for a in carriers)))
        if kind in ("string", "arn"):
            v = self.value[key] = z3.String(key)
            self.rules.append(z3.InRe(v, z3.Plus(ANY)))
            if key == "aws:principalarn":
                who = z3.Union(z3.Re("root"), z3.Concat(z3.Union(z3.Re("user/"), z3.Re("role/")), z3.Plus(z3.Diff(ANY, z3.Re(":")))))
                self.rules.append(z3.InRe(v, z3.Concat(z3.Re("arn:"), z3.Plus(NAME), z3.Re(":iam::"), DIGITS, z3.Re(":"), who)))
            elif kind == "arn":
                self.rules.append(z3.InRe(v, arn_glob("arn:?*:?*:*:*:?*")))
        elif kind in ("number", "date"):
            self.value[key] = z3.Real(key)
        elif kind == "bool":
            self.value[key] = z3.Bool(key)
        elif kind == "address":
            v = self.value[key] = Address(key)
            if key == "aws:sourceip":
                self.rules.extend(z3.Not(v.inside(p)) for p in PRIVATE)
        elif kind == "strings":
            # As many elements as there are conditions: each can ask for one of its own.
            slots = self.value[key] = [(z3.Bool(f"{key}.{i}.in"), z3.String(f"{key}.{i}")) for i in range(uses)]
            self.rules.extend(z3.InRe(v, z3.Plus(ANY)) for _, v in slots)

    def is_just(self, context):
        """That the keys hold what a context says; None where it cannot be said."""
        try:
            return self.holds({k.lower(): v for k, v in context.items()})
        except ValueError:  # a value that is of no type, such as one that is no address
            return None

    def holds(self, context):
        out = []
        for key, there in self.there.items():
            if key not in context:
                out.append(z3.Not(there))
                continue
            out.append(there)
            kind, v, held = LISTED[key][0], self.value[key], context[key]
            if kind in ("string", "arn"):
                out.append(v == z3.StringVal(held))
            elif kind in ("number", "date"):
                out.append(v == number(instant(held) if kind == "date" else Fraction(held)))
            elif kind == "bool":
                out.append(v if held == "true" else z3.Not(v))
            elif kind == "address":
                out.append(v.inside(held))
            elif len(listed(held)) > len(v):
                return None
            else:
                for (flag, slot), own in itertools.zip_longest(v, listed(held)):
                    out.append(z3.Not(flag) if own is None else z3.And(flag, slot == z3.StringVal(own)))
        return out

    def denied(self, policy):
        return z3.Or(*[self.statement(s) for s in policy["Statement"] if s["Effect"] == "Deny"])

    def allowed(self, policy):
        allows = z3.Or(*[self.statement(s) for s in policy["Statement"] if s["Effect"] == "Allow"])
        return z3.And(allows, z3.Not(self.denied(policy)))

    def statement(self, s):
        actions = z3.InRe(self.action, union(glob(a.lower()) for a in listed(s.get("Action", s.get("NotAction")))))
        resources = self.on(listed(s.get("Resource", s.get("NotResource"))))
        terms = [z3.Not(actions) if "NotAction" in s else actions, z3.Not(resources) if "NotResource" in s else resources]
        for operator, block in s.get("Condition", {}).items():
            terms.extend(self.condition(operator, key.lower(), listed(value)) for key, value in block.items())
        return z3.And(*terms)

    def on(self, patterns):
        plain = [p for p in patterns if "${" not in p]
        terms = [z3.InRe(self.resource, union(map(arn_glob, plain)))] if plain else []
        for pattern in patterns:
            if pattern in plain:
                continue
            before, after = re.fullmatch(r"(.*)\$\{aws:PrincipalTag/team\}(.*)", pattern).groups()
            text = z3.Concat(z3.StringVal(before), self.value["aws:principaltag/team"], z3.StringVal(after.removesuffix("*")))
            match = z3.PrefixOf(text, self.resource) if after.endswith("*") else self.resource == text
            terms.append(z3.And(self.there["aws:principaltag/team"], match))
        return z3.Or(*terms)

    def condition(self, operator, key, values):
        there = self.there[key]
        if operator == "Null":
            present = z3.And(there, either(flag for flag, _ in self.value[key])) if LISTED[key][0] == "strings" else there
            return either(z3.Not(present) if v == "true" else present for v in values)
        lax = operator.endswith("IfExists")
        operator = operator.removesuffix("IfExists")
        each, operator = operator.split(":") if ":" in operator else (None, operator)
        negated, plain = "Not" in operator, operator.replace("Not", "")
        if each:
            hits = []
            for flag, v in self.value[key]:
                hit = either(self.one(plain, v, value) for value in values)
                hit = z3.Not(hit) if negated else hit
                hits.append(z3.Implies(flag, hit) if each == "ForAllValues" else z3.And(flag, hit))
            if each == "ForAllValues":
                return z3.Implies(there, z3.And(*hits))
            return z3.Or(z3.And(there, z3.Or(*hits)), z3.Not(there) if lax else z3.BoolVal(False))
        hit = either(self.variable(plain, key, v) for v in values)
        if negated:
            return z3.Or(z3.Not(there), z3.Not(hit))
        return z3.Or(z3.Not(there), hit) if lax else z3.And(there, hit)

    def variable(self, plain, key, value):
        if "${" not in value:
            return self.one(plain, self.value[key], value)
        tag = "aws:principaltag/team"
        return z3.And(self.there[tag], self.value[key] == self.value[tag])

    def one(self, operator, v, value):
        if operator == "StringEquals":
            return v == z3.StringVal(value)
        if operator == "StringEqualsIgnoreCase":
            return z3.InRe(v, cat(z3.Union(z3.Re(c.lower()), z3.Re(c.upper())) if c.lower() != c.upper() else z3.Re(c) for c in value))
        if operator == "StringLike":
            return z3.InRe(v, glob(value))
        if operator in ("ArnEquals", "ArnLike"):
            return z3.InRe(v, arn_glob(value))
        if operator == "Bool":
            return v if value == "true" else z3.Not(v)
        if operator == "IpAddress":
            return v.inside(value)
        b = number(instant(value) if operator.startswith("Date") else Fraction(value))
        relation = operator.removeprefix("Date").removeprefix("Numeric")
        return {"Equals": v == b, "LessThan": v < b, "LessThanEquals": v <= b, "GreaterThan": v > b, "GreaterThanEquals": v >= b}[relation]


def pieces(policy):
    """The Allows of a policy, one action and one resource at a time: quicker than all at once."""
    for s in policy["Statement"]:
        if s["Effect"] == "Allow":
            names = [n for n in ("Action", "Resource") if n in s]
            for values in itertools.product(*(listed(s[n]) for n in names)):
                yield {**s, **dict(zip(names, values))}


def atoms(term, seen, found):
    """The parts of a formula that speak of strings: where a string meets a pattern, a text or another string."""
    if term.get_id() in seen:
        return
    seen.add(term.get_id())
    if z3.is_bool(term) and any(z3.is_string(c) for c in term.children()):
        found.append(term)
        return
    for child in term.children():
        atoms(child, seen, found)


def strings(term):
    """Names of the string variables in a term."""
    todo, out = [term], set()
    while todo:
        t = todo.pop()
        if z3.is_const(t) and z3.is_string(t) and t.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            out.add(str(t))
        todo.extend(t.children())
    return out


def split(terms, timeout):
    """The same question without strings. What is said of a string is a Bool, and which of them can be true together is asked for each string
    alone (together, for strings that are compared): exact, since strings meet nowhere else. None when that takes too long."""
    found = []
    seen = set()
    for term in terms:
        atoms(term, seen, found)
    groups = []
    for i, atom in enumerate(found):
        names, own = strings(atom), [(atom, z3.Bool(f"said.{i}"))]
        for other in [g for g in groups if g[0] & names]:
            groups.remove(other)
            names, own = names | other[0], other[1] + own
        groups.append((names, own))
    plain = [z3.substitute(term, [(a, b) for _, own in groups for a, b in own]) for term in terms]
    for _, own in groups:
        solver = z3.Solver()
        solver.set("timeout", timeout)
        solver.add(*(a == b for a, b in own))
        ways = []
        while (answer := solver.check()) == z3.sat:
            model = solver.model()
            way = [b if z3.is_true(model.eval(b, model_completion=True)) else z3.Not(b) for _, b in own]
            ways.append(z3.And(*way))
            solver.add(z3.Not(ways[-1]))
        if answer == z3.unknown:
            return None
        plain.append(z3.Or(*ways))
    return plain


def gains(old, new, timeout, hint=None, carries_all=None):
    """sat, unsat or unknown: is there a request that `new` allows and `old` does not; the model too. A hint is a request that is tried first,
    then its action and resource alone, since a search for some takes Z3 long; whatever is found is a model of the whole. What is not answered
    in time is asked again with more time, then without strings."""
    request = Request([old, new], carries_all)
    refused = z3.Not(request.allowed(old)), z3.Not(request.denied(new))
    answers = set()

    def check(*terms):
        terms = [*terms, *request.rules, *refused]
        for patience, simpler in ((1, False), (PATIENCE // 10, False), (PATIENCE, True), (PATIENCE, False)):
            asked = split(terms, patience * timeout) if simpler else terms
            if asked is None:
                continue
            solver = z3.Solver()
            solver.set("timeout", patience * timeout)
            solver.add(*asked)
            answer = solver.check()
            if answer != z3.unknown:
                break
        answers.add(str(answer))
        return solver.model() if answer == z3.sat else None

    if hint:
        action, resource = request.action == z3.StringVal(hint["action"].lower()), request.resource == z3.StringVal(hint["resource"])
        context = request.is_just(hint.get("context", {}))
        for same in ([action, resource, *context] if context is not None else [], [action, resource], [action]):
            model = check(request.allowed(new), *same)
            if model is not None:
                return "sat", model
        answers.clear()
    for piece in pieces(new):
        model = check(request.statement(piece))
        if model is not None:
            return "sat", model
    return "unknown" if "unknown" in answers else "unsat", None
