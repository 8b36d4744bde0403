import Foundation
import Testing

/// A file that holds what a person should read when it changes. Rewritten only with `UPDATE_GOLDEN=1`.
enum GoldenText {
    static func expect(_ text: String, equals name: String) throws {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try text.write(to: url, atomically: true, encoding: .utf8)
            return
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == text, "\(name)")
    }
}
