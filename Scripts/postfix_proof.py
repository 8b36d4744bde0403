#!/usr/bin/env python3
"""Proves the way of a mail through a real mail server: Debian's Postfix, with STARTTLS and with TLS from the first byte,
under a certificate of its own authority, and authentication by Cyrus SASL with PLAIN and with LOGIN. What leaves is read
back with Python's email package, what is refused and what bounces quarantines its address, and a reply is attached to its
conversation, read from a maildir and by a command. Prints what it saw; exits with 1 at the first that is wrong. Needs root,
postfix, libsasl2-modules, libsasl2-modules-db, sasl2-bin and openssl.

usage: Scripts/postfix_proof.py EVENKEEL FOLDER
"""

import collections
import email
import email.policy
import json
import os
import pathlib
import re
import shutil
import smtplib
import socketserver
import subprocess
import sys
import threading
import time
import urllib.request

program, folder = pathlib.Path(sys.argv[1]).absolute(), pathlib.Path(sys.argv[2]).absolute()
SUBMISSION, INBOUND, SINK, STRANGER, SMTPS, HTTP = 8741, 8742, 8743, 8744, 8745, 8782
for tool in ("/usr/sbin/postfix", "/usr/sbin/saslpasswd2", "/usr/sbin/smtp-sink", "openssl"):
    if not shutil.which(tool):
        sys.exit(f"{tool} is missing: apt-get install postfix sasl2-bin libsasl2-modules openssl")
home, config, dump, maildir = folder / "evenkeel", folder / "postfix", folder / "mails", folder / "mailbox"
for place in (home, config, dump, maildir, folder / "queue", folder / "data", folder / "sasl", config / "sasl"):
    place.mkdir(parents=True)
folder.chmod(0o755)
dump.chmod(0o777)
for place in (maildir, maildir / "new", maildir / "cur", maildir / "tmp"):
    place.mkdir(exist_ok=True)
    place.chmod(0o777)
shutil.chown(folder / "data", "postfix")


def run(*words, **options):
    return subprocess.run(words, check=True, capture_output=True, text=True, **options).stdout


def until(what, look, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    sys.exit(f"never: {what}\n" + (home / "serve.log").read_text()[-2000:])


def check(right, what):
    if not right:
        sys.exit(f"wrong: {what}")


# An authority of our own, and a certificate for "localhost" and no other name.
run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Proof", "-keyout",
    folder / "ca.key", "-out", folder / "ca.pem")
run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", folder / "server.key", "-out",
    folder / "server.csr")
(folder / "names").write_text("subjectAltName=DNS:localhost")
run("openssl", "x509", "-req", "-in", folder / "server.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-days",
    "2", "-set_serial", "1", "-extfile", folder / "names", "-out", folder / "server.pem")
subprocess.run(["/usr/sbin/saslpasswd2", "-p", "-c", "-u", "localhost", "-f", folder / "sasl/db", "evenkeel"], check=True,
               input=b"s3cret pass")
shutil.chown(folder / "sasl/db", "postfix")
# Each port speaks one mechanism, so that both are proven.
for name in ("plain", "login"):
    (config / f"sasl/{name}.conf").write_text(
        f"pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: {name.upper()}\nsasldb_path: {folder}/sasl/db\n")
(config / "access").write_text("gone@refused.example 550 5.1.1 no such user\n")
(config / "main.cf").write_text(f"""compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
mynetworks =
recipient_delimiter = +
virtual_mailbox_domains = brightline.example
virtual_mailbox_base = {folder}
virtual_mailbox_maps = static:mailbox/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
transport_maps = regexp:{config}/transport.re
smtpd_recipient_restrictions = check_recipient_access texthash:{config}/access, permit_sasl_authenticated, reject_unauth_destination
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_sasl_local_domain = localhost
smtpd_tls_cert_file = {folder}/server.pem
smtpd_tls_key_file = {folder}/server.key
bounce_queue_lifetime = 0
default_destination_concurrency_limit = 20
""")
(config / "transport.re").write_text(
    f"/@bounced\\.example$/ smtp:[127.0.0.1]:{STRANGER}\n" "/@brightline\\.example$/ virtual:\n"
    f"/./ smtp:[127.0.0.1]:{SINK}\n")
