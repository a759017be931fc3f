"""A plain second implementation of how AWS decides a request, written from AWS's documentation alone.

`decisions(case)` gives every decision that some reading of the documentation allows: one where it is settled, several where pages leave a
question open. A question is asked with `Readings.ask(name, number of answers)`; all combinations of answers are gone through.
"""

import base64
import datetime
import ipaddress
import re
from decimal import Decimal, InvalidOperation


class Readings:
    """Goes through all combinations of answers to the questions met on the way."""

    def __init__(self):
        self.fixed, self.met = {}, []

    def ask(self, name, answers=2):
        if name not in self.fixed:
            self.fixed[name] = 0
        if name not in (n for n, _ in self.met):
            self.met.append((name, answers))
        return self.fixed[name]

    def next(self):
        """Turns to the next combination; false after the last."""
        while self.met:
            name, answers = self.met.pop()
            if self.fixed[name] + 1 < answers:
                self.fixed = {n: self.fixed[n] for n, _ in self.met} | {name: self.fixed[name] + 1}
                self.met = []
                return True
        return False


def decisions(case):
    readings, out, asked = Readings(), set(), set()
    while True:
        out.add(Case(case, readings).decide())
        asked.update(n for n, _ in readings.met)
        if not readings.next():
            return out, asked


def listed(value):
    return value if isinstance(value, list) else [value]


def text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def glob(pattern, string):
    """Wildcards only; `pattern` is a list of characters and of `("literal", text)`."""
    out = ""
    for part in pattern:
        out += re.escape(part[1]) if isinstance(part, tuple) else {"*": ".*", "?": "."}.get(part, re.escape(part))
    return re.fullmatch(out, string, re.DOTALL) is not None


def components(parts, most=6):
    """The components of a pattern between its first five colons."""
    out = [[]]
    for part in parts:
        if part == ":" and len(out) < most:
            out.append([])
        else:
            out[-1].append(part)
    return out


def number(value):
    try:
        return Decimal(value) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", value) else None
    except InvalidOperation:
        return None


def instant(value):
    if re.fullmatch(r"\d{4}", value):
        value += "-01-01"
    elif number(value) is not None:
        return number(value)
    try:
        when = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=datetime.timezone.utc)
    return Decimal(int(when.timestamp())) + Decimal(when.microsecond) / 1_000_000


def address(value):
    try:
        return ipaddress.ip_network(value, strict=False)
    except ValueError:
        return None


