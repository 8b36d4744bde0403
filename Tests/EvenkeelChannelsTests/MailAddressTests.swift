import EvenkeelChannels
import Testing

@Suite("Addresses, message ids and links exist only in valid form")
struct MailAddressTests {
    @Test(
        "addresses that are taken",
        arguments: ["a@b", "mario.rossi+pbx@acme.example", "o'neil@x-y.example", "d@xn--bcher-kva.example"])
    func good(text: String) throws {
        #expect(try MailAddress(text).description == text)
    }

    @Test(
        "addresses that are refused",
        arguments: [
            "", "@", "anna", "anna@", "@acme.example", "anna@@acme.example", "a@b@c", "anna @acme.example",
            ".anna@acme.example", "anna.@acme.example", "an..na@acme.example", "anna@acme..example",
            "anna@-acme.example", "anna@acme-.example", "anna@acme.example.", "niccolò@acme.example",
            "anna@àcme.example", "<anna@acme.example>", "anna@acme.example>", "\"a b\"@acme.example",
            "anna@[127.0.0.1]",
            "anna@acme.example\r\nRCPT TO:<eve@evil.example>", "anna@acme.example\0", "anna,eve@acme.example",
            String(repeating: "a", count: 65) + "@acme.example",
            "a@" + Array(repeating: String(repeating: "b", count: 60), count: 5).joined(separator: "."),
        ])
    func bad(text: String) {
        #expect(throws: MailRefusal.notAnAddress(text)) { try MailAddress(text) }
    }

    @Test(
        "message ids that are refused",
        arguments: ["", "d1", "d1@", "@x", "d 1@x", "d1@x>", "d1@x\r\nBcc: y@z", "d1@x@y", "dì@x"])
    func badMessageID(text: String) {
        #expect(throws: MailRefusal.notAMessageID(text)) { try MessageID(text) }
    }

    @Test(
        "unsubscribe links that are refused",
        arguments: [
            "", "ftp://x", "mailto:a@b", "https://x/\r\nBcc: y", "https://x/>, <y", "https://x/a b", "https://à",
        ])
    func badLink(text: String) {
        #expect(throws: MailRefusal.notAnUnsubscribeLink(text)) { try UnsubscribeLink(text) }
    }
}
