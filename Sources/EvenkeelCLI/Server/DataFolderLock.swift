import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Keeps the data folder for one server. The system lets go of it however the process ends, so that a server that starts
/// again knows that the one before is gone, and takes over its leases at once.
final class DataFolderLock: Sendable {
    private let descriptor: Int32

    /// - Parameter what: what is not done where somebody else has it.
    init(
        folder: String, what: String = "The server does not start.",
        hint: String = "Stop that one, or give this one a folder of its own with --data."
    ) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw CommandFailure(
                "The data folder cannot be used.", why: "\(path): \(String(cString: strerror(errno)))",
                hint: "See who owns it.")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw CommandFailure(
                what, why: "another server uses the data folder \(folder)", hint: hint)
        }
        descriptor = opened
    }

    deinit { close(descriptor) }
}
