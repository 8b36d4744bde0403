#!/usr/bin/env python3
"""Measures how messages leave the real program: 10,000 recipients with and without being killed, against smtp-source, with
100,000 queued, and how soon a critical update reaches its first recipient. Prints one JSON object.

usage: Scripts/mail_bench.py EVENKEEL FOLDER [RECIPIENTS [KILLS [SEED]]]
"""

import asyncio
import collections
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

program, folder = pathlib.Path(sys.argv[1]).absolute(), pathlib.Path(sys.argv[2]).absolute()
recipients, kills, seed = (int(sys.argv[index]) if len(sys.argv) > index else standard
                           for index, standard in ((3, 10_000), (4, 20), (5, 7)))
SESSIONS = 4
ROUNDS = 3
SMTP, HTTP = 8733, 8781
result = {"recipients": recipients, "sessions": SESSIONS, "seed": seed}


class Sink:
    """Counts what it has answered for, by recipient and by Message-ID. Slow on request; in a thread of its own."""

    def __init__(self, port, delay=0.0):
        self.port, self.delay = port, delay
        self.by_recipient, self.by_id = collections.Counter(), collections.Counter()
        self.first, self.at = {}, []
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        threading.Thread(target=self.run, daemon=True).start()
        self.ready.wait()

    def run(self):
        asyncio.set_event_loop(self.loop)
        self.server = self.loop.run_until_complete(
            asyncio.start_server(self.talk, "127.0.0.1", self.port, limit=1 << 20))
        self.ready.set()
        self.loop.run_forever()

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.server.close()

    async def talk(self, reader, writer):
        def say(text):
            writer.write(text + b"\r\n")

        to = None
        try:
            say(b"220 sink")
            while line := await reader.readline():
                verb = line[:4].upper()
                if verb == b"EHLO":
                    say(b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME")
                elif verb == b"RCPT":
                    to = re.search(rb"<([^>]*)>", line)[1].decode()
                    say(b"250 ok")
                elif verb == b"DATA":
                    say(b"354 go")
                    await writer.drain()
                    data = await reader.readuntil(b"\r\n.\r\n")
                    if self.delay:
                        await asyncio.sleep(self.delay)
                    key = re.search(rb"^Message-ID: *\r?\n? *<([^>]*)>", data, re.M | re.I)[1].decode()
                    self.by_recipient[to] += 1
                    self.by_id[key] += 1
                    self.first.setdefault(to, time.monotonic())
                    self.at.append(time.monotonic())
                    say(b"250 taken")
                elif verb == b"QUIT":
                    say(b"221 bye")
                    break
                else:
                    say(b"250 ok")
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class Server:
    def __init__(self, name, smtp=SMTP, sessions=SESSIONS):
        self.home = folder / name
        self.home.mkdir(parents=True)
        (self.home / "evenkeel.yaml").write_text(
            "organisation: { name: Bench, from: service@bench.example }\n"
            f"smtp: {{ url: 'smtp://127.0.0.1:{smtp}', require_tls: false, sessions: {sessions} }}\n"
            "components: [{ id: telephony, name: Telephony }]\n")
        self.log = self.home / "serve.log"
        self.token = None
        self.start()
        self.token = re.search(r"evk_[\w-]+(?=\s)", self.log.read_text())[0]

    def start(self):
        before = self.log.stat().st_size if self.log.exists() else 0
        self.process = subprocess.Popen(
            [program, "serve", "--config", "evenkeel.yaml", "--port", str(HTTP)], cwd=self.home,
            stdout=open(self.log, "a"), stderr=subprocess.STDOUT)
        end = time.monotonic() + 60
        while "answers at" not in self.log.read_text()[before:]:
            if time.monotonic() > end or self.process.poll() is not None:
                sys.exit("the server did not start: " + self.log.read_text()[-2000:])
            time.sleep(0.02)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=150)

    def call(self, method, path, body=None, kind="application/json"):
        data = json.dumps(body).encode() if kind == "application/json" and body is not None else body
        request = urllib.request.Request(f"http://127.0.0.1:{HTTP}/api/v1/{path}", data=data, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        if data is not None:
            request.add_header("Content-Type", kind)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.loads(answer.read() or b"null")

    def fill(self, count):
        rows = ["installation,customer,product,version,country"]
        contacts = ["customer,name,email,role"]
        for number in range(count):
            country = "IL" if number == 0 else "IT"
            rows.append(f"site-{number},customer-{number},pbx,5.1.0,{country}")
            contacts.append(f"customer-{number},Pat {number},pat{number}@customer{number}.example,both")
        self.call("POST", "fleet/import", "\n".join(rows).encode(), "text/csv")
        self.call("POST", "contacts/import", "\n".join(contacts).encode(), "text/csv")

    def has(self, state):
        """Whether any delivery is in that state."""
        return bool(self.call("GET", f"deliveries?state={state}&limit=1")["deliveries"])

    def memory(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return {key: round(int(re.search(key + r":\s+(\d+)", status)[1]) / 1024) for key in ("VmHWM", "VmRSS")}

    def own(self, title, audience, impact="major"):
        return self.call("POST", "incidents", {
            "title": title, "impact": impact, "components": ["telephony"], "body": "It does not work.",
            "audience": audience})["id"]


def until(what, look, seconds, pause=0.02):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if look():
            return
        time.sleep(pause)
    sys.exit(f"never: {what}")


def spread(figures, digits=0):
    """The median of some figures with the lowest and the highest."""
    figures = sorted(round(figure, digits) for figure in figures)
    return {"median": figures[len(figures) // 2], "lowest": figures[0], "highest": figures[-1]}


def smtp_source():
    """What Postfix's own generator does, with as many sessions, messages of the same size, and ours after it, in turns."""
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    sink = subprocess.Popen(["/usr/sbin/smtp-sink", *user, f"127.0.0.1:{SMTP}", "100"])
    time.sleep(0.5)
    try:
        for sessions in SESSIONS, 4 * SESSIONS:
            rates = collections.defaultdict(list)
            memory = 0
            for number in range(ROUNDS):
                # As it is, a new connection for each message; and with connections that are kept, as ours are.
                for name, kept in ("smtp_source", []), ("smtp_source_d", ["-d"]):
                    started = time.monotonic()
                    subprocess.run(["/usr/sbin/smtp-source", *kept, "-s", str(sessions), "-m", str(recipients),
                                    "-l", "3000", "-f", "a@bench.example", "-t", "b@bench.example",
                                    f"127.0.0.1:{SMTP}"], check=True)
                    rates[name].append(recipients / (time.monotonic() - started))
                server = Server(f"plain-{sessions}-{number}", sessions=sessions)
                server.fill(recipients)
                server.call("PUT", "outbound", {"state": "live"})
                started = time.monotonic()
                server.own("Plain", "country=in=(IL,IT)")
                until("the first sent", lambda: server.has("sent"), 300, 0.02)
                # Seldom while many are queued: a look sorts them all, and would be part of what is measured.
                until("none queued", lambda: not server.has("queued"), 300, 0.25)
                until("all sent", lambda: not any(map(server.has, ("queued", "claimed", "sending"))), 300, 0.02)
                rates["evenkeel"].append(recipients / (time.monotonic() - started))
                sent = len(server.call("GET", "deliveries?state=sent&limit=10000")["deliveries"])
                assert sent >= min(recipients, 10_000), f"only {sent} were sent"
                memory = max(memory, server.memory()["VmHWM"])
                server.stop()
            figures = {name: spread(found) for name, found in rates.items()}
            for name in "smtp_source", "smtp_source_d":
                pairs = zip(rates["evenkeel"], rates[name])
                figures[f"ratio_to_{name}"] = spread([ours / peer for ours, peer in pairs], 2)
            result.setdefault("throughput", []).append(figures | {"sessions": sessions, "memory_mb": memory})
    finally:
        sink.terminate()
        sink.wait()


def killed():
    """Killed at random moments while it sends; counted at the sink."""
    chance = random.Random(seed)
    sink = Sink(SMTP)
    server = Server("killed")
    server.fill(recipients)
    server.call("PUT", "outbound", {"state": "live"})
    started = time.monotonic()
    server.own("Killed", "country=in=(IL,IT)")
    done = 0
    # So that the kills fall evenly on the time the messages take.
    marks = sorted(chance.randrange(1, recipients) for _ in range(kills))
    for mark in marks:
        until(f"message {mark}", lambda: len(sink.by_recipient) >= mark, 120, 0.001)
        time.sleep(chance.random() * 0.02)
        server.kill()
        done += 1
        server.start()
    until("all sent", lambda: len(sink.by_recipient) >= recipients, 300)
    seconds = time.monotonic() - started
    time.sleep(2)
    twice = [to for to, count in sink.by_recipient.items() if count > 1]
    flagged = 0
    for to in twice:
        customer = re.search(r"@(customer)(\d+)\.", to)
        rows = server.call("GET", f"deliveries?customer=customer-{customer[2]}")["deliveries"]
        flagged += all(row["attempts"] > 1 for row in rows)
    states = collections.Counter(
        row["state"] for row in server.call("GET", "deliveries?limit=10000")["deliveries"])
    result["killed"] = {
        "kills": done, "seconds": round(seconds, 1), "lost": recipients - len(sink.by_recipient),
        "duplicates": sum(sink.by_recipient.values()) - len(sink.by_recipient), "bound": SESSIONS * done,
        "duplicates_flagged": flagged, "most_of_one": max(sink.by_recipient.values()),
        "ids": len(sink.by_id), "states": dict(states)}
    server.stop()
    sink.close()


def queued():
    """100,000 queued for a server that takes its time, then a critical update to somebody else."""
    sink = Sink(SMTP + 1, delay=0.4)
    server = Server("queued", SMTP + 1)
    server.fill(10_000)
    server.call("PUT", "outbound", {"state": "capture"})
    incident = server.own("Ten", "country==IT")
    for number in range(9):
        server.call("POST", f"incidents/{incident}/updates", {"status": "investigating", "body": f"Still {number}."})
    until("the fan-out", lambda: server.call("GET", f"incidents/{incident}")["updates"], 60)
    time.sleep(5)
    server.call("PUT", "outbound", {"state": "live"})
    until("the first of many", lambda: sink.by_recipient, 60)
    time.sleep(2)
    result["queued"] = {"memory_mb": server.memory()}
    times = []
    for number in range(5):
        target = "pat0@customer0.example"
        before = sink.by_recipient[target]
        started = time.monotonic()
        server.own(f"Critical {number}", "country==IL", "critical")
        until("the critical one", lambda: sink.by_recipient[target] > before, 60, 0.005)
        times.append(round(time.monotonic() - started, 2))
        time.sleep(1)
    result["queued"]["critical_first_seconds"] = times
    result["queued"]["sent_meanwhile"] = sum(sink.by_recipient.values())
    server.kill()
    sink.close()


parts = {"source": smtp_source, "killed": killed, "queued": queued}
for name in (os.environ.get("MAIL_BENCH") or "source,killed,queued").split(","):
    parts[name]()
print(json.dumps(result))
