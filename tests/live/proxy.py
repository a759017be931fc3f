"""A proxy in front of an emulator that makes it behave more like AWS, and less well than AWS where it is told to.

It keeps a log of every call with the IAM action that it needs, worked out from the service models, not from keyholder's table. It pages what the
emulator answers in one piece, answers what the emulator does not know from a list, and injects faults."""
import base64
import http.client
import json
import re
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import botocore.session

# Services by the name in signatures; IAM's prefix where it is another one.
PREFIX = {"tagging": "tag", "kafka": "kafka", "monitoring": "cloudwatch"}
# S3's actions that are not named like the operation (Service Authorization Reference, Amazon S3).
S3 = {
    "ListBuckets": "ListAllMyBuckets",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
}
MODELS = {"es": "opensearch", "elasticfilesystem": "efs", "bedrock-agentcore": "bedrock-agentcore-control"}
# Whom the answers of the list are about: whoever holds the keys `testing`, and whoever does not.
OWN, OTHER = b"123456789012", b"222222222222"
PAGED = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]


class Rule(dict):
    """A fault: action, and `nth` (which calls of it, from 1; all without), `match` (text of path or body), then `status` and `code`, or `drop`,
    or `delay` (seconds), or `hang` (no answer, ever) with what of one is sent before."""


class Names:
    """Operations of the services that say what they are asked by path and method only."""

    def __init__(self):
        self.session = botocore.session.get_session()
        self.routes = {}

    def of(self, service, method, path):
        if service not in self.routes:
            model = self.session.get_service_model(MODELS.get(service, service))
            routes = []
            for name in model.operation_names:
                told = model.operation_model(name).http
                route, _, query = told["requestUri"].partition("?")
                pattern = re.sub(r"\\\{[^}]*?\\\}", "[^/]+", re.escape(route.rstrip("/")))
                literal = sum(1 for part in route.split("/") if part and not part.startswith("{"))
                routes.append((told["method"], re.compile(pattern + "/?$"), query.split("=")[0].split("&")[0], literal, name))
            self.routes[service] = sorted(routes, key=lambda r: (r[2] == "", -r[3]))
        plain = urllib.parse.urlsplit(path)
        asked = urllib.parse.parse_qs(plain.query, keep_blank_values=True)
        for told, pattern, query, _, name in self.routes[service]:
            if told == method and pattern.match(plain.path.rstrip("/") or "") and (not query or query in asked):
                return name
        return f"{method} {plain.path}"


