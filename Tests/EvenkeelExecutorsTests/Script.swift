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

    /// The binary `evenkeel` that was built with these tests, as which supervisors run.
    static let evenkeel: String = {
        var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
            folder = bundle.bundleURL.deletingLastPathComponent()
        }
        while folder.path != "/", !FileManager.default.isExecutableFile(atPath: folder.appending(path: "evenkeel").path)
        {
            folder = folder.deletingLastPathComponent()
        }
        return folder.appending(path: "evenkeel").path
    }()

    static func executor(
        _ commands: [String: DeclaredCommand], in folder: URL, environment: [String: String] = [:]
    ) -> CommandExecutor {
        CommandExecutor(
            commands: commands, folder: folder.appending(path: "installs").path, supervisor: evenkeel,
            environment: environment)
    }

    func executor(_ change: (inout DeclaredCommand) -> Void = { _ in }, environment: [String: String] = [:])
        -> CommandExecutor
    {
        var command = DeclaredCommand(run: [path], directory: folder.path)
        change(&command)
        return Self.executor(["install": command], in: folder, environment: environment)
    }

    /// Runs it for one site, in its folder, to its end.
    func install(
        _ arguments: [String] = [], job: InstallJob? = nil, directory: String? = nil
    ) async throws -> InstallResult {
        let executor = executor { command in
            command.run += arguments
            command.directory = directory ?? folder.path
        }
        return try await executor.finish(try job ?? .example())
    }
}

extension CommandExecutor {
    /// Starts a job and looks until it has ended.
    func finish(_ job: InstallJob) async throws -> InstallResult {
        var progress = await start(job)
        while true {
            if case .ended(let result) = progress { return result }
            _ = await nextEnd()
            progress = await look(at: job)
        }
    }
}

extension InstallJob {
    static func example(
        _ number: Int = 7, site: String = "acme-hq", product: String = "pbx", version: String = "5.2.0",
        timeout: TimeSpan = .seconds(20)
    ) throws -> InstallJob {
        InstallJob(
            id: try #require(InstallID(number)), startedAt: Timestamp(milliseconds: 1_800_000_000_000),
            rollout: RolloutID("pbx-5.2"),
            site: Installation(id: InstallationID(site), customer: CustomerID("acme")),
            release: Release(product: product, version: try #require(Version(version))), attempt: 2,
            timeout: timeout, command: "install")
    }
}

extension InstallResult {
    var isInstalled: Bool { if case .installed = self { true } else { false } }
    var isFailed: Bool { if case .failed = self { true } else { false } }
    var isTimedOut: Bool { if case .timedOut = self { true } else { false } }
}
