/// A cell of a table and where it stands. Empty means unknown; `-` means that there is none.
struct Cell {
    let text: String
    let line: Int
    /// From 1: the field in delimited text, the character in JSON.
    let column: Int

    var isUnknown: Bool { text.isEmpty }
    var isNone: Bool { text == "-" }
}
