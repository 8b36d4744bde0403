"""A small server that is like CI: takes a signed install, starts one for each webhook-id, and tells how it is.

usage: ci.py PORTFILE LOG   (the secret is in CI_SECRET)
"""
import base64, hashlib, hmac, http.server, json, os, sys

# As the libraries of Standard Webhooks read it.
SECRET = base64.b64decode(os.environ["CI_SECRET"].removeprefix("whsec_"))
asked, known, refused = {}, {}, {"left": 1}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def note(self, line):
        with open(sys.argv[2], "a") as log:
            log.write(line + "\n")

    def answer(self, status, body=None, headers=()):
        self.send_response(status)
        data = json.dumps(body or {}).encode()
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def signed(self, body):
        head = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode()
        code = base64.b64encode(hmac.new(SECRET, head + body, hashlib.sha256).digest()).decode()
        return self.headers["webhook-signature"] == "v1," + code

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.signed(body):
            self.note("unsigned")
            return self.answer(401)
        job = json.loads(body)
        if self.path == "/redirect":
            return self.answer(307, headers=[("Location", "/install")])
        if self.path == "/broken" and refused["left"]:
            refused["left"] -= 1
            return self.answer(503)
        if self.path == "/cancel":
            self.note("cancel " + job["key"])
            return self.answer(202)
        if self.path == "/down":
            self.note("refused " + job["key"])
            return self.answer(500)
        if self.path == "/closing":
            self.close_connection = True
            return
        if self.path == "/nothing":
            return self.answer(404)
        key = self.headers["webhook-id"]
        if key in known:
            self.note("again " + key)
            return self.answer(409)
        known[key] = job
        back = " back to " + job["back_to"] if job["type"] == "install.rollback" else ""
        self.note("start " + key + " " + job["installation"] + back)
        if self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b" " * 65536)
            except OSError:
                return self.note("hung up on")
        if self.path == "/at-once":
            return self.answer(200, {"state": "failed", "note": "disk full"})
        self.answer(202, {"state": "accepted"})

    def do_GET(self):
        key = self.path.rsplit("/", 1)[1]
        if not self.signed(b""):
            return self.answer(401)
        asked[key] = asked.get(key, 0) + 1
        self.answer(200, {"state": "installed", "note": "build 812", "more": 1})


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(server.server_port))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
