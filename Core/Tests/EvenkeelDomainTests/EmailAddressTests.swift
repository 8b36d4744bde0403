import EvenkeelDomain
import Testing

@Suite("Addresses of mail")
struct EmailAddressTests {
    @Test(
        "what could end a header line, name another recipient or need a server that we cannot count on is no address",
        arguments: [
            ("ada@acme.example", true), ("Ada.O'Hara+pbx=1@mail.acme.example", true), ("root@localhost", true),
            ("a@b", false), ("ada", false), ("", false), ("@acme.example", false), ("ada@", false),
            ("ada@acme@example", false), ("ada@acme.example\r\nBcc: x@y.example", false), ("ada\n@acme.example", false),
            ("ada@acme.example\u{0}", false), ("ada\u{2028}@acme.example", false), ("a b@acme.example", false),
            ("\"ada\"@acme.example", false), ("\"a b\"@acme.example", false), ("ada(x)@acme.example", false),
            ("Ada <ada@acme.example>", false), ("ada@acme.example,bo@acme.example", false),
            ("ada@acme.example;bo@acme.example", false), ("àda@acme.example", false), ("עדה@acme.example", false),
            ("ada@münchen.example", false), ("ada@[127.0.0.1]", false), (".ada@acme.example", false),
            ("ada@-acme.example", false), ("ada@acme..example", false), ("a%b@acme.example", false),
            ("a!b@acme.example", false), ("ada\u{202e}@acme.example", false),
        ])
    func taken(_ text: String, _ isTaken: Bool) { #expect((EmailAddress(text) != nil) == isTaken) }

    @Test("no address is longer than a mail server takes (RFC 5321, section 4.5.3.1)")
    func lengths() {
        let domain = "@acme.example"
        #expect(EmailAddress(String(repeating: "a", count: 64) + domain) != nil)
        #expect(EmailAddress(String(repeating: "a", count: 65) + domain) == nil)
        let label = String(repeating: "b", count: 63)
        #expect(EmailAddress("a@\(label).\(label).\(label).example") != nil)
        #expect(EmailAddress("a@\(label).\(label).\(label).\(label).example") == nil)
        #expect(EmailAddress("a@" + String(repeating: "x", count: 10_000_000) + ".example") == nil)
    }
}
