import Foundation
import Testing

@testable import EvenkeelServer

/// On a telephone a table reads downwards and its head is out of sight: the stylesheet writes what `data-label` says
/// before each cell.
@Suite("Tables on a telephone")
struct TableLabelTests {
    private static func tables() throws -> [(template: String, html: String)] {
        let folder = Templates.folder.appendingPathComponent("templates")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().flatMap { name in
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            return text.matches(of: /<div class="wide"(?:.|\n)*?<\/table>/).map { (name, String($0.output)) }
        }
    }

    @Test("each cell of each wide table carries the heading of its column")
    func labels() throws {
        let tables = try Self.tables()
        #expect(tables.count > 15)
        for (template, html) in tables {
            let headings = html.matches(of: /<th scope="col"[^>]*>(.*?)<\/th>/).map { String($0.output.1) }
            let rows = html.split(separator: "</thead>", maxSplits: 1).dropFirst().joined()
            let cells = rows.matches(of: /<t[dh](?: [^>]*)?>/).map { String($0.output) }
            #expect(!headings.isEmpty && cells.count == headings.count, "\(template): \(headings)")
            for (cell, heading) in zip(cells, headings) {
                #expect(cell.contains("data-label=\"\(heading)\""), "\(template): \(cell)")
            }
        }
    }

    @Test("the stylesheet shows them, and nothing scrolls a table sideways there")
    func style() throws {
        let css = String(
            decoding: try Data(contentsOf: Templates.folder.appendingPathComponent("assets/evenkeel.css")),
            as: UTF8.self)
        #expect(css.contains(".wide [data-label]::before { content: attr(data-label)"))
        #expect(css.contains(".wide tr { display: grid;"))
    }
}
