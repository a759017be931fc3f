"""Random `simulate` cases over everything that decides: all policy kinds, callers, operators, variables."""

import random

OWN, OTHER = "111111111111", "222222222222"
USER, ROLE = f"arn:aws:iam::{OWN}:user/alice", f"arn:aws:iam::{OWN}:role/team/Worker"
SESSION, FEDERATED = f"arn:aws:sts::{OWN}:assumed-role/Worker/s-1", f"arn:aws:sts::{OWN}:federated-user/alice"
CALLERS = [USER, USER, SESSION, SESSION, SESSION, FEDERATED, f"arn:aws:iam::{OWN}:root", "ec2.amazonaws.com", "anonymous"]
KEY = "key/1234abcd-12ab-34cd-56ef-1234567890ab"
OBJECTS = ["arn:aws:s3:::data/home/alice/x.csv", "arn:aws:s3:::data/home/*", "arn:aws:s3:::data/Logs/a/b", "arn:aws:s3:::data2/x"]
STRINGS = ["String" + s for s in ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike")]
ARNS = ["Arn" + s for s in ("Equals", "NotEquals", "Like", "NotLike")]
RELATIONS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]

# key: (values a request may carry, values a policy may test, operators); lists of values are of multivalued keys.
KEYS = {
    "aws:username": (["alice", "bob"], ["alice", "al*", "Alice", "b?b", "*"], STRINGS),
    "aws:PrincipalTag/team": (["red", "Red", "r*d", "blue"], ["red", "RED", "r*", "r${*}d", "${aws:username}", "${aws:username}*", "?ed", "${aws:PrincipalTag/x, 'red'}"], STRINGS),
    "s3:prefix": (["home/alice/", "home/", "${aws:username}"], ["home/*", "home/${aws:username}/", "home/${aws:UserName}/*", "${aws:username}", "home/${aws:PrincipalTag/none}*"], STRINGS),
    "aws:PrincipalArn": ([USER, ROLE, "plain"], [USER, ROLE, f"arn:aws:iam::{OWN}:*", "arn:aws:iam::*:role/team/*", f"arn:*:*::{OWN}:user/${{aws:username}}"], ARNS + STRINGS),
    "aws:SourceArn": (["arn:aws:sns:eu-west-1:111111111111:t:x", "arn:aws:s3:::data"], ["arn:aws:sns:*:*:t*", "arn:aws:sns:*", "arn:aws:s3:::*", "arn:aws:*:*:*:*", "arn:aws:sns:eu-west-1:111111111111:*"], [*ARNS, "StringLike", "StringNotLike"]),
    "s3:max-keys": (["5", "10", "10.0", "-3", "12abc"], ["10", 10, "5.5", "-3", "0"], ["Numeric" + r for r in RELATIONS]),
    "aws:CurrentTime": (["2026-03-01T12:00:00Z", "2026-03-01T13:00:00+01:00", "1772366400"], ["2026-03-01T12:00:00Z", "2026-03-01", "1772366400", "2026-03-01T12:00:00.5Z", "2026"], ["Date" + r for r in RELATIONS]),
    "aws:EpochTime": (["1772366400", "1772366399"], ["1772366400", "2026-03-01T12:00:00Z", "0"], ["Date" + r for r in RELATIONS]),
    "aws:SecureTransport": (["true", "false"], ["true", "false", True, False], ["Bool"]),
    "aws:MultiFactorAuthPresent": (["true", "false"], ["true", "false"], ["Bool"]),
    "aws:SourceIp": (["203.0.113.9", "198.51.100.1", "2001:db8::5"], ["203.0.113.0/24", "203.0.113.9", "0.0.0.0/0", "::/0", "2001:db8::/32", "203.0.112.0/23", "2001:DB8::5"], ["IpAddress", "NotIpAddress"]),
    "aws:PrincipalOrgID": (["o-mine", "o-other"], ["o-mine", "o-*"], STRINGS),
    "x:data": (["QUJD", "QUJE"], ["QUJD", "QUJDRA=="], ["BinaryEquals"]),
    "aws:TagKeys": ([["a"], ["a", "b"], [], [""], ["A", "c"]], ["a", "b", "A", "*", "?", "${aws:username}"], STRINGS),
    "aws:PrincipalOrgPaths": ([["o-1/r-1/ou-1/"], ["o-2/r-1/", "o-1/r-1/"]], ["o-1/*", "o-1/r-1/", "o-?/r-1/"], STRINGS),
}


