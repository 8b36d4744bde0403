"""Takes signed installs, starts one for each webhook-id, and tells how they are once the file `go` is there.

usage: receiver.py FOLDER SECRET   (writes FOLDER/port and FOLDER/log)
"""
import base64, hashlib, hmac, http.server, json, os, sys, threading

FOLDER, SECRET = sys.argv[1], sys.argv[2].encode()
known, lock = set(), threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def note(self, *words):
        with lock, open(FOLDER + "/log", "a") as log:
            log.write(" ".join(words) + "\n")

    def answer(self, status, body=None):
        data = json.dumps(body or {}).encode()
        self.send_response(status)
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
            return self.answer(401)
        job = json.loads(body)
        if self.path == "/cancel":
            self.note("cancel", job["key"])
            return self.answer(202)
        with lock:
            is_new = job["key"] not in known
            known.add(job["key"])
        if not is_new:
            self.note("again", job["key"])
            return self.answer(409)
        if self.path == "/rollback":
            self.note("rollback", job["key"], job["installation"], job["callback"], job["back_to"])
            return self.answer(202, {"state": "accepted"})
        self.note("start", job["key"], job["installation"], job["callback"])
        self.answer(202, {"state": "accepted"})

    def do_GET(self):
        if not self.signed(b""):
            return self.answer(401)
        is_over = os.path.exists(FOLDER + "/go")
        self.answer(200, {"state": "installed" if is_over else "running", "note": "build 812"})


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(FOLDER + "/port.new", "w") as file:
    file.write(str(server.server_port))
os.rename(FOLDER + "/port.new", FOLDER + "/port")
server.serve_forever()