class Proxy:
    """Listens on a port of the loopback interface until `close`. All have the same: the emulator's answers name it."""

    port = 0

    def __init__(self, upstream, rules=(), page=100, canned=None):
        self.upstream = urllib.parse.urlsplit(upstream)
        self.rules, self.page, self.canned = list(rules), page, canned or {}
        self.log, self.counts, self.pages, self.lock = [], {}, {}, threading.Lock()
        self.names = Names()
        self.closed = threading.Event()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                proxy.handle(self)

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = handle_any

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 128

            def handle_error(self, *_):
                """Whoever asked was killed."""

        self.server = Server(("127.0.0.1", Proxy.port), Handler)
        Proxy.port = self.server.server_address[1]
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.closed.set()
        self.server.shutdown()
        self.server.server_close()

    def actions(self):
        with self.lock:
            return [action for action, _ in self.log]

    def action(self, method, path, headers, body):
        signed = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request", headers.get("authorization", ""))
        service = signed.group(1) if signed else "unsigned"
        target = headers.get("x-amz-target")
        form = urllib.parse.parse_qs(body.decode("latin1")) if "urlencoded" in headers.get("content-type", "") else {}
        if service == "s3" and path.startswith("/v20180820/"):
            name = self.names.of("s3control", method, path)
            return "s3:" + {"GetPublicAccessBlock": "GetAccountPublicAccessBlock"}.get(name, name)
        if target:
            name = target.rsplit(".", 1)[-1]
        elif "Action" in form:
            name = form["Action"][0]
        else:
            name = self.names.of(service, method, path)
        return f"{PREFIX.get(service, service)}:{S3.get(name, name) if service == 's3' else name}"

    def fault(self, action, path, body):
        """The first rule that fires for this call."""
        with self.lock:
            for number, rule in enumerate(self.rules):
                if rule["action"] not in (action, action.split(":")[0] + ":*"):
                    continue
                if "match" in rule and rule["match"] not in path and rule["match"].encode() not in body:
                    continue
                self.counts[number] = self.counts.get(number, 0) + 1
                if "nth" not in rule or self.counts[number] in rule["nth"]:
                    return rule
        return None

    def handle(self, request):
        body = request.rfile.read(int(request.headers.get("content-length") or 0))
        headers = {k.lower(): v for k, v in request.headers.items()}
        action = self.action(request.command, request.path, headers, body)
        rule = self.fault(action, request.path, body)
        if rule and "delay" in rule:
            time.sleep(rule["delay"])
        if rule and "hang" in rule:
            self.note(action, "hung")
            request.wfile.write(rule["hang"])
            request.wfile.flush()
            self.closed.wait()
            request.close_connection = True
            return
        if rule and rule.get("drop"):
            self.note(action, "dropped")
            # Half an answer, then nothing.
            request.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: 1000\r\n\r\n<Half")
            request.wfile.flush()
            request.close_connection = True
            return
        if rule and "status" in rule:
            status, kind, answer = rule["status"], *error(rule["code"], action, headers)
        elif action in self.canned:
            status, kind, answer = 200, *canned(self.canned[action], headers)
            if "Credential=testing/" not in headers.get("authorization", ""):
                answer = answer.replace(OWN, OTHER)
        else:
            status, kind, answer = self.forward(request, headers, body)
            if action == "iam:GetAccountAuthorizationDetails" and status == 200:
                who = re.search(r"Credential=([^/]+)/", headers["authorization"]).group(1)
                answer = self.paged(who, answer, urllib.parse.parse_qs(body.decode("latin1")))
        self.note(action, status)
        try:
            request.send_response(status)
            request.send_header("content-type", kind)
            request.send_header("content-length", str(len(answer)))
            request.end_headers()
            if request.command != "HEAD":
                request.wfile.write(answer)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def note(self, action, status):
        with self.lock:
            self.log.append((action, status))

    def forward(self, request, headers, body):
        connection = http.client.HTTPConnection(self.upstream.hostname, self.upstream.port, timeout=300)
        try:
            connection.request(request.command, request.path, body, {k: v for k, v in headers.items() if k not in ("connection", "transfer-encoding")})
            response = connection.getresponse()
            return response.status, response.headers.get("content-type", "text/xml"), response.read()
        finally:
            connection.close()

    def paged(self, who, answer, asked):
        """One page of an answer that holds all; documents are encoded for URLs, as AWS does it."""
        start = int(base64.b64decode(asked["Marker"][0])) if "Marker" in asked else 0
        with self.lock:
            if start == 0 or who not in self.pages:
                text = answer.decode()
                encode = lambda m: m.group(1) + encoded(plain(m.group(2))) + m.group(3)
                text = re.sub(r"(<(?:AssumeRolePolicyDocument|PolicyDocument|Document)>)(.*?)(</)", encode, text, flags=re.S)
                self.pages[who] = [(name, item) for name in PAGED for item in members(text, name)]
            items = self.pages[who]
        part = items[start : start + self.page]
        more = start + self.page < len(items)
        lists = "".join(f"<{name}>{''.join(i for n, i in part if n == name)}</{name}>" for name in PAGED)
        marker = f"<Marker>{base64.b64encode(str(start + self.page).encode()).decode()}</Marker>" if more else ""
        result = f"<IsTruncated>{str(more).lower()}</IsTruncated>{marker}{lists}"
        return f"<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>{result}</GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>".encode()


def encoded(document):
    """Some documents come encoded already."""
    return document if document.startswith("%7B") else urllib.parse.quote(document, safe="")


def plain(text):
    for name, sign in (("quot", '"'), ("apos", "'"), ("lt", "<"), ("gt", ">"), ("#34", '"'), ("#39", "'"), ("amp", "&")):
        text = text.replace(f"&{name};", sign)
    return text


def members(text, name):
    """The outermost members of the outermost list of this name."""
    found, depth, start = [], 0, None
    begin = text.find(f"<{name}>")
    for tag in re.finditer(rf"<(/?)(member|{name})(/?)>", text[begin:] if begin >= 0 else ""):
        close, kind, empty = tag.groups()
        if empty:
            continue
        if kind == "member" and not close and depth == 1:
            start = begin + tag.start()
        depth += -1 if close else 1
        if kind == "member" and close and depth == 1:
            found.append(text[start : begin + tag.end()])
        if depth == 0:
            break
    return found


def error(code, action, headers):
    if "x-amz-target" in headers or ("urlencoded" not in headers.get("content-type", "") and not action.startswith(("s3:", "route53:"))):
        return "application/x-amz-json-1.1", json.dumps({"__type": code, "message": "injected"}).encode()
    inner = f"<Error><Code>{code}</Code><Message>injected</Message></Error>"
    if action.startswith("ec2:"):
        inner = f"<Response><Errors>{inner}</Errors></Response>"
    elif not action.startswith("s3:"):
        inner = f"<ErrorResponse>{inner}</ErrorResponse>"
    return "text/xml", inner.encode()


def canned(answer, headers):
    if isinstance(answer, str):
        return "text/xml", answer.encode()
    return "application/x-amz-json-1.1", json.dumps(answer).encode()
