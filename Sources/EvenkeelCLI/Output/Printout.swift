import EvenkeelAPI
import Foundation

/// Prints a document in the format that was asked for.
enum Printout {
    /// - Parameter lines: the document for people, within a width (nil for none) and with colours.
    static func show(
        _ document: some Encodable, as format: OutputFormat, lines: (_ width: Int?, _ ink: Ink) throws -> [String]
    ) throws {
        switch format {
        case .json: try Console.print(try json(document))
        case .table: try Console.print(try lines(Console.Stream.output.width, Console.Stream.output.ink))
        }
    }

    static func json(_ document: some Encodable) throws -> String {
        String(decoding: try WireJSON.data(document, pretty: true), as: UTF8.self)
    }

    /// A list for people, or a sentence where there is nothing in it.
    static func list(_ table: TextTable, orElse nothing: String, width: Int?, ink: Ink) -> [String] {
        table.rows.isEmpty ? [nothing] : table.lines(width: width, ink: ink)
    }
}