def shape(rng, values):
    return values[0] if len(values) == 1 and rng.random() < 0.6 else values


class Dice:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.kind = self.r.choice(["s3", "s3", "s3", "list", "buckets", "kms", "trust", "sqs"])
        self.principal = self.r.choice(CALLERS)
        if self.kind == "trust" and self.r.random() < 0.15:
            self.kind, self.principal = "web", "token.example.com"
        if self.kind == "buckets" and self.principal in ("anonymous", "ec2.amazonaws.com"):
            self.principal = USER
        self.owner = OTHER if self.r.random() < 0.25 else OWN
        self.action, self.resource = {
            "s3": (self.r.choice(["s3:GetObject", "s3:PutObject"]), self.r.choice(OBJECTS[:1] * 3 + OBJECTS)),
            "list": ("s3:ListBucket", "arn:aws:s3:::data"),
            "buckets": ("s3:ListAllMyBuckets", "*"),
            "kms": (self.r.choice(["kms:Decrypt", "kms:DescribeKey"]), f"arn:aws:kms:us-east-1:{self.owner}:{KEY}"),
            "trust": ("sts:AssumeRole", f"arn:aws:iam::{self.owner}:role/Target"),
            "web": ("sts:AssumeRoleWithWebIdentity", f"arn:aws:iam::{self.owner}:role/Target"),
            "sqs": ("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{self.owner}:queue"),
        }[self.kind]
        self.keys = self.r.sample(list(KEYS), 3)

    def condition(self):
        out = {}
        for _ in range(self.r.choice([0, 0, 0, 1, 1, 2])):
            key = self.r.choice(self.keys)
            held, tested, operators = KEYS[key]
            if self.r.random() < 0.1:
                operator, value = "Null", self.r.choice(["true", "false", True])
            else:
                operator = self.r.choice(operators)
                value = self.r.sample(tested, min(len(tested), self.r.choice([1, 1, 1, 2, 3])))
                if self.r.random() < 0.02:
                    value = []
                many = isinstance(held[0], list)
                if self.r.random() < (0.9 if many else 0.06):
                    operator = self.r.choice(["ForAllValues:", "ForAnyValue:"]) + operator
                if self.r.random() < 0.3:
                    operator += "IfExists"
                value = shape(self.r, value)
            block = out.setdefault(operator, {})
            if key.lower() not in (k.lower() for k in block):
                block[self.r.choice([key, key, key.upper(), key.lower()])] = value
        return out

    def actions(self):
        service, name = self.action.split(":")
        good = [self.action, f"{service}:*", "*", f"{service.upper()}:{name.lower()}", f"{service}:{name[:3]}*", f"{service}:{'?' * len(name)}", f"*:{name}"]
        bad = ["ec2:*", f"{service}:Tag*", f"{service}:{name}?", "iam:PassRole"]
        return [self.r.choice(good if self.r.random() < 0.85 else bad) for _ in range(self.r.choice([1, 1, 2]))]

    def resources(self):
        if self.kind in ("s3", "list", "buckets"):
            pool = ["*", "arn:aws:s3:::*", "arn:aws:s3:::data*", "arn:aws:s3:::data/*", "arn:aws:s3:::data", "arn:aws:s3:::data/home/${aws:username}/*"]
            pool += ["arn:aws:s3:::data/${aws:PrincipalTag/none}*", "arn:aws:s3:::data/home/${aws:PrincipalTag/none, 'alice'}/*", "arn:aws:s3:::data/home/${*}"]
            pool += ["arn:*:s3:*:*:*/home/*", "arn:aws:s3:::data/?ome/al*/x.csv", "arn:aws:s3:::Data/*", "arn:aws:sqs:*:*:*", "arn:aws:s3:::data/logs/*"]
            pool += ["arn:aws:s3:*"] if self.r.random() < 0.1 else []
        else:
            whole = self.resource.split(":")
            pool = ["*", self.resource, ":".join([*whole[:5], "*"]), ":".join([*whole[:4], "*", whole[5]]), ":".join([*whole[:3], "*", "*", "*"])]
            pool += ["arn:aws:s3:::data/*", self.resource[:-1] + "?", self.resource.upper()]
        return [self.r.choice(pool) for _ in range(self.r.choice([1, 1, 2]))]

    def who(self, endpoint=False):
        pool = ["*", {"AWS": "*"}, {"AWS": OWN}, {"AWS": f"arn:aws:iam::{OWN}:root"}, {"AWS": USER}, {"AWS": ROLE}, {"AWS": SESSION}, {"AWS": FEDERATED}]
        pool += [{"AWS": [USER, ROLE]}, {"AWS": OTHER}, {"AWS": "AIDAIOSFODNN7EXAMPLE"}, {"AWS": f"arn:aws:iam::{OWN}:user/Alice"}, {"Service": "ec2.amazonaws.com"}]
        pool += [{"Service": ["sns.amazonaws.com", "ec2.amazonaws.com"], "AWS": ROLE}, {"AWS": f"arn:aws:iam::{OTHER}:role/Worker"}]
        pool += [{"Federated": "token.example.com"}] * (6 if self.kind == "web" else 1)
        return self.r.choice(["*", *pool] if endpoint else pool)

    def statement(self, sort, effect=None):
        effect = effect or self.r.choices(["Allow", "Deny"], [4, 1])[0]
        s = {"Effect": effect}
        if self.r.random() < 0.3:
            s["Sid"] = f"S{self.r.randrange(99)}"
        if sort in ("resource", "endpoint"):
            if self.r.random() < 0.06 and self.kind not in ("trust", "web"):
                pool = [USER, ROLE, SESSION, OWN, OTHER, FEDERATED]
                s["NotPrincipal"] = {"AWS": shape(self.r, self.r.sample(pool, self.r.choice([1, 2, 3])))}
            else:
                s["Principal"] = self.who(sort == "endpoint")
        if sort == "rcp":
            s["Principal"] = "*"
        s["NotAction" if self.r.random() < 0.07 else "Action"] = shape(self.r, self.actions())
        if not (sort == "resource" and self.kind in ("trust", "web")):
            s["NotResource" if self.r.random() < 0.08 else "Resource"] = shape(self.r, self.resources())
        condition = self.condition()
        if condition:
            s["Condition"] = condition
        return s

    def policy(self, sort, full=0.25):
        if sort != "resource" and self.r.random() < full:
            everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
            return {"Version": "2012-10-17", "Statement": [{**everything, "Principal": "*"} if sort == "endpoint" else everything]}
        statements = [self.statement(sort, "Deny" if sort == "rcp" else None) for _ in range(self.r.choice([1, 1, 2, 3]))]
        policy = {"Version": "2012-10-17", "Statement": shape(self.r, statements)}
        if self.r.random() < 0.15:
            policy.pop("Version")
        elif self.r.random() < 0.1:
            policy["Version"] = "2008-10-17"
        return policy

    def case(self, name):
        r = self.r
        context = {k: r.choice(KEYS[k][0]) for k in self.keys if r.random() < 0.7}
        if r.random() < 0.5:
            context["aws:username"] = "alice"
        context = {r.choice([k, k, k.lower()]): v for k, v in context.items()}
        request = {"principal": self.principal, "action": self.action, "resource": self.resource, "resourceAccount": self.owner, "context": context}
        out = {"id": name, "request": request}
        if self.kind == "buckets":
            request["wildcardOnlyAction"] = True
            request["resourceAccount"] = self.owner = OWN
        entity = self.principal.startswith("arn:")
        root = self.principal.endswith(":root")
        if entity and not root:
            out["identityPolicies"] = [self.policy("identity") for _ in range(r.choice([0, 1, 1, 1, 2]))]
            if r.random() < 0.2:
                out["permissionBoundary"] = self.policy("boundary", 0.3)
            if self.principal in (SESSION, FEDERATED) and r.random() < (0.7 if self.principal == FEDERATED else 0.2):
                out["sessionPolicy"] = self.policy("session", 0.3)
        if entity and r.random() < 0.25:
            out["scps"] = [[self.policy("scp", 0.7) for _ in range(r.choice([1, 1, 1, 2]))] for _ in range(r.choice([1, 2, 3]))]
            if r.random() < 0.05:
                out["scps"].append([])
        if r.random() < 0.12:
            out["rcps"] = [[self.policy("rcp", 0) for _ in range(r.choice([0, 1]))] for _ in range(r.choice([1, 2]))]
        if self.kind != "buckets" and r.random() < (0.95 if self.kind in ("kms", "trust", "web") or not entity else 0.6):
            out["resourcePolicy"] = self.policy("resource")
            if self.kind == "s3" and r.random() < 0.1:
                out["s3BlockPublicAccess"] = True
        if entity and self.kind in ("s3", "list", "kms", "sqs") and r.random() < 0.12:
            out["vpcEndpointPolicies"] = [self.policy("endpoint", 0.4)]
        return out
