import Foundation

/// Writes pictures: whole or not at all, over what was there, and says where they are.
enum PictureFile {
    static func write(_ svg: String, to path: String) throws {
        do { try Data(svg.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw CommandFailure(
                "\(path) could not be written.", why: error.localizedDescription,
                hint: "Check that the folder exists, that it may be written to and that there is room.")
        }
        Console.note("The picture is in \(path).")
    }
}
