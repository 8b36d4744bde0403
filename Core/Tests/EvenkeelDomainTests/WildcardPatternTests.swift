import Testing

@testable import EvenkeelDomain

@Suite struct WildcardPatternTests {
    @Test(
        "a star stands for any run of characters, a character being what a reader sees as one",
        arguments: [
            ("fax", "f*x", true), ("fax", "*", true), ("", "*", true), ("fax", "f*a", false), ("fax", "fax*", true),
            ("fax-server-2", "*-*-2", true), ("fax-server-2", "*-*-3", false), ("fax", "**a**", true),
            ("café", "caf*", true), ("cafe\u{301}", "*é", true), ("cafe\u{301}", "cafe*", false),
            // A line end of two bytes is one character.
            ("a\r\nb", "a*b", true), ("a\r\nb", "a\r*", false), ("a\nb", "a\n*", true),
        ])
    func matching(text: String, pattern: String, expected: Bool) {
        #expect(WildcardPattern(pattern).matches(text) == expected)
    }
}
