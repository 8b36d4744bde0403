import Foundation

/// The example files of the repository, found from this source file.
enum Examples {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Examples")
        .standardized

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    static func names(ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(ending) }.sorted()
    }
}
