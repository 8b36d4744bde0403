import EvenkeelLedger
import Mustache
import Testing

@testable import EvenkeelServer

@Suite("Markdown, safely")
struct MarkdownTests {
    /// The template with a text in it.
    private func html(_ text: String) async throws -> String {
        let templates = try await Templates()
        return try #require(templates.library.render(Markdown(text), withTemplate: "markdown"))
    }

    @Test("paragraphs, headings, lists, quotations, code, and what stands within a line")
    func kinds() async throws {
        let text = """
            ## What we saw

            Calls **dropped** after *ten* seconds, see `sip.log`
            and [our page](https://status.example/1).

            - fax
            - queue

            1. first
            2. second

            > they said so

            ```
            a < b
            ```
            """
        let html = try await html(text)
        for piece in [
            "<h4 dir=\"auto\">What we saw</h4>", "<strong>dropped</strong>", "<em>ten</em>", "<code>sip.log</code>",
            "<a href=\"https://status.example/1\" rel=\"noreferrer nofollow\">our page</a>",
            "<ul dir=\"auto\"><li dir=\"auto\">fax</li><li dir=\"auto\">queue</li></ul>",
            "<ol dir=\"auto\"><li dir=\"auto\">first</li><li dir=\"auto\">second</li></ol>",
            "they said so</blockquote>",
            "<pre>a &lt; b</pre>",
        ] { #expect(html.contains(piece), "\(piece) in \(html)") }
    }

    @Test(
        "HTML is text, and no address leads anywhere by surprise",
        arguments: [
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
            "[x](https://a.example/\" onclick=alert(1))", "**<b onmouseover=alert(1)>**", "`<svg/onload=alert(1)>`",
            "[<i>](https://a.example)", "> <iframe src=//a.example>", "# <script>", "- <script>",
            "[x](data:text/html,<script>)",
        ])
    func attacks(_ text: String) async throws {
        let html = try await html(text)
        for tag in ["<script", "<img", "<b ", "<svg", "<i>", "<iframe", "javascript:alert(1)\"", "href=\"data:"] {
            #expect(!html.contains(tag), "\(tag) in \(html)")
        }
        #expect(html.matches(of: /<a [^>]*on[a-z]+=/).isEmpty)
    }

    @Test("marks that are not closed, and stars in sums, stand as they were written")
    func loose() async throws {
        #expect(try await html("2 * 3 * 4 and **open").contains("2 * 3 * 4 and **open"))
        #expect(try await html("").isEmpty)
    }
}
