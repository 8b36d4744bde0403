import EvenkeelAPI
import EvenkeelDomain
import Foundation

/// Puts a plan where it is wanted.
enum PlanOutput {
    /// As JSON, piece by piece, to a file or to standard output.
    static func write(_ plan: Plan, summary: Bool, to path: String?, beforePrinting: () -> Void) throws {
        let writer = PlanJSONWriter(plan, summary: summary)
        guard let path else {
            beforePrinting()
            try writer.write { try Console.write(Data($0), to: .output) }
            try Console.write(Data("\n".utf8), to: .output)
            return
        }
        // Beside it first, so that what was there stays whole until the new plan is.
        let part = path + ".part"
        do {
            guard FileManager.default.createFile(atPath: part, contents: nil) else {
                throw CocoaError(.fileWriteUnknown)
            }
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: part))
            try writer.write { try file.write(contentsOf: Data($0)) }
            try file.write(contentsOf: Data("\n".utf8))
            try file.close()
            guard rename(part, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch { throw unwritable(path, error) }
        tell(path)
    }

    static func write(_ text: String, to path: String) throws {
        do { try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw unwritable(path, error)
        }
        tell(path)
    }

    private static func tell(_ path: String) { Console.note("The plan is in \(path).") }

    private static func unwritable(_ path: String, _ error: any Error) -> CommandFailure {
        CommandFailure(
            "\(path) could not be written.", why: error.localizedDescription,
            hint: "Check that the folder exists, that it may be written to and that there is room.")
    }
}
