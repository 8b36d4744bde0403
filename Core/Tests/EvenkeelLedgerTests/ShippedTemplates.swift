import EvenkeelLedger
import Foundation

/// The templates that come with the program, read where they stand in the repository.
enum ShippedTemplates {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/EvenkeelFiles/Resources/messages").standardizedFileURL

    static func sources() throws -> [TemplateSource] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().filter { $0.hasSuffix(".txt") }
            .map { path in
                TemplateSource(
                    path: path, file: "messages/\(path)",
                    text: try String(contentsOf: folder.appending(path: path), encoding: .utf8))
            }
    }

    static func catalog() throws -> MessageCatalog { try MessageCatalog(try sources()) }
}
