"""A small ticket tool: takes signed requests, opens one ticket for each key, and is down for the first of them.

usage: tickets.py PORTFILE LOG   (the secret is in CI_SECRET)
"""
import base64, hashlib, hmac, http.server, json, os, sys

# As the libraries of Standard Webhooks read it.
SECRET = base64.b64decode(os.environ["CI_SECRET"].removeprefix("whsec_"))
tickets, done, down = {}, {}, {"left": 1}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def answer(self, status, body=None):
        data = json.dumps(body or {}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode()
        code = "v1," + base64.b64encode(hmac.new(SECRET, head + body, hashlib.sha256).digest()).decode()
        call = json.loads(body)
        key, kind, request = call["key"], call["type"], self.headers["Idempotency-Key"]
        status = 401 if self.headers["webhook-signature"] != code else 200
        if status == 200 and down["left"] > 0:
            down["left"] -= 1
            status = 500
        with open(sys.argv[2], "a") as log:
            log.write(f"{kind} {call['customer']} {call.get('reference', '-')} {status} {call['text']}\n")
        if status != 200:
            return self.answer(status)
        if request not in done:
            if kind == "ticket.open":
                tickets[key] = f"T-{len(tickets) + 1}"
            done[request] = tickets[key]
        self.answer(200, {"reference": done[request], "url": f"https://tickets.example/{done[request]}"})


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(server.server_port))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
