import Foundation
import Testing

/// Golden files stand in `Golden/`; they are written anew only with `UPDATE_GOLDEN=1`.
enum Golden {
    static func check(_ text: String, named name: String, file: String = #filePath) throws {
        let golden = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try text.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: golden, encoding: .utf8) == text, "\(name) differs; look, then UPDATE_GOLDEN=1")
    }
}