class Case:
    def __init__(self, case, readings):
        self.case, self.ask, self.request = case, readings.ask, case["request"]
        self.context = {k.lower(): v for k, v in self.request.get("context", {}).items()}
        self.action, self.resource = self.request["action"], self.request["resource"]
        self.service = self.action.split(":")[0].lower()
        self.caller()

    def caller(self):
        p = self.request["principal"]
        self.who, self.account, self.name, self.session = p, None, None, None
        arn = p.split(":", 5)
        if p == "anonymous":
            self.kind = "anonymous"
        elif self.action.lower() in ("sts:assumerolewithwebidentity", "sts:assumerolewithsaml"):
            self.kind = "federated"
        elif len(arn) < 6:
            self.kind = "service"
        else:
            self.account, last = arn[4], arn[5].split("/")
            self.kind = {"assumed-role": "role", "federated-user": "federated-user"}.get(last[0], last[0])
            self.name = last[1] if self.kind in ("role", "federated-user") else last[-1]
            self.session = last[2] if self.kind == "role" else None
        self.same = self.account is not None and self.account == self.request["resourceAccount"]

    # Which policies allow and deny.

    def decide(self):
        c = self.case
        own = self.account is not None
        scps = [level for level in c.get("scps") or []] if own else []
        endpoints = c.get("vpcEndpointPolicies") or []
        rcps = [] if self.action.lower() == "kms:retiregrant" else c.get("rcps") or []
        plain = [*(c.get("identityPolicies") or []), *(c.get(k) for k in ("permissionBoundary", "sessionPolicy") if c.get(k)), *sum(scps, [])]
        resource = [c["resourcePolicy"]] if c.get("resourcePolicy") else []
        if any(self.effects(p, "Deny") for p in plain):
            return "ExplicitlyDenied"
        if any(self.principals(s, "endpoint" if p in endpoints else "resource") for p in [*resource, *endpoints, *sum(rcps, [])] for s in self.effects(p, "Deny")):
            return "ExplicitlyDenied"
        limits = all(any(self.effects(p, "Allow") for p in level) for level in scps)
        limits = limits and all(any(self.principals(s, "endpoint") for s in self.effects(p, "Allow")) for p in endpoints)
        grants = {m for p in resource for s in self.effects(p, "Allow") for m in self.principals(s, "resource")}
        if c.get("s3BlockPublicAccess") and self.service == "s3" and resource and not self.same and self.kind != "service" and public(resource[0]):
            return "ImplicitlyDenied"
        return "Allowed" if limits and self.granted(grants) else "ImplicitlyDenied"

    def granted(self, grants):
        c = self.case
        # Closed to these callers whatever policies say ("Compare AWS STS credentials").
        if self.action.lower() == "sts:assumerole" and self.kind in ("root", "anonymous", "federated-user"):
            return False
        if self.kind in ("service", "federated", "anonymous"):
            return bool(grants)
        allows = lambda p: bool(self.effects(p, "Allow"))
        boundary = not c.get("permissionBoundary") or allows(c["permissionBoundary"])
        session = allows(c["sessionPolicy"]) if c.get("sessionPolicy") else self.kind != "federated-user"
        identity = self.kind == "root" or (any(map(allows, c.get("identityPolicies") or [])) and boundary and session)
        # A role's trust policy and a key's policy must allow by themselves.
        own_word = self.service == "kms" or self.action.lower() == "sts:assumerole"
        if not self.same:
            return bool(grants) and identity
        if "direct" in grants or ("limited" in grants and boundary and session):
            return True
        return identity and ("account" in grants or not own_word)

    # Principals: how a statement names the caller. `direct`: nothing limits it in one account; `limited`: boundary and session policy do;
    # `account`: it hands over to identity policies.

    def principals(self, s, where):
        if "NotPrincipal" in s:
            return self.not_principal(s)
        out = set()
        given = s.get("Principal")
        if given is None:
            return out
        given = {"AWS": "*"} if given == "*" else given
        for kind, values in given.items():
            for value in listed(values):
                out |= self.named(kind, value, s["Effect"], where)
        return out

    def named(self, kind, value, effect, where):
        if kind == "Service":
            return {"direct"} if self.kind == "service" and value == self.who else set()
        if kind == "Federated":
            return {"direct"} if self.kind == "federated" and value == self.who else set()
        if kind != "AWS":
            return set()
        if value == "*":
            if self.kind == "federated" and effect == "Allow":
                return {"direct"} if self.ask("star names web identities") else set()
            return {"direct"}
        if self.account is None:
            return set()
        if value in (self.account, f"arn:aws:iam::{self.account}:root"):
            if where == "endpoint" and self.service in ("s3", "dynamodb") and self.kind != "root":
                return {"account"} if self.ask("account in a gateway endpoint's policy") else set()
            return {"account"}
        arn = value.split(":", 5)
        if len(arn) < 6 or arn[4] != self.account:
            return set()
        last = arn[5].split("/")
        if self.kind == "user" and arn[2] == "iam" and last[0] == "user":
            return {"direct"} if value == self.who else set()
        if self.kind == "role" and arn[2] == "iam" and last[0] == "role":
            return {"limited"} if last[-1] == self.name else set()
        if self.kind in ("role", "federated-user") and value == self.who:
            return {"direct"}
        if self.kind == "federated-user" and arn[2] == "iam" and last[0] == "user" and last[-1] == self.name:
            return {"limited"}
        return set()

    def not_principal(self, s):
        given = s["NotPrincipal"]
        if given == "*":
            return set()
        values = [(k, v) for k, vs in given.items() for v in listed(vs)]
        if s["Effect"] == "Deny" and self.case.get("permissionBoundary") and self.kind in ("user", "role", "federated-user"):
            return {"direct"}
        hits = {m for k, v in values for m in self.named(k, v, "Allow", "resource")}
        exact = any(v == self.who for _, v in values)
        account = "account" in hits
        if self.kind == "role":
            need = [account, "limited" in hits, exact]
        elif self.kind in ("user", "federated-user"):
            need = [account, exact]
        elif self.kind == "root":
            need = [account]
        else:
            need = [exact]
        if all(need):
            return set()
        if any(need) or hits:
            if not self.ask("partial NotPrincipal"):
                return set()
        return {"direct"}

    # Statements.

    def effects(self, policy, effect):
        """The statements with this effect that match action, resource and context."""
        self.version = policy.get("Version", "2008-10-17")
        return [s for s in listed(policy["Statement"]) if s["Effect"] == effect and self.matches(s)]

    def matches(self, s):
        action = any(glob(a.lower(), self.action.lower()) for a in listed(s.get("Action", s.get("NotAction"))))
        if action == ("NotAction" in s):
            return False
        if "Resource" in s and not any(self.on(r) for r in listed(s["Resource"])):
            return False
        if "NotResource" in s:
            for r in listed(s["NotResource"]):
                if self.expand(r, True) is None:
                    # Whether such a pattern is left out or spoils the statement is not documented.
                    if self.ask("NotResource with a variable without value"):
                        return False
                elif self.on(r):
                    return False
        return all(self.condition(o, k, v) for o, b in s.get("Condition", {}).items() for k, v in b.items())

    def on(self, pattern):
        if pattern == "*":
            return True
        if self.resource == "*":
            parts = pattern.split(":", 5)
            if len(parts) == 6 and not glob(parts[2], self.service):
                return False
            last = parts[-1]
            return bool(self.ask("resource pattern of an action without resources")) if set(last) == {"*"} else False
        parts = self.expand(pattern, True)
        if parts is None:
            return False
        want, have = components(parts), self.resource.split(":", 5)
        if len(want) < 6:
            if self.ask("shortened ARN"):
                return glob(parts, self.resource)
            want += [["*"]] * (6 - len(want))
        return all(glob(w, h) for w, h in zip(want, have))

    def expand(self, pattern, resource=False):
        """Characters, wildcards and the literal values of variables; nothing when a variable has no value."""
        if self.version != "2012-10-17":
            return list(pattern)
        out, colons, i = [], 0, 0
        while i < len(pattern):
            m = re.compile(r"\$\{([^}]*)\}").match(pattern, i)
            if m and (not resource or colons >= 5):
                body = m.group(1)
                if body in ("*", "?", "$"):
                    out.append(("literal", body))
                else:
                    key, _, default = body.partition(",")
                    value = self.context.get(key.strip().lower())
                    if value is None and default:
                        value = default.strip().strip("'")
                    if not isinstance(value, str):
                        return None
                    out.append(("literal", value))
                i = m.end()
            else:
                colons += pattern[i] == ":"
                out.append(pattern[i])
                i += 1
        return out

    # Conditions.

    def condition(self, operator, key, wanted):
        have = self.context.get(key.lower())
        wanted = [text(w) for w in listed(wanted)]
        each, name = operator.split(":") if ":" in operator else (None, operator)
        if name == "Null":
            there = have is not None
            if have == []:
                there = False
            elif have in ("", [""]):
                there = bool(self.ask("empty text is null"))
            return any((w == "false") == there for w in wanted)
        lax, name = name.endswith("IfExists"), name.removesuffix("IfExists")
        negated = "Not" in name
        name = name.replace("Not", "")
        if not wanted:
            if each == "ForAnyValue":
                return False
            if each == "ForAllValues" or lax:
                return have is None
            return bool(self.ask("empty list of values"))
        if have is None:
            return lax or each == "ForAllValues" or (negated and each is None)
        if each is None and isinstance(have, list):
            hits = [self.one(name, h, wanted, False) for h in have]
            answer = self.ask("multivalued key without set operator", 3 if negated else 2)
            if answer == 0:
                return False
            return (not any(hits) if answer == 1 else not all(hits)) if negated else any(hits)
        if each is None:
            return self.one(name, have, wanted, negated)
        have = [h for h in listed(have) if h != ""] if listed(have) == [""] else listed(have)
        over = all if each == "ForAllValues" else any
        return over([self.one(name, h, wanted, negated) for h in have])

    def one(self, name, have, wanted, negated):
        hits = [self.compare(name, have, w) for w in wanted]
        if negated and None in hits and name.startswith("Arn"):
            return not any(hits) and bool(self.ask("negated ARN operator on what is no ARN"))
        return any(hits) != negated

    def compare(self, name, have, want):
        """Whether one value matches; None if the request's value is none of the operator's type."""
        if name.startswith("String"):
            parts = self.expand(want)
            if parts is None:
                return False
            flat = "".join(p[1] if isinstance(p, tuple) else p for p in parts)
            if name == "StringEquals":
                return have == flat
            if name == "StringEqualsIgnoreCase":
                return have.lower() == flat.lower()
            return glob(parts, have)
        if name.startswith("Arn"):
            if have.count(":") < 5 or not have.startswith("arn:"):
                return None
            parts = self.expand(want)
            if parts is None:
                return False
            pattern = components(parts)
            if len(pattern) < 6:
                return glob(parts, have) and bool(self.ask("shortened ARN in a condition"))
            return all(glob(w, h) for w, h in zip(pattern, have.split(":", 5)))
        if name == "Bool":
            return have.lower() == want.lower()
        if name == "BinaryEquals":
            return base64.b64decode(have) == base64.b64decode(want)
        if name == "IpAddress":
            a, net = address(have), address(want)
            return None if a is None else a.version == net.version and a.subnet_of(net)
        read = instant if name.startswith("Date") else number
        a, b = read(have), read(want)
        if a is None or b is None:
            return None
        relation = name.removeprefix("Date").removeprefix("Numeric")
        return {"Equals": a == b, "LessThan": a < b, "LessThanEquals": a <= b, "GreaterThan": a > b, "GreaterThanEquals": a >= b}[relation]


FIXED = {"aws:principalorgid", "aws:sourceip", "aws:sourcevpce", "aws:sourcevpc", "aws:sourceaccount", "aws:principalaccount"}


def public(policy):
    """Whether a bucket policy is public ("The meaning of public", Amazon S3 User Guide)."""
    for s in listed(policy["Statement"]):
        # A web identity provider by its host name is one of the page's examples of "public".
        hosts = [] if s.get("Principal") == "*" else [f for f in listed((s.get("Principal") or {}).get("Federated", [])) if not f.startswith("arn:")]
        everyone = "NotPrincipal" in s or bool(hosts) or s.get("Principal") == "*" or "*" in listed((s.get("Principal") or {}).get("AWS", []))
        if s["Effect"] != "Allow" or not everyone:
            continue
        fixed = False
        for operator, block in s.get("Condition", {}).items():
            for key, values in block.items():
                equal = operator in ("StringEquals", "StringLike", "IpAddress")
                fixed |= equal and key.lower() in FIXED and not any("*" in text(v) or "${" in text(v) or text(v).endswith("/0") for v in listed(values))
        if not fixed:
            return True
    return False
