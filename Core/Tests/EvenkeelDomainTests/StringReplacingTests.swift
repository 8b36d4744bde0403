import EvenkeelDomain
import Testing

@Suite("Replacing bytes in a text")
struct StringReplacingTests {
    @Test(
        "every place, from the left, and nothing else",
        arguments: [
            ("a {n} b {n}", "{n}", "1", "a 1 b 1"), ("aaa", "aa", "b", "ba"), ("abc", "x", "y", "abc"),
            ("abc", "", "y", "abc"), ("", "a", "b", ""), ("שלום {n}", "{n}", "עולם", "שלום עולם"),
            ("ab", "abc", "x", "ab"), ("xabc", "abc", "", "x"),
        ])
    func replaces(_ text: String, _ part: String, _ other: String, _ expected: String) {
        #expect(text.replacing(bytes: part, with: other) == expected)
    }
}
