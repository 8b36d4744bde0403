import EvenkeelDomain

/// One thing that is wrong in a file, with all a reader needs to put it right.
///
/// Printed as `fleet.csv:17:4: seats "many": expected a whole number, 0 or more. Hint: ...`.
/// In tables `column` counts fields from 1, as a spreadsheet does; in YAML and JSON it counts characters from 1.
public struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// From 1; nil where the whole file is meant.
    public let line: Int?
    public let column: Int?
    /// The column or key.
    public let name: String?
    /// What stands there.
    public let value: String?
    public let expected: String
    public let hint: String?

    public init(
        file: String, line: Int? = nil, column: Int? = nil, name: String? = nil, value: String? = nil, expected: String,
        hint: String? = nil
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.name = name
        self.value = value
        self.expected = expected
        self.hint = hint
    }

    public var description: String {
        let place = [file, line.map { "\($0)" }, column.map { "\($0)" }].compactMap(\.self).joined(separator: ":")
        let subject = [name, value.map { "\"\(Self.printable($0))\"" }].compactMap(\.self).joined(separator: " ")
        let sentence = [place, subject.isEmpty ? nil : subject, "expected \(expected)."].compactMap(\.self)
        return sentence.joined(separator: ": ") + (hint.map { " Hint: \($0)" } ?? "")
    }

    /// On one line and of bearable length, whatever the file held.
    private static func printable(_ value: String) -> String {
        let scalars = value.unicodeScalars.prefix(80).map { scalar in
            scalar.properties.generalCategory == .control || scalar.turnsReading ? "\u{FFFD}" : String(scalar)
        }
        return scalars.joined() + (value.unicodeScalars.count > 80 ? "..." : "")
    }
}
