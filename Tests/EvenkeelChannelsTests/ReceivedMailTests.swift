import EvenkeelChannels
import EvenkeelDomain
import EvenkeelLedger
import Foundation
import Testing

@Suite("Mail that came in, taken apart")
struct ReceivedMailTests {
    private static let token = "0123456789abcdef0123456789abcdef"

    private func mail(_ text: String) -> ReceivedMail { ReceivedMail(Array(text.utf8)) }

    @Test("the token is found in whichever field the way here has left it, in any case")
    func token() throws {
        let mailbox = try #require(EmailAddress("replies@acme.example"))
        let address = "Replies+\(Self.token.uppercased())@ACME.example"
        for field in ["To", "Delivered-To", "X-Original-To", "Cc"] {
            #expect(mail("\(field): Acme <\(address)>\r\n\r\nx\r\n").token(of: mailbox) == Self.token, "\(field)")
        }
        for other in ["replies@acme.example", "replies+\(Self.token)@evil.example", "x@acme.example", ""] {
            #expect(mail("To: \(other)\n\nx").token(of: mailbox)?.isEmpty ?? true, "\(other)")
        }
    }

    @Test("subject, sender and text are decoded; the text in plain comes before the one in HTML")
    func reply() {
        let incoming = mail(
            """
            From: =?UTF-8?Q?J=C3=B6rg?= <j@x.example>\r
            Subject: Re: =?utf-8?B?U3TDtnJ1bmc=?=\r
             =?utf-8?Q?_am_Fax?=\r
            Content-Type: multipart/alternative; boundary="b 1"\r
            \r
            --b 1\r
            Content-Type: text/html\r
            \r
            <p>nein</p>\r
            --b 1\r
            Content-Type: text/plain; charset=iso-8859-1\r
            Content-Transfer-Encoding: quoted-printable\r
            \r
            sch=F6n =\r
            und gut\r
            --b 1--\r

            """
        ).incoming
        #expect(incoming.subject == "Re: Störung am Fax")
        #expect(incoming.from == "Jörg <j@x.example>")
        #expect(incoming.text == "schön und gut")
        #expect(!incoming.isAutomatic && incoming.report == nil)
    }

    @Test("Postfix's report of failure is read: action, status, what the other server said")
    func report() {
        let incoming = mail(
            """
            From: MAILER-DAEMON@mx.acme.example (Mail Delivery System)
            Subject: Undelivered Mail Returned to Sender
            To: replies+\(Self.token)@acme.example
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status;
            \tboundary="9B095B5ADSN"

            This is a MIME-encapsulated message.

            --9B095B5ADSN
            Content-Description: Notification

            I'm sorry to have to inform you that your message could not be delivered.

            --9B095B5ADSN
            Content-Description: Delivery report
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.acme.example
            Arrival-Date: Fri, 27 Nov 2026 03:00:00 +0000

            Final-Recipient: rfc822; ada@alpha.example
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 <ada@alpha.example>: Recipient address
                rejected: User unknown

            --9B095B5ADSN
            Content-Type: message/rfc822

            Subject: Planned update

            --9B095B5ADSN--
            """
        ).incoming
        #expect(incoming.report?.action == .failed && incoming.report?.status == "5.1.1")
        #expect(incoming.report?.diagnosis.hasPrefix("550 5.1.1 <ada@alpha.example>: Recipient") == true)
        #expect(incoming.isAutomatic && incoming.text.hasPrefix("I'm sorry"))
    }

    @Test(
        "absence notes and lists are automatic, people are not",
        arguments: [
            ("Auto-Submitted: auto-replied", true), ("Precedence: bulk", true), ("X-Autoreply: yes", true),
            ("Return-Path: <>", true), ("Auto-Submitted: no", false), ("Return-Path: <a@b.example>", false),
        ])
    func automatic(field: String, expected: Bool) {
        #expect(mail("\(field)\nSubject: s\n\nt").incoming.isAutomatic == expected)
    }

    @Test("garbage of any kind is a mail of some kind: nothing traps")
    func garbage() {
        let seed = UInt64(7)
        var generator = SeededGenerator(state: seed)
        let pieces = [
            "Content-Type: multipart/mixed; boundary=b\n", "--b\n", "--b--\n", "\n", "\r\n", " x", ": ", "=?utf-8?B?",
            "?=",
            "=?x?Q?=F?=", "Content-Transfer-Encoding: base64\n", "message/delivery-status", "\u{0}", "é", "=", "=Z",
            "From ",
            "Content-Type: multipart/report; boundary=b\n",
        ]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0..<30, using: &generator)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }.joined()
            let mail = mail(text)
            #expect(mail.incoming.text.utf8.count <= 100_000, "seed \(seed): \(text)")
        }
    }

    @Test("an mbox is split at its lines, and a text that was marked loses its mark")
    func mbox() {
        let box = "From a Fri\nSubject: 1\n\n>From me\nb\n\nFrom b Fri\nSubject: 2\n\nFrom\n"
        let mails = Maildir.split(mbox: Array(box.utf8)).map { String(decoding: $0, as: UTF8.self) }
        #expect(mails == ["Subject: 1\n\nFrom me\nb\n\n", "Subject: 2\n\nFrom\n\n"])
        #expect(Maildir.split(mbox: []).isEmpty)
    }

    @Test("of a reply that is larger than anybody reads, what it answers and says is read, and its files are named")
    func large() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record("\(error)") } }
        let maildir = Maildir(path: folder.path)
        try maildir.make()
        let top = """
            From: Ada <ada@acme.example>
            To: replies+\(Self.token)@acme.example
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain

            See the picture.
            --b
            Content-Type: image/jpeg; name="rack.jpg"
            Content-Disposition: attachment; filename*=UTF-8''rack%201.jpg
            Content-Transfer-Encoding: base64


            """
        let line = Array((String(repeating: "A", count: 76) + "\n").utf8)
        var bytes = Array(top.utf8)
        while bytes.count <= ReceivedMail.limitBytes { bytes += line }
        try maildir.put(bytes + Array("--b--\n".utf8), named: "1.a")
        let mail = try maildir.read("1.a")
        #expect(try mail.token(of: #require(EmailAddress("replies@acme.example"))) == Self.token)
        #expect(mail.incoming.from == "Ada <ada@acme.example>")
        #expect(mail.incoming.text.hasPrefix("See the picture.\n\n[Attached, not kept here: rack 1.jpg]"))
        #expect(mail.incoming.text.hasSuffix("its end was not read.]"))
    }

    @Test("a mail stays new until it was taken up, and is then marked as seen")
    func maildir() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record("\(error)") } }
        let maildir = Maildir(path: folder.path)
        try maildir.make()
        try maildir.put(Array("Subject: x\n\ny".utf8), named: "1.a")
        #expect(try maildir.news() == ["1.a"])
        #expect(try maildir.read("1.a").incoming.subject == "x")
        try maildir.settle("1.a")
        #expect(try maildir.news().isEmpty)
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: "cur/1.a:2,S").path))
    }
}
