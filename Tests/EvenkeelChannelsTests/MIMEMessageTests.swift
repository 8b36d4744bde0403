import EvenkeelChannels
import Foundation
import Testing

@Suite("A message becomes the bytes that RFC 5322 and MIME ask for")
struct MIMEMessageTests {
    @Test("a plain English message, in full")
    func english() throws {
        let message = try Letters.letter(to: "Anna Bianchi, Acme", text: "We upgrade on Monday.\n.\n..two dots\n")
        #expect(
            Letters.source(message).split(separator: "\r\n", omittingEmptySubsequences: false) == [
                "From: Evenkeel <support@vendor.example>",
                "To: \"Anna Bianchi, Acme\" <anna@acme.example>",
                "Subject: Planned upgrade",
                "Date: Tue, 01 Dec 2026 10:00:00 +0000",
                "Message-ID: <d1@evenkeel.example>",
                "Auto-Submitted: auto-generated",
                "Precedence: bulk",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=UTF-8",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                "We upgrade on Monday.",
                ".",
                "..two dots",
                "",
            ])
    }

    @Test("Italian: an accented subject is an encoded word, the body stays readable")
    func italian() throws {
        let message = try Letters.letter(
            to: "Niccolò Totò", subject: "Il servizio è tornato: più veloce",
            text: "Il centralino è di nuovo raggiungibile. Perché? Lo spieghiamo entro venerdì = promesso. \nA presto")
        let source = Letters.source(message)
        #expect(source.contains("To: =?UTF-8?B?TmljY29sw7IgVG90w7I=?= <anna@acme.example>\r\n"))
        #expect(source.contains("Subject: =?UTF-8?B?SWwgc2Vydml6aW8gw6ggdG9ybmF0bzogcGnDuSB2ZWxvY2U=?=\r\n"))
        #expect(
            source.hasSuffix(
                "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                    + "Il centralino =C3=A8 di nuovo raggiungibile. Perch=C3=A9? Lo spieghiamo ent=\r\n"
                    + "ro venerd=C3=AC =3D promesso.=20\r\nA presto\r\n"))
    }

    @Test("Hebrew: names and subjects are encoded words of whole characters, the body is base64")
    func hebrew() throws {
        let subject = "השירות חזר לפעול, הדו״ח המלא יישלח עד יום חמישי בשעה עשר בבוקר"
        let message = try Letters.letter(
            from: "צוות התמיכה", to: "דנה לוי", subject: subject,
            text: "שלום דנה,\nהמרכזייה פועלת.\n", html: "<p dir=\"rtl\">שלום דנה</p>")
        #expect(
            Letters.source(message).split(separator: "\r\n", omittingEmptySubsequences: false) == [
                "From: =?UTF-8?B?16bXldeV16og15TXqtee15nXm9eU?= <support@vendor.example>",
                "To: =?UTF-8?B?15PXoNeUINec15XXmQ==?= <anna@acme.example>",
                "Subject: =?UTF-8?B?15TXqdeZ16jXldeqINeX15bXqCDXnNek16LXldecLCDXlNeT15U=?=",
                " =?UTF-8?B?17TXlyDXlNee15zXkCDXmdeZ16nXnNeXINei15Mg15nXldedINeX157Xmdep?=",
                " =?UTF-8?B?15kg15HXqdei15Qg16LXqdeoINeR15HXlden16g=?=",
                "Date: Tue, 01 Dec 2026 10:00:00 +0000",
                "Message-ID: <d1@evenkeel.example>",
                "Auto-Submitted: auto-generated",
                "Precedence: bulk",
                "MIME-Version: 1.0",
                "Content-Type: multipart/alternative; boundary=\"=_evenkeel\"",
                "",
                "--=_evenkeel",
                "Content-Type: text/plain; charset=UTF-8",
                "Content-Transfer-Encoding: base64",
                "",
                "16nXnNeV150g15PXoNeULA0K15TXnteo15vXlteZ15nXlCDXpNeV16LXnNeqLg0K",
                "",
                "--=_evenkeel",
                "Content-Type: text/html; charset=UTF-8",
                "Content-Transfer-Encoding: base64",
                "",
                "PHAgZGlyPSJydGwiPtep15zXldedINeT16DXlDwvcD4NCg==",
                "",
                "--=_evenkeel--",
                "",
            ])
        let parsed = try ParsedMail.parse(message.bytes())
        #expect(parsed.subject == subject)
        #expect(parsed.from.first?.first == "צוות התמיכה")
        #expect(parsed.text == "שלום דנה,\nהמרכזייה פועלת.\n")
    }

    @Test(
        "no name and no subject can add a header field",
        arguments: [
            "Hi\r\nBcc: everybody@acme.example", "Hi\nBcc: everybody@acme.example", "Hi\rBcc: everybody@acme.example",
            "Hi\u{0085}Bcc: everybody@acme.example", "Hi\u{2028}Bcc: everybody@acme.example",
            "Hi\u{0B}\u{0C}\u{0}\r\n\r\nBcc: everybody@acme.example", "è\r\nBcc: everybody@acme.example",
            "\r\nBcc: everybody@acme.example", "=?UTF-8?B?DQpCY2M6IGV2ZXJ5Ym9keUBhY21lLmV4YW1wbGU=?=",
        ])
    func injection(attempt: String) throws {
        let message = try Letters.letter(from: attempt, to: attempt, subject: attempt)
        let names = Letters.headerLines(message).filter { !$0.hasPrefix(" ") }
            .map { String($0.prefix { $0 != ":" }) }
        let expected = [
            "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Precedence", "MIME-Version",
            "Content-Type", "Content-Transfer-Encoding",
        ]
        #expect(names == expected)
        let parsed = try ParsedMail.parse(message.bytes())
        #expect(parsed.names == expected)
        #expect(!parsed.subject.contains("\n"))
        #expect(parsed.from.count == 1 && parsed.to.count == 1)
    }

    @Test("every run of white space and control characters becomes one space")
    func cleaning() {
        #expect(HeaderText("\r\n a\u{0}\u{7F}b\u{2028}c\t d\u{85}e\u{3000}f\u{1B}").description == "a b c d e f")
        #expect(HeaderText("\r\n\u{0}").description == "")
    }

    @Test("a name of quotes and backslashes is read back as it was")
    func quoting() throws {
        let name = #"Rossi "il \capo\" , <boss@evil.example>; (x)"#
        let parsed = try ParsedMail.parse(try Letters.letter(to: name).bytes())
        #expect(parsed.to == [[name, "anna@acme.example"]])
        #expect(parsed.defects == [])
    }

    @Test("no line is longer than 78 characters, whatever the text")
    func lineLength() throws {
        let long = String(repeating: "supercalifragilistico", count: 40)
        let words = String(repeating: "parola ", count: 200)
        for subject in [long, words, String(repeating: "שלום ", count: 100), "a" + long + "è"] {
            let message = try Letters.letter(
                from: subject, to: subject, subject: subject, text: subject + "\n" + words + " \n\t", html: subject)
            let lines = Letters.source(message).split(separator: "\r\n")
            #expect(lines.map(\.utf8.count).max() ?? 0 <= 78)
            let parsed = try ParsedMail.parse(message.bytes())
            #expect(parsed.subject == HeaderText(subject).description)
            #expect(parsed.to.first?.first == HeaderText(subject).description)
            #expect(parsed.text == subject + "\n" + words + " \n\t\n")
            #expect(parsed.defects == [])
        }
    }

    @Test("a thread, a reply address and the way out are in the header")
    func thread() throws {
        let message = MIMEMessage(
            from: Mailbox(address: try MailAddress("support@vendor.example")), to: [], subject: "Update 3",
            date: Letters.morning, messageID: try MessageID("d3@evenkeel.example"),
            inReplyTo: try MessageID("d2@evenkeel.example"),
            references: [try MessageID("d1@evenkeel.example"), try MessageID("d2@evenkeel.example")],
            replyTo: Mailbox(name: "Support", address: try MailAddress("case-17@vendor.example")),
            unsubscribe: try UnsubscribeLink("https://status.vendor.example/u/abc"), text: "Still working on it.")
        let lines = Letters.headerLines(message)
        #expect(lines.contains("To: undisclosed-recipients:;"))
        #expect(lines.contains("In-Reply-To: <d2@evenkeel.example>"))
        #expect(lines.contains("References: <d1@evenkeel.example> <d2@evenkeel.example>"))
        #expect(lines.contains("Reply-To: Support <case-17@vendor.example>"))
        #expect(lines.contains("List-Unsubscribe: <https://status.vendor.example/u/abc>"))
        #expect(lines.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"))
        #expect(try ParsedMail.parse(message.bytes()).defects == [])
    }

    @Test("without https there is no one-click unsubscription")
    func plainUnsubscribe() throws {
        let message = MIMEMessage(
            from: Mailbox(address: try MailAddress("a@b.example")), to: [], subject: "x", date: Letters.morning,
            messageID: try MessageID("d@b.example"), unsubscribe: try UnsubscribeLink("http://127.0.0.1:8080/u/abc"),
            text: "x")
        #expect(Letters.source(message).contains("List-Unsubscribe: <http://127.0.0.1:8080/u/abc>\r\n"))
        #expect(!Letters.source(message).contains("One-Click"))
    }

    @Test(
        "a date is written in UTC as RFC 5322 wants it",
        arguments: [
            (0.0, "Thu, 01 Jan 1970 00:00:00 +0000"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"),
            (1_796_119_199.9, "Tue, 01 Dec 2026 09:59:59 +0000"),
        ])
    func dates(seconds: Double, expected: String) throws {
        let message = MIMEMessage(
            from: Mailbox(address: try MailAddress("a@b.example")), to: [], subject: "x",
            date: Date(timeIntervalSince1970: seconds), messageID: try MessageID("d@b.example"), text: "x")
        #expect(Letters.headerLines(message).contains("Date: \(expected)"))
    }
}
