import EvenkeelDomain
import Foundation
import Testing

@Suite struct IdentifierTests {
    @Test(
        "an id is plain if it may fill an argument of a command",
        arguments: [
            ("acme-hq", true), ("9", true), ("Acme.HQ_2", true), (String(repeating: "a", count: 128), true),
            ("", false), ("-rf", false), (".hidden", false), ("_x", false), ("a b", false), ("a/b", false),
            ("a;b", false), ("a$b", false), ("caffè", false), ("a\n", false), ("a\0", false),
            (String(repeating: "a", count: 129), false),
        ])
    func plain(text: String, isPlain: Bool) { #expect(InstallationID(text).isPlain == isPlain) }

    @Test("an id is its text on the wire, also as the key of a dictionary")
    func coding() throws {
        let facts: [CustomerID: Int] = ["acme": 3]
        let data = try JSONEncoder().encode(facts)
        #expect(String(decoding: data, as: UTF8.self) == #"{"acme":3}"#)
        #expect(try JSONDecoder().decode([CustomerID: Int].self, from: data) == facts)
        #expect(String(decoding: try JSONEncoder().encode(["x" as InstallationID]), as: UTF8.self) == #"["x"]"#)
    }

    @Test("a digest does not depend on the order of the texts, and tells boundaries apart")
    func digest() {
        #expect(Digest(of: ["a", "b"]) == Digest(of: ["b", "a"]))
        #expect(Digest(of: ["ab", "c"]) != Digest(of: ["a", "bc"]))
        #expect(Digest(of: []).description == "cbf29ce484222325")
    }

    @Test(
        "the nearest name forgives a slip, not another word",
        arguments: [
            ("verison", "version"), ("Version", "version"), ("seat", "seats"), ("freindly", "friendly"),
            ("colour", nil), ("x", nil), ("", nil), (String(repeating: "v", count: 100_000), nil),
        ] as [(String, String?)])
    func nearest(name: String, expected: String?) {
        #expect(nearestName(to: name, in: ["version", "seats", "friendly"]) == expected)
    }

    @Test(
        "an address is conservative ASCII, because it ends in mail headers",
        arguments: [
            ("it@acme.example", true), ("a.b+c@x-y.example", true), ("root@localhost", true),
            ("it@acme", false), ("@acme.example", false), ("it@", false), ("it@@acme.example", false),
            ("it@acme..example", false), (".it@acme.example", false), ("it@-acme.example", false),
            ("it it@acme.example", false), ("it@acme.example\nBcc: x@y.example", false), ("\"a\"@b.example", false),
            ("ìt@acme.example", false), (String(repeating: "a", count: 65) + "@b.example", false),
        ])
    func address(text: String, isValid: Bool) { #expect((EmailAddress(text) != nil) == isValid) }

    @Test(
        "a share is a plain number from 0 to 1, or a percentage",
        arguments: [
            ("0.7", 0.7), (".45", 0.45), ("70%", 0.7), ("0", 0), ("1", 1), ("100%", 1), ("0.5%", 0.005),
            ("1.1", nil), ("-0.1", nil), ("101%", nil), ("nan", nil), ("inf", nil), ("0x1p-1", nil), ("1e-1", nil),
            ("", nil), ("%", nil), (" 0.5", nil), ("0,5", nil), (".", nil), ("1.2.3", nil),
        ] as [(String, Double?)])
    func share(text: String, value: Double?) { #expect(Share(text)?.value == value) }
}
