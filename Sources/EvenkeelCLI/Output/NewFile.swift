import Foundation

/// Writes files that must not be there yet: what somebody filled in is never written over.
enum NewFile {
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        } catch CocoaError.fileWriteFileExists {
            throw CommandFailure(
                "\(path) is there already.", why: "Nothing was written over it.",
                hint: "Choose another name, or remove it first.")
        } catch {
            throw CommandFailure(
                "\(path) could not be written.", why: error.localizedDescription,
                hint: "Check that the folder exists, that it may be written to and that there is room.")
        }
    }
}
