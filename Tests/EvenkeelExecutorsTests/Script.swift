import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelLedger
import Foundation
import Testing

/// A shell script in a folder of its own, declared as the command `install`.
struct Script {
    let folder: URL
    let path: String

    init(_ body: String, executable: Bool = true, shebang: String = "#!/bin/sh") throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("evenkeel-executor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appendingPathComponent("install.sh").path
        try Data("\(shebang)\n\(body)\n".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: executable ? 0o755 : 0o644], ofItemAtPath: path)
    }

    func remove() throws { try FileManager.default.removeItem(at: folder) }

    /// What the script wrote into its folder.
    func written(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }

    /// Runs it for one site, in its folder.
    func install(
        _ arguments: [String] = [], job: InstallJob? = nil, directory: String? = nil
    ) async throws -> InstallResult {
        let command = DeclaredCommand(run: [path] + arguments, directory: directory ?? folder.path)
        let executor = CommandExecutor(commands: ["install": command])
        return await executor.install(try job ?? .example())
    }
}

extension InstallJob {
    static func example(
        site: String = "acme-hq", product: String = "pbx", version: String = "5.2.0", timeout: TimeSpan = .seconds(20)
    ) throws -> InstallJob {
        InstallJob(
            rollout: RolloutID("pbx-5.2"),
            site: Installation(id: InstallationID(site), customer: CustomerID("acme")),
            release: Release(product: product, version: try #require(Version(version))), attempt: 2,
            timeout: timeout, command: "install")
    }
}

extension InstallResult {
    var note: String {
        switch self {
        case .installed(let note), .failed(let note), .timedOut(let note): note
        }
    }

    var isInstalled: Bool { if case .installed = self { true } else { false } }
    var isFailed: Bool { if case .failed = self { true } else { false } }
    var isTimedOut: Bool { if case .timedOut = self { true } else { false } }
}
