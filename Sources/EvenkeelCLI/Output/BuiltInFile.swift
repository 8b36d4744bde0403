import Foundation

/// The files that come with the program.
enum BuiltInFile {
    static func text(_ name: String) throws -> String {
        guard let url = Bundle.module.url(forResource: "Resources/\(name)", withExtension: nil) else {
            throw CommandFailure(
                "The program is not whole.", why: "Its file \(name) is missing.",
                hint: "Build or install it again.")
        }
        return try String(contentsOf: url, encoding: .utf8)
    }
}
