"""`keyholder collect` against emulators: counted, faulty, killed, refused. Usage: check.py PROGRAM, with the folder of moto_server and ministack in PATH."""
import base64
import collections
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import boto3

import seed
from answers import ANSWERS, CLUSTER
from proxy import Proxy

PROGRAM = sys.argv[1]
ROLES = 1500
OWN, OTHER, EXTERNAL_ID = "123456789012", "222222222222", "external-7"
# Actions that change something, by the table of actions, and that a collection needs all the same.
CHANGING = {"sts:AssumeRole", "iam:GenerateCredentialReport"}
STARTED = []


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start(command, port, **environment):
    """Starts a server and waits until it answers."""
    log = tempfile.TemporaryFile()
    STARTED.append(subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log))
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
            return f"http://127.0.0.1:{port}"
        except urllib.error.HTTPError:
            return f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{command[0]} does not answer")


def environment(url, keys=("testing", "testing", None)):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_") and "proxy" not in k.lower()}
    told = {"AWS_ENDPOINT_URL": url, "AWS_REGION": seed.REGION, "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    return clean | told | {n: v for n, v in zip(names, keys) if v}


def collect(url, to, *options, keys=("testing", "testing", None), check=True):
    run = subprocess.run([PROGRAM, "collect", "--to", to, *options], env=environment(url, keys), capture_output=True, text=True, timeout=1200)
    if check and run.returncode not in (0, 3):
        raise SystemExit(f"collect ended with {run.returncode}: {run.stderr}")
    return run


def listing(folder):
    return json.loads((Path(folder) / "snapshot.json").read_text())


def answer(folder, account, region, name):
    return json.loads((Path(folder) / "accounts" / account / region / f"{name}.json").read_text())


def gaps(folder, *statuses):
    return [c for c in listing(folder)["calls"] if c["status"] in statuses]


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in Path(folder).rglob("*.json") if p.name != "snapshot.json"}


def expect(condition, *what):
    if not condition:
        raise SystemExit(f"FAILED: {' '.join(map(str, what))}")


def counted(folder, created):
    """Nothing of what was created is missing."""
    details = answer(folder, OWN, "global", "iam.get-account-authorization-details")
    for name in ("RoleDetailList", "UserDetailList", "GroupDetailList", "Policies"):
        found = {item["Arn"] for item in details[name]}
        # The emulator adds roles of services.
        expect(len(details[name]) == len(found) and len(found) >= created[name], name, len(found), "of", created[name])
    roles = {r["RoleName"] for r in details["RoleDetailList"]}
    expect({f"app-{n:04}" for n in range(ROLES)} <= roles, "roles are missing")
    expect(all(isinstance(r["AssumeRolePolicyDocument"], dict) for r in details["RoleDetailList"]), "documents are no JSON")
    buckets = {b["Name"] for b in answer(folder, OWN, "global", "s3api.list-buckets")["Buckets"]}
    expect(len(buckets) >= created["Buckets"], "buckets", len(buckets))
    of_buckets = collections.Counter(c["operation"] for c in listing(folder)["calls"] if c["service"] == "s3api" and c["args"].get("Bucket") and c["account"] == OWN)
    expect(set(of_buckets.values()) == {len(buckets)}, "calls about buckets", of_buckets)
    expect(len(answer(folder, OWN, seed.REGION, "ec2.describe-vpcs")["Vpcs"]) == created["Vpcs"], "VPCs")
    keys = answer(folder, OWN, seed.REGION, "kms.list-keys")["Keys"]
    policies = list((Path(folder) / "accounts" / OWN / seed.REGION / "kms.get-key-policy").iterdir())
    expect(len(keys) == len(policies) >= 30, "keys", len(keys), "policies", len(policies))


