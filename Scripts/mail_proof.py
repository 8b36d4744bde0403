#!/usr/bin/env python3
"""Owns an incident through the real program, lets its mails go to Postfix's smtp-sink, and reads every one back with
Python's email package: headers, parts, languages, threads. Prints what it saw; exits with 1 at the first that is wrong.

usage: Scripts/mail_proof.py EVENKEEL FOLDER [SMTP-PORT [HTTP-PORT]]
"""

import email
import email.policy
import email.utils
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import urllib.request

program, folder = pathlib.Path(sys.argv[1]).absolute(), pathlib.Path(sys.argv[2]).absolute()
smtp, http = int((sys.argv[3:4] or ["8725"])[0]), int((sys.argv[4:5] or ["8780"])[0])
examples = pathlib.Path(__file__).absolute().parent.parent / "Examples"
dump = folder / "mails"
dump.mkdir(parents=True, exist_ok=True)
if os.getuid() == 0:
    os.chmod(dump, 0o777)
(folder / "evenkeel.yaml").write_text(
    "organisation: { name: 'Bright Line', from: service@brightline.example }\n"
    f"smtp: {{ url: 'smtp://127.0.0.1:{smtp}', require_tls: false }}\n"
    "components: [{ id: telephony, name: Telephony }]\n")


def call(method, path, body=None, kind="application/json"):
    data = json.dumps(body).encode() if kind == "application/json" and body is not None else body
    request = urllib.request.Request(f"http://127.0.0.1:{http}{path}", data=data, method=method)
    request.add_header("Authorization", f"Bearer {token}")
    if data is not None:
        request.add_header("Content-Type", kind)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def until(what, look, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    sys.exit(f"never: {what}")


def check(right, what):
    if not right:
        sys.exit(f"wrong: {what}")


user = ["-u", "nobody"] if os.getuid() == 0 else []
sink = subprocess.Popen(["/usr/sbin/smtp-sink", *user, "-d", f"{dump}/%H%M%S.", f"127.0.0.1:{smtp}", "100"])
log = open(folder / "serve.log", "w+")
server = subprocess.Popen(
    [program, "serve", "--config", "evenkeel.yaml", "--port", str(http)], cwd=folder, stdout=log,
    stderr=subprocess.STDOUT)
try:
    token = until("the first token", lambda: re.search(r"evk_[\w-]+(?=\s)", (folder / "serve.log").read_text()))[0]
    until("an answer", lambda: "answers at" in (folder / "serve.log").read_text())
    call("POST", "/api/v1/fleet/import", (examples / "fleet.csv").read_bytes(), "text/csv")
    call("POST", "/api/v1/contacts/import", (examples / "contacts.csv").read_bytes(), "text/csv")
    call("PUT", "/api/v1/outbound", {"state": "live"})
    title = "Störung & <b>Fax</b>: \u05e4\u05e7\u05e1 \U0001f4e0"
    started = time.monotonic()
    incident = call("POST", "/api/v1/incidents", {
        "title": title, "impact": "critical", "components": ["telephony"],
        "body": "Fax <i>does</i> not work.\n.\nA line that is a dot.\r\nBcc: nobody@example.com", "audience": "country=in=(IL,IT)"})
    until("the first mail", lambda: any(dump.iterdir()))
    first = time.monotonic() - started
    waiting = ("queued", "claimed", "sending", "uncertain")

    def sent_of(update):
        rows = call("GET", "/api/v1/deliveries?state=sent&limit=10000")["deliveries"]
        return sum(row["id"].startswith(f"update/{incident['id']}/{update}/") for row in rows)

    def none_waits():
        return not any(call("GET", f"/api/v1/deliveries?state={state}")["deliveries"] for state in waiting)

    # A newer word takes along the older one that still waits: it is said when everybody has the first.
    until("all sent of the first word", lambda: sent_of("u1") > 1 and none_waits())
    call("POST", f"/api/v1/incidents/{incident['id']}/updates", {"status": "identified", "body": "We found it."})
    # It is queued by a loop: that nothing waits may mean that it has not been yet.
    until("all sent", lambda: none_waits() and sent_of("u1") == sent_of("u2"))
    sent = call("GET", "/api/v1/deliveries?state=sent&limit=10000")["deliveries"]
    mails = []
    for path in dump.iterdir():
        text = path.read_bytes()
        # smtp-sink puts the envelope before the header. One that was announced and went over another session has no header.
        start = text.find(b"From: ")
        if start >= 0:
            mails.append(email.message_from_bytes(text[start:], policy=email.policy.default))
    threads, languages = {}, {}
    for mail in mails:
        check(mail["Subject"] == title, f"the subject reads {mail['Subject']!r}")
        check(mail["Auto-Submitted"] == "auto-generated" and mail["Precedence"] == "bulk", "the headers of automatic mail")
        check(mail["Bcc"] is None and len(mail.get_all("To")) == 1, "the recipients")
        check(not mail.defects, f"defects {mail.defects}")
        check([part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"], "the two parts")
        plain, rich = [part.get_content() for part in mail.iter_parts()]
        check("<i>does</i>" in plain or "We found it." in plain, "the body as text")
        check("<i>does" not in rich and "<b>Fax" not in rich, "markup in the HTML part")
        language = re.search(r'<html lang="([^"]+)" dir="([a-z]+)"', rich)
        check((language[2] == "rtl") == (language[1] == "he"), "the direction")
        languages[language[1]] = languages.get(language[1], 0) + 1
        threads.setdefault(mail["To"].addresses[0].addr_spec, []).append(mail)
    for address, thread in threads.items():
        check(len(thread) == 2, f"{address} got {len(thread)} mails")
        check(len({mail["References"] for mail in thread}) == 1, f"{address} has one thread")
    ids = {mail["Message-ID"] for mail in mails}
    check(len(ids) == len(mails) == len(sent), f"{len(sent)} sent, {len(mails)} mails, {len(ids)} ids")
    print(f"{len(mails)} mails to {len(threads)} recipients, each once; languages {languages}; first after {first:.2f} s")
finally:
    server.terminate()
    server.wait(timeout=30)
    sink.terminate()
