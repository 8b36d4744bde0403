import Testing

@testable import EvenkeelChannels

@Suite("What a mail server answers")
struct ServerReplyTests {
    @Test("a reply is read once it is whole, and what comes after it stays")
    func table() {
        let rows: [(bytes: String, code: Int?, text: String, rest: String)] = [
            ("250 2.1.0 Ok\r\n", 250, "2.1.0 Ok", ""),
            ("250\r\n", 250, "", ""),
            ("250 one\r\n354 two\r\n", 250, "one", "354 two\r\n"),
            ("550-5.1.1 There is no\r\n550 such user\r\n", 550, "5.1.1 There is no such user", ""),
            ("250 bare line feed\n", 250, "bare line feed", ""),
            ("421 a\u{7}b\u{1b}[31m\r\n", 421, "ab[31m", ""),
            ("welcome\r\n\r\n25\r\n220 ready\r\n", 220, "ready", ""),
            ("250 not yet whole", nil, "", "250 not yet whole"),
            ("550-5.1.1 There is no\r\n", nil, "", "550-5.1.1 There is no\r\n"),
            ("", nil, "", ""), ("\n", nil, "", "\n"),
        ]
        for row in rows {
            var bytes = Array(row.bytes.utf8)
            let reply = ServerReply(takenFrom: &bytes)
            #expect(reply?.code == row.code, "\(row.bytes)")
            #expect(reply?.text ?? "" == row.text)
            #expect(String(decoding: bytes, as: UTF8.self) == row.rest)
        }
    }

    @Test("of endless words only the beginning is kept")
    func long() {
        var bytes = Array(("554 " + String(repeating: "no ", count: 10_000) + "\r\n").utf8)
        #expect(ServerReply(takenFrom: &bytes)?.text.utf8.count == ServerReply.textLimit)
    }

    @Test("a line that begins with a dot gets another, and the last line its end")
    func escaped() {
        let rows = [
            ("Hello.\r\n", "Hello.\r\n"), (".\r\n", "..\r\n"), ("a\r\n.\r\n..b\r\n", "a\r\n..\r\n...b\r\n"),
            ("no end", "no end\r\n"), ("", ""),
        ]
        for (payload, text) in rows {
            #expect(String(decoding: SMTPDialogue.escaped(Array(payload.utf8)), as: UTF8.self) == text)
        }
    }
}