def private(folder):
    for path in [Path(folder), *Path(folder).rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        expect(mode == (0o700 if path.is_dir() else 0o600), path, oct(mode))
        if path.is_file():
            text = path.read_bytes()
            expect(seed.SECRET.encode() not in text, "a secret is in", path)
            expect(base64.b64encode(seed.SECRET.encode()) not in text, "a secret is in", path)


def whole(upstream, created, folder):
    """Two accounts, all pages, every action; what was asked is what the policy says."""
    proxy = Proxy(upstream, canned=ANSWERS)
    role = f"arn:aws:iam::{OTHER}:role/audit"
    began = time.time()
    run = collect(proxy.url, folder, "--assume-role", role, "--external-id", EXTERNAL_ID)
    took = time.time() - began
    told = listing(folder)
    expect(told["complete"], "not complete", run.stderr)
    failed = gaps(folder, "failed", "denied")
    expect(not failed, "without an answer:", [(c["service"], c["operation"], c.get("error")) for c in failed])
    expect(run.returncode == 0, run.returncode, run.stderr)
    counted(folder, created)
    expect({c["account"] for c in told["calls"]} == {OWN, OTHER}, "accounts")
    private(folder)
    trust = {r["RoleName"]: r for r in answer(folder, OTHER, "global", "iam.get-account-authorization-details")["RoleDetailList"]}["audit"]
    expect(OWN in json.dumps(trust["AssumeRolePolicyDocument"]), "trust across accounts")

    printed = subprocess.run([PROGRAM, "collect", "--print-policy", "--assume-role", role], capture_output=True, text=True, check=True).stdout
    allowed = {a for s in json.loads(printed)["Statement"] for a in ([s["Action"]] if isinstance(s["Action"], str) else s["Action"])}
    made = set(proxy.actions())
    expect(made <= allowed, "asked, but not in the policy:", sorted(made - allowed))
    expect(allowed <= made, "in the policy, but not asked:", sorted(allowed - made))
    pages = sum(1 for a in proxy.actions() if a == "iam:GetAccountAuthorizationDetails")
    expect(pages > ROLES // 100, "pages", pages)
    proxy.close()
    print(f"whole: {len(told['calls'])} calls of {len(made)} actions, {len(proxy.log)} requests, {pages} pages of authorization details, {took:.0f} s")


def keyholder(at, *arguments, env=None):
    """The answer of a command in JSON."""
    run = subprocess.run([PROGRAM, *arguments, "--format", "json"], cwd=at, env=env, capture_output=True, text=True, timeout=1200)
    expect(run.returncode in (0, 3), arguments, run.returncode, run.stderr)
    return json.loads(run.stdout)


def reviewed(upstream, at, folder):
    """The folder is reviewed, and the accounts are in one step: the same ways, verdicts and findings. Who reaches what is what was created."""
    (Path(at) / "keyholder.toml").write_text(f'version = 1\n[[vendor]]\nname = "acme"\naccounts = ["{seed.VENDOR}"]\n')
    of_folder = keyholder(at, "review", folder, "--fail-on", "never", "--config", "keyholder.toml")
    proxy = Proxy(upstream, canned=ANSWERS)
    options = ("--assume-role", f"arn:aws:iam::{OTHER}:role/audit", "--external-id", EXTERNAL_ID)
    live = keyholder(at, "review", "--live", *options, "--fail-on", "never", "--config", "keyholder.toml", env=environment(proxy.url))
    proxy.close()
    live = json.loads(json.dumps(live).replace("out/snapshot", folder))
    private(Path(at) / "out" / "snapshot")
    for part in ("verdict", "summary", "gaps", "traces", "findings", "paths", "policies", "assumptions"):
        expect(live[part] == of_folder[part], "differ between the folder and the live accounts:", part)
    # Every answer is read; what keyholder does not model is said.
    keys = [g["message"] for g in of_folder["gaps"] if g["kind"] == "unread-key"]
    expect(all("is not followed" in m for m in keys), "keys", keys)
    others = [g["message"] for g in of_folder["gaps"] if g["kind"] not in ("unmodelled-type", "unread-key")]
    ways_in = ("VPN connection", "VPN gateway", "customer gateway", "Client VPN endpoint", "Direct Connect virtual interface", "Direct Connect gateway")
    expect(all("leads into the network" in m for m in others), "gaps", others)
    expect(all(any(f"a {w} " in m for m in others) for w in ways_in), "ways into the network", others)

    for target, verdict, through in (
        (f"arn:aws:s3:::data-{OWN}-000", "reaches-if", ["vendor-ops"]),
        (f"arn:aws:s3:::ledger-{OTHER}", "reaches-if", ["vendor-ops", "reader"]),
        (f"arn:aws:s3:::vault-{OTHER}", "never", []),
        # Under the condition that the vendor gets to the brokers: that hangs on the network.
        (CLUSTER, "reaches-if", []),
    ):
        told = keyholder(at, "trace", folder, "--from", f"arn:aws:iam::{seed.VENDOR}:root", "--to", target, "--config", "keyholder.toml")
        expect(told["verdict"] == verdict, target, told["verdict"], told)
        roles = [h["to"]["name"] for t in told["traces"] if t["verdict"] != "never" for h in t["hops"] if h["to"]["kind"] == "iam-role"]
        expect(roles == through, target, "through", roles)
        granted = [s["policy"] for t in told["traces"] for h in t["hops"] for s in h["statements"]]
        expect(target != CLUSTER or any("aws_msk_cluster_policy" in p for p in granted), "the policy of the cluster", granted)
    print(f"reviewed: {len(of_folder['traces'])} ways and {len(of_folder['findings'])} findings, the same of the folder and in one step; {len(of_folder['gaps'])} gaps")


def organized(upstream, folder):
    """Every account of an organization, by a role in each; one whose role can't be assumed is a gap."""
    org = boto3.client("organizations", endpoint_url=upstream, region_name=seed.REGION, aws_access_key_id="testing", aws_secret_access_key="testing")
    ids = [org.create_account(AccountName=n, Email=f"{n}@example.com")["CreateAccountStatus"]["AccountId"] for n in ("payments", "orders")]
    proxy = Proxy(upstream, [{"action": "sts:AssumeRole", "match": ids[1], "status": 403, "code": "AccessDenied"}], canned=ANSWERS)
    run = collect(proxy.url, folder, "--organization", "Audit")
    proxy.close()
    told = listing(folder)
    expect(run.returncode == 3 and f"arn:aws:iam::{ids[1]}:role/Audit" in run.stderr, run.returncode, run.stderr)
    expect({c["account"] for c in told["calls"] if c["status"] == "ok"} == {OWN, ids[0]}, "accounts")
    denied = [c for c in told["calls"] if c["status"] == "denied"]
    expect([(c["account"], c["needs"]) for c in denied] == [(ids[1], "sts:AssumeRole")], denied)
    print(f"organized: {len(ids) + 1} accounts, one of which does not let in")


def faulty(upstream, created, folder, whole_folder):
    """Throttled, failing, slow, dropped and refused calls."""
    rules = [
        {"action": "kms:ListGrants", "nth": [1, 2, 5], "status": 400, "code": "ThrottlingException"},
        {"action": "kms:ListKeys", "nth": [1, 2], "status": 400, "code": "ThrottlingException"},
        {"action": "ec2:DescribeSecurityGroups", "nth": [1], "status": 503, "code": "RequestLimitExceeded"},
        {"action": "s3:ListAllMyBuckets", "nth": [1], "status": 503, "code": "SlowDown"},
        {"action": "iam:GetAccountAuthorizationDetails", "nth": [3, 9], "drop": True},
        {"action": "iam:GetAccountAuthorizationDetails", "nth": [5], "status": 500, "code": "InternalFailure"},
        {"action": "ec2:DescribeVpcs", "nth": [1], "delay": 35},
        {"action": "lambda:ListFunctions", "nth": [1], "drop": True},
        {"action": "ecr:DescribeRepositories", "status": 500, "code": "ServerException"},
        {"action": "s3:GetBucketPolicy", "match": f"data-{OWN}-000", "status": 403, "code": "AccessDenied"},
        {"action": "ec2:DescribeNetworkAcls", "status": 403, "code": "UnauthorizedOperation"},
        {"action": "kms:GetKeyPolicy", "nth": [4], "status": 400, "code": "AccessDeniedException"},
        {"action": "sqs:ListQueues", "status": 403, "code": "AccessDenied"},
        {"action": "glue:GetJobs", "status": 400, "code": "UnrecognizedClientException"},
    ]
    proxy = Proxy(upstream, rules, canned=ANSWERS)
    run = collect(proxy.url, folder)
    expect(run.returncode == 3, run.returncode, run.stderr)
    told = {(c["service"], c["operation"]): c for c in gaps(folder, "denied", "failed")}
    denied = {c["needs"] for c in gaps(folder, "denied")}
    expect(denied == {"s3:GetBucketPolicy", "ec2:DescribeNetworkAcls", "kms:GetKeyPolicy", "sqs:ListQueues"}, "denied", denied)
    failed = {(c["service"], c["operation"]) for c in gaps(folder, "failed")}
    expect(failed == {("ecr", "describe-repositories"), ("glue", "get-jobs")}, "failed", told)
    ours = [c for c in gaps(folder, "denied") if c["service"] in ("s3api", "kms")]
    expect(len(ours) == 2, "one bucket and one key are refused, no other")
    missing = {f for f in files(whole_folder) if f.startswith(f"accounts/{OWN}")} - set(files(folder))
    hidden = ("s3api.get-bucket-policy/", "ec2.describe-network-acls", "kms.get-key-policy/", "sqs.", "ecr.", "glue.get-jobs")
    expect(all(any(h in m for h in hidden) for m in missing), "lost silently:", missing)
    requests = len(proxy.log)
    proxy.close()

    # The same folder, without faults: only what has no answer is asked.
    proxy = Proxy(upstream, canned=ANSWERS)
    run = collect(proxy.url, folder)
    expect(run.returncode == 0, run.returncode, run.stderr)
    counted(folder, created)
    again = collections.Counter(proxy.actions())
    expect(again["kms:GetKeyPolicy"] == 1 and again["s3:GetBucketPolicy"] == 1 and "iam:GetAccountAuthorizationDetails" not in again, "asked again", again)
    proxy.close()
    print(f"faulty: {len(rules)} faults in {requests} requests, {len(denied)} actions denied, {len(failed)} calls failed; then {len(proxy.log)} requests to complete it")


def each(upstream, folder, whole_folder):
    """Every action fails once, in one way after another, and is asked again; then every action is refused."""
    kinds = [{"status": 400, "code": "ThrottlingException"}, {"status": 503, "code": "ServiceUnavailable"}, {"drop": True}, {"status": 500, "code": "InternalFailure"}]
    policy = json.loads(subprocess.run([PROGRAM, "collect", "--print-policy"], capture_output=True, text=True, check=True).stdout)
    actions = policy["Statement"][0]["Action"]
    proxy = Proxy(upstream, [{"action": a, "nth": [1], **kinds[n % len(kinds)]} for n, a in enumerate(actions)], canned=ANSWERS)
    run = collect(proxy.url, folder("each"))
    expect(run.returncode == 0, run.returncode, run.stderr, [(c["operation"], c.get("error")) for c in gaps(folder("each"), "denied", "failed")])
    expected = {f for f in files(whole_folder) if f.startswith(f"accounts/{OWN}")}
    expect(expected == set(files(folder("each"))), "files differ:", expected ^ set(files(folder("each"))))
    faults = sum(1 for _, status in proxy.log if status in ("dropped", 400, 500, 503))
    expect(len(proxy.counts) == len(actions), "actions without a fault:", sorted(a for n, a in enumerate(actions) if n not in proxy.counts))
    proxy.close()

    slow(upstream, actions, folder("slow"), expected)
    denied_once(upstream, actions, folder("once"), expected)

    proxy = Proxy(upstream, [{"action": a, "status": 403, "code": "AccessDenied"} for a in actions if a != "sts:GetCallerIdentity"])
    run = collect(proxy.url, folder("nothing"))
    expect(run.returncode == 3, run.returncode, run.stderr)
    told = listing(folder("nothing"))["calls"]
    expect({c["status"] for c in told if c["service"] != "sts"} == {"denied"} and len(files(folder("nothing"))) == 1, "not denied", [c for c in told if c["status"] != "denied"])
    expect({c["needs"] for c in told if c["service"] != "sts"} == set(proxy.actions()) - {"sts:GetCallerIdentity"}, "gaps that name what is missing")
    review = keyholder(folder(""), "review", "nothing", "--fail-on", "never")
    expect(not review["complete"] and all(any(a in g["message"] for g in review["gaps"]) for a in ("iam:GetAccountAuthorizationDetails", "s3:ListAllMyBuckets", "kms:ListKeys")), review["gaps"])
    proxy.close()
    print(f"each: {len(actions)} actions failed once, {faults} faults, nothing lost; {len(told) - 1} first calls refused, each names its permission")


def slow(upstream, actions, folder, expected):
    """The first call of every action is taken and never answered, the second is answered in half and then no more: all is asked again. What is never answered is a gap."""
    half = b"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: 1000\r\n\r\n<Half"
    began = time.time()
    proxy = Proxy(upstream, [{"action": a, "nth": [1], "hang": sent} for a in actions for sent in (b"", half)], canned=ANSWERS)
    run = collect(proxy.url, folder, "--read-timeout", "2")
    expect(run.returncode == 0, run.returncode, run.stderr, [(c["operation"], c.get("error")) for c in gaps(folder, "denied", "failed")])
    expect(expected == set(files(folder)), "files differ:", expected ^ set(files(folder)))
    hung = collections.Counter(a for a, status in proxy.log if status == "hung")
    expect(all(hung[a] == 2 for a in actions), "not slow twice:", sorted(a for a in actions if hung[a] != 2))
    proxy.close()
    took = time.time() - began

    forever = {"kms:ListKeys": b"", "ecr:DescribeRepositories": half}
    proxy = Proxy(upstream, [{"action": a, "hang": sent} for a, sent in forever.items()], canned=ANSWERS)
    run = collect(proxy.url, folder + "-forever", "--read-timeout", "1")
    proxy.close()
    failed = {(c["service"], c["operation"]): c["error"] for c in gaps(folder + "-forever", "failed", "denied")}
    expect(run.returncode == 3 and set(failed) == {("kms", "list-keys"), ("ecr", "describe-repositories")}, run.returncode, failed)
    missing = expected - set(files(folder + "-forever"))
    expect(missing and all(".kms." in f.replace("/", ".") or ".ecr." in f.replace("/", ".") for f in missing), "lost silently:", missing)
    print(f"slow: {len(actions)} actions without an answer once and with half of one once, nothing lost, {took:.0f} s; {len(forever)} never answered, both named")


def denied_once(upstream, actions, folder, expected):
    """The first call of every action is refused; the collection is resumed until nothing is missing. Each run names exactly what was refused in it."""
    # The caller must be known, and whether a Region exists is asked before anything else.
    asked = {a: [2] if a == "ec2:DescribeRegions" else [1] for a in actions if a != "sts:GetCallerIdentity"}
    proxy = Proxy(upstream, [{"action": a, "nth": nth, "status": 403, "code": "AccessDenied"} for a, nth in asked.items()], canned=ANSWERS)
    refused, runs = collections.Counter(), 0
    while True:
        start = len(proxy.log)
        run = collect(proxy.url, folder)
        runs += 1
        now = collections.Counter(a for a, status in proxy.log[start:] if status == 403)
        told = gaps(folder, "denied", "failed")
        expect(collections.Counter(c.get("needs") for c in told) == now, "refused:", now, "named:", told)
        refused += now
        if not told:
            break
        expect(run.returncode == 3 and runs < 12, run.returncode, run.stderr)
        review = keyholder(os.path.dirname(folder), "review", os.path.basename(folder), "--fail-on", "never")
        messages = " ".join(g["message"] for g in review["gaps"])
        expect(not review["complete"] and all(a in messages for a in now), "not told by the review:", [a for a in now if a not in messages])
    expect(run.returncode == 0 and expected == set(files(folder)), run.returncode, "files differ:", expected ^ set(files(folder)))
    expect(set(refused) == set(asked) and set(refused.values()) == {1}, "never refused:", set(asked) - set(refused))
    proxy.close()
    print(f"denied: {len(refused)} actions refused once each, named by the run and its review, complete after {runs} runs")


def mistyped(upstream, folder):
    """A Region that there is not is refused before anything is asked of it; one that the endpoint answers in is taken."""
    proxy = Proxy(upstream, canned=ANSWERS)
    run = collect(proxy.url, folder, "--region", "eu-wst-1", check=False)
    expect(run.returncode == 2 and "`eu-wst-1`" in run.stderr and "eu-west-1" in run.stderr, run.returncode, run.stderr)
    expect({a for a, _ in proxy.log} == {"sts:GetCallerIdentity", "ec2:DescribeRegions"}, "calls", proxy.log)
    run = collect(proxy.url, folder + "-one-of-two", "--region", "eu-west-1", "--region", "eu-wst-1", check=False)
    expect(run.returncode == 2 and "eu-west-1" in run.stderr, run.returncode, run.stderr)
    proxy.close()
    # Nobody may see which Regions there are: those that AWS has are taken all the same.
    proxy = Proxy(upstream, [{"action": "ec2:DescribeRegions", "status": 403, "code": "UnauthorizedOperation"}], canned=ANSWERS)
    run = collect(proxy.url, folder + "-unseen", "--region", "eu-west-1")
    expect(run.returncode == 3 and [c["needs"] for c in gaps(folder + "-unseen", "denied")] == ["ec2:DescribeRegions"], run.stderr)
    proxy.close()
    print("mistyped: a Region that there is not is refused, and the one that is meant is named")


def killed(upstream, created, folder, whole_folder):
    """Killed in the middle, twice, then resumed."""
    requests = []
    for signal_number in (signal.SIGKILL, signal.SIGTERM):
        proxy = Proxy(upstream, [{"action": "s3:*", "delay": 0.2}], canned=ANSWERS)
        run = subprocess.Popen([PROGRAM, "collect", "--to", folder], env=environment(proxy.url), stderr=subprocess.PIPE, text=True)
        while len(proxy.log) < 150 and run.poll() is None:
            time.sleep(0.05)
        expect(run.poll() is None, "ended before it was killed")
        run.send_signal(signal_number)
        run.wait(60)
        expect(not listing(folder)["complete"], "marked complete after", signal_number)
        requests.append(len(proxy.log))
        proxy.close()
    expect(run.returncode == 3, "after SIGTERM:", run.returncode)
    proxy = Proxy(upstream, canned=ANSWERS)
    run = collect(proxy.url, folder)
    expect(run.returncode == 0 and listing(folder)["complete"], run.returncode, run.stderr)
    counted(folder, created)
    private(folder)
    expected = {f for f in files(whole_folder) if f.startswith(f"accounts/{OWN}")}
    expect(expected == set(files(folder)), "files differ:", expected ^ set(files(folder)))
    proxy.close()
    print(f"killed: after {requests[0]} and {requests[1]} requests, resumed with {len(proxy.log)}; the same {len(expected)} files")


def refused(created_by, folder):
    """Real AccessDenied: ministack evaluates policies. Everything but two actions is allowed; then a role is not trusted."""
    port = free_port()
    url = start(["ministack"], port, AUTH="true", GATEWAY_PORT=str(port), BIND_HOST="127.0.0.1")
    client = seed.clients(url, ("test", "test"))
    iam, s3 = client("iam"), client("s3")
    s3.create_bucket(Bucket="orders", CreateBucketConfiguration={"LocationConstraint": seed.REGION})
    client("kms").create_key(Description="k")
    policy = json.loads(subprocess.run([PROGRAM, "collect", "--print-policy"], capture_output=True, text=True, check=True).stdout)
    withheld = {"s3:GetBucketAcl", "kms:ListAliases", "ec2:DescribeVpcs", "iam:ListSAMLProviders"}
    policy["Statement"][0]["Action"] = [a for a in policy["Statement"][0]["Action"] if a not in withheld]
    iam.create_user(UserName="collector")
    iam.put_user_policy(UserName="collector", PolicyName="least", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="collector")["AccessKey"]
    proxy = Proxy(url)
    run = collect(proxy.url, folder, keys=(key["AccessKeyId"], key["SecretAccessKey"], None))
    needs = {c["needs"] for c in gaps(folder, "denied")}
    expect(run.returncode == 3, run.returncode, run.stderr)
    expect(needs == withheld, "denied", sorted(needs), "withheld", sorted(withheld))
    proxy.close()
    print(f"refused: {len(withheld)} actions withheld, exactly those are named; {len(gaps(folder, 'ok'))} calls allowed, {len(gaps(folder, 'failed'))} unknown to the emulator")


def friendly(folder):
    """No credentials, no Region, a folder with something else: one message each, nothing written."""
    bare = {k: v for k, v in environment("http://127.0.0.1:9").items() if k not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    ask = lambda env, to: subprocess.run([PROGRAM, "collect", "--to", to], env=env, capture_output=True, text=True, timeout=300)
    run = ask(bare, folder)
    expect(run.returncode == 2 and "no credentials" in run.stderr and "sign in" in run.stderr, run.stderr)
    run = ask({k: v for k, v in environment("http://127.0.0.1:9").items() if k != "AWS_REGION"}, folder)
    expect(run.returncode == 2 and "no Region" in run.stderr, run.stderr)
    (Path(folder) / "other").mkdir()
    (Path(folder) / "other" / "thesis.txt").write_text("")
    run = ask(environment("http://127.0.0.1:9"), str(Path(folder) / "other"))
    expect(run.returncode == 2 and "something else than a snapshot" in run.stderr, run.stderr)
    # A profile that is named counts, not what the environment holds besides.
    config = Path(folder) / "config"
    config.write_text("[profile other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = x\nregion = eu-west-1\n")
    run = subprocess.run([PROGRAM, "collect", "--to", folder + "/none", "--profile", "nobody"], env=environment("http://127.0.0.1:9") | {"AWS_CONFIG_FILE": str(config)}, capture_output=True, text=True, timeout=300)
    expect(run.returncode == 2 and "`nobody`" in run.stderr, run.stderr)
    print("friendly: four mistakes, four messages")


def main():
    began = time.time()
    port = free_port()
    upstream = start(["moto_server", "-H", "127.0.0.1", "-p", str(port)], port, MOTO_EC2_LOAD_DEFAULT_AMIS="false")
    _, created = seed.everything(upstream, ("testing", "testing"), ROLES, OTHER)
    other = boto3.client("sts", endpoint_url=upstream, region_name=seed.REGION, aws_access_key_id="testing", aws_secret_access_key="testing")
    session = other.assume_role(RoleArn=f"arn:aws:iam::{OTHER}:role/audit", RoleSessionName="seed")["Credentials"]
    further = seed.clients(upstream, (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"]))
    seed.people(further, 120, OWN, EXTERNAL_ID)
    seed.vendor(seed.clients(upstream, ("testing", "testing")), further)
    print(f"seeded {sum(created.values())} counted entities and more in {time.time() - began:.0f} s", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = lambda name: os.path.join(temporary, name)
        whole(upstream, created, folder("whole"))
        sys.stdout.flush()
        reviewed(upstream, temporary, "whole")
        sys.stdout.flush()
        each(upstream, folder, folder("whole"))
        sys.stdout.flush()
        killed(upstream, created, folder("killed"), folder("whole"))
        faulty(upstream, created, folder("faulty"), folder("whole"))
        refused(created, folder("refused"))
        mistyped(upstream, folder("mistyped"))
        organized(upstream, folder("organized"))
        os.makedirs(folder("friendly"))
        friendly(folder("friendly"))
    print(f"all of it in {time.time() - began:.0f} s")


if __name__ == "__main__":
    try:
        main()
    finally:
        for server in STARTED:
            server.kill()
            server.wait()