(config / "master.cf").write_text(f"""127.0.0.1:{SUBMISSION} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_path=plain -o smtpd_tls_security_level=encrypt -o smtpd_tls_auth_only=yes
127.0.0.1:{SMTPS} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_path=login -o smtpd_tls_wrappermode=yes
127.0.0.1:{INBOUND} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
""")


class Stranger(socketserver.StreamRequestHandler):
    """Another organisation's mail server, which does not know the user."""

    def handle(self):
        self.wfile.write(b"220 stranger\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            self.wfile.write(b"550 5.1.1 no such user here\r\n" if verb == b"RCPT" else b"250 ok\r\n")
            if verb == b"QUIT":
                return


stranger = socketserver.ThreadingTCPServer(("127.0.0.1", STRANGER), Stranger)
stranger.daemon_threads = True
threading.Thread(target=stranger.serve_forever, daemon=True).start()


fetch = folder / "fetch"
fetch.write_text(f"""#!/usr/bin/env python3
# Hands over every mail there is, every time: it remembers nothing, and nothing must be taken up twice for that.
import pathlib, sys
for place in ("new", "cur"):
    for path in sorted(pathlib.Path("{maildir}", place).iterdir()):
        sys.stdout.buffer.write(b"From fetch Fri Nov 27 00:00:00 2026\\n" + path.read_bytes().rstrip(b"\\n") + b"\\n\\n")
""")
fetch.chmod(0o755)


def configure(host, password="s3cret%20pass", scheme="smtp", port=SUBMISSION, command=False):
    reading = "command: fetch-mail" if command else f"maildir: '{maildir}'"
    (home / "evenkeel.yaml").write_text(
        "organisation: { name: Bright Line, from: service@brightline.example }\n"
        f"smtp: {{ url: '{scheme}://evenkeel:{password}@{host}:{port}', require_tls: true, "
        f"certificates: '{folder}/ca.pem' }}\n"
        f"mailbox: {{ address: replies@brightline.example, {reading} }}\n"
        f"commands: {{ fetch-mail: {{ run: ['{fetch}'] }} }}\n"
        "staff: [office@staff.example]\n"
        "components: [{ id: telephony, name: Telephony }]\n"
        f"base_url: https://status.brightline.example\n")


def start():
    log = open(home / "serve.log", "a")
    before = (home / "serve.log").stat().st_size
    process = subprocess.Popen([program, "serve", "--config", "evenkeel.yaml", "--port", str(HTTP)], cwd=home, stdout=log,
                               stderr=subprocess.STDOUT)
    until("an answer", lambda: "answers at" in (home / "serve.log").read_text()[before:])
    return process


def call(method, path, body=None, kind="application/json"):
    data = json.dumps(body).encode() if kind == "application/json" and body is not None else body
    request = urllib.request.Request(f"http://127.0.0.1:{HTTP}/api/v1/{path}", data=data, method=method)
    request.add_header("Authorization", f"Bearer {token}")
    if data is not None:
        request.add_header("Content-Type", kind)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def deliveries(**query):
    words = "&".join(f"{key}={value}" for key, value in query.items())
    return call("GET", f"deliveries?{words}")["deliveries"]


def mails():
    found = []
    for path in dump.iterdir():
        text = path.read_bytes()
        if b"\nFrom: " in text:
            found.append(email.message_from_bytes(text[text.index(b"\nFrom: ") + 1:], policy=email.policy.default))
    return found


sink = subprocess.Popen(["/usr/sbin/smtp-sink", "-u", "nobody", "-d", f"{dump}/%H%M%S.", f"127.0.0.1:{SINK}", "100"])
run("/usr/sbin/postfix", "-c", config, "start")
server = None
try:
    configure("127.0.0.1")
    server = start()
    token = re.search(r"evk_[\w-]+(?=\s)", (home / "serve.log").read_text())[0]
    people = {"fine": "ada@fine.example", "refused": "gone@refused.example", "bounced": "gone@bounced.example"}
    sites = "".join(f"{name}-1,{name},pbx,5.1.0,mara@staff.example\n" for name in people)
    call("POST", "fleet/import", ("installation,customer,product,version,account_manager\n" + sites).encode(), "text/csv")
    contacts = "".join(f'{name},"Örs ""Bcc: x"" <{name}>",{address},both\n' for name, address in people.items())
    call("POST", "contacts/import", ("customer,name,email,role\n" + contacts).encode(), "text/csv")
    call("PUT", "outbound", {"state": "live"})

    # The certificate names "localhost", not this address: nothing leaves, and why stands beside each message.
    incident = call("POST", "incidents", {
        "title": "Fax פקס \U0001f4e0", "impact": "major", "components": ["telephony"], "body": "It is down.",
        "audience": "version==5.1.0"})["id"]
    waiting = until("a reason", lambda: [row for row in deliveries(state="queued") if row.get("reason")])
    check(len(waiting) == 3 and all("127.0.0.1" in row["reason"] for row in waiting), waiting)
    print("certificate of another name:", waiting[0]["reason"])
    server.terminate()
    server.wait(timeout=150)

    configure("localhost", "wrong")
    server = start()
    for row in deliveries(state="queued"):
        call("POST", f"deliveries/{row['id']}/send", {})
    waiting = until("a reason", lambda: [row for row in deliveries(state="queued") if "535" in (row.get("reason") or "")])
    print("wrong password:", waiting[0]["reason"])
    server.terminate()
    server.wait(timeout=150)

    configure("localhost")
    server = start()
    for row in deliveries(state="queued"):
        call("POST", f"deliveries/{row['id']}/send", {})
    until("sent", lambda: len(deliveries(state="sent")) >= 2 and deliveries(state="dead"))
    log = (folder / "postfix.log").read_text()
    check(re.search(r"sasl_method=PLAIN, sasl_username=evenkeel@localhost", log), "no login in Postfix's log")
    print("STARTTLS:", re.search(r"sasl_method=\w+, sasl_username=\S+", log)[0])
    refused = deliveries(state="dead")
    check([row["customer"] for row in refused] == ["refused"], refused)
    print("refused at once:", refused[0]["reason"])

    # The report of failure comes back to the address with the token and is read from the maildir.
    until("two in quarantine", lambda: len(call("GET", "recipients?quarantined=true")["recipients"]) == 2)
    for row in call("GET", "recipients?quarantined=true")["recipients"]:
        print("quarantined:", row["address"], "-", row["quarantine"])
    until("the account manager's mails", lambda: sum("mara@staff.example" in str(mail["To"]) for mail in mails()) == 2)

    mail = until("Ada's mail", lambda: [mail for mail in mails() if "ada@fine.example" in str(mail["To"])])[0]
    check(mail["Subject"] == "Fax פקס \U0001f4e0" and not mail.defects, mail["Subject"])
    check(mail["To"].addresses[0].display_name == 'Örs "Bcc: x" <fine>' and len(mail["To"].addresses) == 1, mail["To"])
    check(mail["Bcc"] is None, "a header from a name")
    check(re.fullmatch(r"replies\+[0-9a-f]{32}@brightline.example", mail["Reply-To"].addresses[0].addr_spec), "Reply-To")
    check(re.fullmatch(r"<https://status.brightline.example/u/[\w-]{43}>", mail["List-Unsubscribe"]), "List-Unsubscribe")
    check(mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", "List-Unsubscribe-Post")
    check(mail["Auto-Submitted"] == "auto-generated" and mail["Precedence"] == "bulk", "headers of automatic mail")
    check([part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"], "parts")
    print("read back:", mail["Reply-To"], mail["List-Unsubscribe"])

    # One click by POST; a GET changes nothing.
    path = mail["List-Unsubscribe"].strip("<>").removeprefix("https://status.brightline.example")
    with urllib.request.urlopen(f"http://127.0.0.1:{HTTP}{path}") as page:
        check(page.status == 200, "the page of preferences")
    check(all(row["incidents"] == "all" for row in call("GET", "recipients")["recipients"]), "a GET unsubscribed")
    with urllib.request.urlopen(urllib.request.Request(
            f"http://127.0.0.1:{HTTP}{path}", data=b"List-Unsubscribe=One-Click", method="POST")) as page:
        check(page.status == 200, "one click")
    rows = {row["address"]: row["incidents"] for row in call("GET", "recipients")["recipients"]}
    check(rows["ada@fine.example"] == "none", rows)
    print("unsubscribed with one POST")

    # A reply, and an absence note.
    with smtplib.SMTP("127.0.0.1", INBOUND) as smtp:
        reply = email.message.EmailMessage()
        reply["From"], reply["To"], reply["Subject"] = "Ada <ada@fine.example>", mail["Reply-To"], "Re: " + mail["Subject"]
        reply["In-Reply-To"] = mail["Message-ID"]
        reply.set_content("Since when? – Ada")
        smtp.send_message(reply)
        note = email.message.EmailMessage()
        note["From"], note["To"], note["Subject"] = "ada@fine.example", mail["Reply-To"], "Away"
        note["Auto-Submitted"] = "auto-replied"
        note.set_content("Back on Monday.")
        smtp.send_message(note)
    until("two replies", lambda: len(call("GET", "replies")["replies"]) >= 2)
    replies = call("GET", "replies?waiting=true")["replies"]
    check(len(replies) == 1 and replies[0]["thread"] == f"incident/{incident}" and replies[0]["customer"] == "fine", replies)
    check(replies[0]["text"] == "Since when? – Ada", replies[0]["text"])
    print("reply attached to", replies[0]["thread"], "of", replies[0]["customer"])
    call("POST", f"replies/{replies[0]['id']}/read", {})
    check(not call("GET", "replies?waiting=true")["replies"], "a reply that was read waits")

    # Unsubscribed: suppressed, with the reason.
    call("POST", f"incidents/{incident}/updates", {"status": "identified", "body": "Found."})
    gone = until("suppressed", lambda: len(deliveries(state="suppressed")) == 3 and deliveries(state="suppressed"))
    print("suppressed:", dict(collections.Counter(row["reason"].split(":")[0] for row in gone)))
    server.terminate()
    server.wait(timeout=150)

    # TLS from the first byte, LOGIN instead of PLAIN, and mail fetched by a command; first under a name that the
    # certificate does not have.
    configure("127.0.0.1", scheme="smtps", port=SMTPS, command=True)
    server = start()
    call("POST", "fleet/import", b"installation,customer,product,version\nsecond-1,second,pbx,5.3.0\n", "text/csv")
    call("POST", "contacts/import", b"customer,name,email,role\nsecond,Bo,bo@second.example,both\n", "text/csv")
    call("POST", "incidents", {
        "title": "Second", "impact": "major", "components": ["telephony"], "body": "Down.", "audience": "version==5.3.0"})
    waiting = until("a reason", lambda: [row for row in deliveries(state="queued") if row.get("reason")])
    check(all("127.0.0.1" in row["reason"] for row in waiting), waiting)
    print("certificate of another name, from the first byte:", waiting[0]["reason"])
    server.terminate()
    server.wait(timeout=150)
    configure("localhost", scheme="smtps", port=SMTPS, command=True)
    server = start()
    for row in deliveries(state="queued"):
        call("POST", f"deliveries/{row['id']}/send", {})
    second = until("Bo's mail", lambda: [mail for mail in mails() if "bo@second.example" in str(mail["To"])])[0]
    log = (folder / "postfix.log").read_text()
    check("sasl_method=LOGIN, sasl_username=evenkeel@localhost" in log, "no login by LOGIN")
    print("TLS from the first byte:", re.search(r"sasl_method=LOGIN, sasl_username=\S+", log)[0])
    before = len(call("GET", "replies")["replies"])
    with smtplib.SMTP("127.0.0.1", INBOUND) as smtp:
        reply = email.message.EmailMessage()
        reply["From"], reply["To"], reply["Subject"] = "bo@second.example", second["Reply-To"], "Re: Second"
        reply.set_content("From here it works.\nFrom there it does not.")
        smtp.send_message(reply)
    until("a reply by the command", lambda: any(
        row["customer"] == "second" for row in call("GET", "replies")["replies"]), 150)
    fetched = [row for row in call("GET", "replies")["replies"] if row["customer"] == "second"]
    check(len(fetched) == 1 and fetched[0]["text"] == "From here it works.\nFrom there it does not.", fetched)
    # The first command handed over the earlier mails too: they are known, and nothing came twice.
    check(len(call("GET", "replies")["replies"]) == before + 1, call("GET", "replies"))
    print("fetched by a command, each once:", len(call("GET", "replies")["replies"]), "replies")
    print("all right")
finally:
    if server:
        server.terminate()
        server.wait(timeout=150)
    subprocess.run(["/usr/sbin/postfix", "-c", config, "stop"], capture_output=True)
    sink.terminate()
