"""Random pairs of identity policies, from small pools so that `yes` and `no` are both frequent."""

import copy
import random

ACTIONS = [
    "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:Get*", "s3:List*", "s3:*Object", "s3:?etObject", "s3:*", "S3:getobject",
    "dynamodb:GetItem", "dynamodb:*", "sqs:SendMessage", "iam:AttachRolePolicy", "iam:Attach*", "*", "*:Get*",
]
RESOURCES = [
    "*", "arn:aws:s3:::*", "arn:aws:s3:::a", "arn:aws:s3:::a/*", "arn:aws:s3:::a*", "arn:aws:s3:::a/logs/*", "arn:aws:s3:::*/logs/*",
    "arn:aws:s3:::a/l?gs/*", "arn:aws:s3:::a/*.csv", "arn:aws:s3:::ab", "arn:aws:s3:::a/logs/x", "arn:aws:dynamodb:*:*:table/t*",
    "arn:aws:dynamodb:us-east-1:111122223333:table/t1", "arn:aws:dynamodb:us-*:111122223333:table/*", "arn:aws:sqs:*:111122223333:q?",
    "arn:*:s3:::a/*", "arn:aws:iam::*:role/app-*",
]
VARIABLE_RESOURCES = ["arn:aws:s3:::a/${aws:PrincipalTag/team}", "arn:aws:s3:::a/${aws:PrincipalTag/team}/*", "arn:aws:s3:::${aws:PrincipalTag/team}/*"]
WORDS = ["red", "re*", "blue", "b*e", "*", "Red", "r?d", "*d", "green"]
PREFIXES = ["logs/*", "logs/a", "l*", "*", "home/*", "logs/"]
ARNS = [
    "arn:aws:iam::111122223333:role/app-*", "arn:aws:iam::111122223333:role/app-1", "arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:*",
    "arn:aws:iam::444455556666:user/*", "arn:*:iam::111122223333:user/x", "arn:aws:iam::1111*:*",
]
POLICY_ARNS = ["arn:aws:iam::aws:policy/*", "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::*:policy/team/*", "arn:aws:iam::111122223333:policy/*"]
ADDRESSES = [
    "203.0.113.0/24", "203.0.113.128/25", "203.0.113.7", "198.51.100.0/22", "0.0.0.0/0", "::/0", "2001:db8::/32", "2001:db8:1::/48", "10.0.0.0/8",
    "10.1.0.0/16", "0.0.0.0/1", "128.0.0.0/1", "192.168.0.0/16", "8000::/1", "::/1",
]
DATES = ["2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "2027-01-01T00:00:00+01:00", "2026-01-01"]
EPOCHS = ["1767225600", "1780272000"]
NUMBERS = ["10", "100", "99.5", "0", "-1", "1000"]

STRING = ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"]
ARN = ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"]
NUMERIC = ["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"]
DATE = [o.replace("Numeric", "Date") for o in NUMERIC]

# key: (type, values, operators); a key of type `strings` is multivalued.
KEYS = {
    "aws:PrincipalTag/team": ("string", WORDS, STRING),
    "aws:PrincipalTag/env": ("string", WORDS, STRING),
    "aws:SourceVpce": ("string", ["vpce-1", "vpce-2", "vpce-*"], STRING),
    "s3:prefix": ("string", PREFIXES, STRING),
    "s3:max-keys": ("number", NUMBERS, NUMERIC),
    "aws:MultiFactorAuthAge": ("number", NUMBERS, NUMERIC),
    "aws:CurrentTime": ("date", DATES + EPOCHS, DATE),
    "aws:TokenIssueTime": ("date", DATES, DATE),
    "aws:SourceIp": ("address", ADDRESSES, ["IpAddress", "NotIpAddress"]),
    "aws:VpcSourceIp": ("address", ADDRESSES, ["IpAddress", "NotIpAddress"]),
    "aws:SecureTransport": ("bool", ["true", "false"], ["Bool"]),
    "aws:MultiFactorAuthPresent": ("bool", ["true", "false"], ["Bool"]),
    "aws:PrincipalArn": ("arn", ARNS, ARN + ["StringLike", "StringNotLike"]),
    "iam:PolicyARN": ("arn", POLICY_ARNS, ARN + ["StringLike"]),
    "aws:CalledVia": ("strings", WORDS, STRING),
    "aws:PrincipalOrgPaths": ("strings", ["o-1/r-1/*", "o-1/r-1/ou-1/", "o-1/*", "o-2/*"], STRING),
}
CHOICE = [k for k in KEYS] + ["aws:PrincipalTag/team", "aws:SourceIp", "aws:CalledVia", "aws:CalledVia"]


class Dice:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.keys = self.r.sample(CHOICE, 3)

    def some(self, pool, most=2):
        values = self.r.sample(pool, self.r.choice([1, 1, 1, *range(2, most + 1)]))
        return values[0] if len(values) == 1 and self.r.random() < 0.5 else values

    def condition(self):
        out = {}
        for _ in range(self.r.choice([0, 0, 1, 1, 1, 2])):
            key = self.r.choice(self.keys)
            kind, values, operators = KEYS[key]
            spelled = self.r.choice([key, key, key.lower()])
            if self.r.random() < 0.12:
                operator, value = "Null", self.r.choice(["true", "false"])
            else:
                operator = self.r.choice(operators)
                value = [self.r.choice(values)] if kind == "bool" else self.some(values, 3)
                if kind == "strings":
                    operator = self.r.choice(["ForAllValues:", "ForAnyValue:"]) + operator
                if self.r.random() < 0.25:
                    operator += "IfExists"
                # Z3 has no strings of any case: there a variable can't be compared.
                if key == "aws:PrincipalTag/env" and "IgnoreCase" not in operator and self.r.random() < 0.15:
                    value = "${aws:PrincipalTag/team}"
            block = out.setdefault(operator, {})
            if key.lower() not in (k.lower() for k in block):
                block[spelled] = value
        return out

    def statement(self, effect=None):
        effect = effect or self.r.choice(["Allow", "Allow", "Allow", "Deny"])
        out = {"Effect": effect}
        out["NotAction" if self.r.random() < 0.12 else "Action"] = self.some(ACTIONS)
        pool = RESOURCES + VARIABLE_RESOURCES if self.r.random() < 0.08 else RESOURCES
        out["NotResource" if self.r.random() < 0.12 and pool is RESOURCES else "Resource"] = self.some(pool)
        condition = self.condition()
        if condition:
            out["Condition"] = condition
        return out

    def policy(self):
        return {
            "Version": "2012-10-17",
            "Statement": [self.statement("Allow")] + [self.statement() for _ in range(self.r.choice([0, 0, 1, 1, 2, 3]))],
        }

    def change(self, policy):
        """A policy a little different: each step narrows or widens something."""
        policy = copy.deepcopy(policy)
        statements = policy["Statement"]
        for _ in range(self.r.choice([1, 1, 2, 3])):
            s = self.r.choice(statements)
            step = self.r.randrange(9)
            if step == 0:
                statements.append(self.statement())
            elif step == 1 and len(statements) > 1:
                statements.remove(s)
            elif step == 2:
                statements.append(self.statement("Deny"))
            elif step == 3:
                s.pop("Condition", None)
            elif step in (4, 5):
                condition = self.condition()
                if condition:
                    s.setdefault("Condition", {}).update(condition)
                    keep_spellings_apart(s["Condition"])
            elif step == 6:
                name = "Action" if "Action" in s else "NotAction"
                s[name] = self.some(ACTIONS)
            elif step == 7:
                name = "Resource" if "Resource" in s else "NotResource"
                s[name] = self.some(RESOURCES)
            else:
                self.r.shuffle(statements)
        return policy


def keep_spellings_apart(condition):
    for block in condition.values():
        seen = {}
        for key in list(block):
            if key.lower() in seen:
                del block[key]
            seen[key.lower()] = key


def pair(seed):
    """(old, new) of a seed."""
    dice = Dice(seed)
    old = dice.policy()
    kind = dice.r.random()
    if kind < 0.7:
        changed = dice.change(old)
        # Narrowed as often as widened.
        return (old, changed) if dice.r.random() < 0.5 else (changed, old)
    return old, dice.policy()
