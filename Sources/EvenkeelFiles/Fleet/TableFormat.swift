/// How a table is written, told from the end of the file's name.
public enum TableFormat: String, CaseIterable, Sendable {
    case csv, tsv, jsonl

    /// What stands between fields; JSON Lines has none.
    var delimiter: UInt8 { self == .tsv ? UInt8(ascii: "\t") : UInt8(ascii: ",") }

    /// The format of a file of that name; refused with the known endings where it is none of them.
    public init(ofFileNamed name: String) throws(FileProblems) {
        let ending = name.split(separator: "/").last?.split(separator: ".").dropFirst().last?.lowercased()
        switch ending {
        case "csv": self = .csv
        case "tsv", "tab": self = .tsv
        case "jsonl", "ndjson": self = .jsonl
        default:
            let problem = FileProblem(
                file: name, expected: "a file name that ends in .csv, .tsv or .jsonl",
                hint: "the ending says how the table is written")
            throw FileProblems([problem])
        }
    }
}
