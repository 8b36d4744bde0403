public import EvenkeelDomain
public import EvenkeelLedger
import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// Installs by running a declared command for each installation, under a supervisor that outlives this process.
///
/// No shell, an environment of its own, the values also as `EVENKEEL_*`. Exit code 0 means installed; the time limit
/// kills the command with everything it started. Output of any length or content is only kept by its tail.
public final class CommandExecutor: Executor {
    private static let foldersKept: Int32 = 1000

    private struct Running {
        /// Supervisors of this process, by the key of their install.
        var keys: Set<String> = []
        /// Those that have ended, until somebody has looked.
        var unheard: Set<String> = []
        /// Those whose end was read before their supervisor was gone.
        var heard: Set<String> = []
        var waiters: [CheckedContinuation<Bool, Never>] = []
    }

    private let commands: [String: DeclaredCommand]
    private let root: String
    private let supervisor: String
    private let environment: [String: String]
    private let onEnd: @Sendable () -> Void
    private let running = Mutex(Running())

    /// - Parameters:
    ///   - folder: where installs keep what must outlive this process.
    ///   - supervisor: the program that is run as `PROGRAM supervise FOLDER`.
    ///   - environment: of the server, from which secrets may be handed on.
    ///   - onEnd: called when an install has ended, so that somebody looks.
    public init(
        commands: [String: DeclaredCommand], folder: String, supervisor: String, environment: [String: String] = [:],
        onEnd: @escaping @Sendable () -> Void = {}
    ) {
        self.commands = commands
        root = folder
        self.supervisor = supervisor
        self.environment = environment
        self.onEnd = onEnd
    }

    public var isBoundToNode: Bool { true }

    public func start(_ job: InstallJob) async -> InstallProgress {
        guard let name = job.command, let command = commands[name] else {
            return .ended(.failed(note: "no command named \(job.command ?? "(none)") is declared on this server"))
        }
        guard let line = job.backTo == nil ? command.run : command.rollback else {
            return .ended(.failed(note: "the command \(name) declares no rollback on this server"))
        }
        let folder = InstallFolder(in: root, key: job.key)
        do {
            let work = SupervisedWork(
                name: name, install: try FilledCommand(line, named: name, job),
                // What goes back has no way back of its own.
                rollback: try (job.backTo == nil ? command.rollback : nil).map { line throws(FilledCommand.Refused) in
                    try FilledCommand(line, named: name, job)
                }, directory: command.directory, values: FilledCommand.values(job),
                secrets: try SecretValues.read(command, environment: environment),
                timeoutMilliseconds: job.timeout.milliseconds, unreachable: command.unreachable)
            try folder.make()
            supervise(try JSONEncoder().encode(work), folder, key: job.key)
            return .underWay
        } catch let refused as FilledCommand.Refused {
            return .ended(.failed(note: refused.note))
        } catch {
            return .ended(.failed(note: "the command could not be run: \(error)"))
        }
    }

    public func look(at job: InstallJob) async -> InstallProgress {
        let folder = InstallFolder(in: root, key: job.key)
        let isOurs = running.withLock { $0.keys.contains(job.key) }
        let mark = folder.supervisor
        // Asked after the process, so that an end between the two questions is not missed.
        let isSupervised = mark?.isAlive ?? false
        if let end = folder.end {
            running.withLock { running in
                running.unheard.remove(job.key)
                if running.keys.contains(job.key) { running.heard.insert(job.key) }
            }
            return .ended(end.result)
        }
        if isOurs || isSupervised { return .underWay }
        running.withLock { _ = $0.unheard.remove(job.key) }
        guard mark != nil else { return .notStarted }
        // Work whose supervisor is gone is let finish, within its time; how it ended nobody will know.
        if folder.command?.isAlive ?? false { return .underWay }
        return .ended(.lost(note: "its supervisor ended without a word: look at the site before it is tried again"))
    }

    public func cancel(_ job: InstallJob) async -> CancelAnswer {
        guard let name = job.command, commands[name]?.mayBeStopped == true else { return .goesOn }
        let folder = InstallFolder(in: root, key: job.key)
        guard folder.supervisor?.isAlive ?? false else {
            Self.end(folder.command)
            return .goesOn
        }
        do { try folder.askToStop() } catch { return .goesOn }
        return .asked
    }

    /// A supervisor keeps to the time by itself; this reaches work that has lost its own.
    public func abandon(_ job: InstallJob) async -> Bool {
        Self.end(InstallFolder(in: root, key: job.key).command)
        return true
    }

    private static func end(_ command: ProcessMark?) {
        // A group keeps its number as long as it has members, so that this reaches them or nobody.
        if let command, command.isAlive { command.killGroup() }
    }

    public func forget(_ install: Install) async {
        // The output is kept for a while, for people.
        let old = install.id.number - Self.foldersKept
        guard old > 0 else { return }
        let prefix = "\(old)-"
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: root) where name.hasPrefix(prefix) {
                try InstallFolder(in: root, key: name).remove()
            }
        } catch {
            // Disk space, and no more than that, is lost.
            return
        }
    }

    public func output(of install: Install) async -> String? { InstallFolder(in: root, key: install.key).output }

    /// Waits until an install of this process ends; false at once if none is running. For those that move their own
    /// clock and must not move it on while real work is under way.
    public func nextEnd() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = running.withLock { running in
                if !running.unheard.isEmpty { return true }
                if running.keys.isEmpty { return false }
                running.waiters.append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Starts a supervisor in a session of its own. It is not waited for here, and nothing here ends it.
    private func supervise(_ work: Data, _ folder: InstallFolder, key: String) {
        running.withLock { _ = $0.keys.insert(key) }
        let (program, onEnd) = (supervisor, onEnd)
        // What the loader needs to find the libraries of this very program, and nothing else of the server's.
        var ownEnvironment: [Environment.Key: String] = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
        if let path = environment["LD_LIBRARY_PATH"] { ownEnvironment["LD_LIBRARY_PATH"] = path }
        let given = ownEnvironment
        Task.detached { [self] in
            var options = PlatformOptions()
            options.createSession = true
            do {
                _ = try await Subprocess.run(
                    .path(FilePath(program)), arguments: ["supervise", folder.path],
                    environment: .custom(given),
                    platformOptions: options, input: .array(Array(work)), output: .discarded, error: .discarded)
            } catch {
                note(failure: "the supervisor could not be run: \(error)", in: folder)
            }
            let waiters = running.withLock { running in
                running.keys.remove(key)
                if running.heard.remove(key) == nil { running.unheard.insert(key) }
                defer { running.waiters = [] }
                return running.waiters
            }
            for waiter in waiters { waiter.resume(returning: true) }
            onEnd()
        }
    }

    private func note(failure note: String, in folder: InstallFolder) {
        guard folder.supervisor == nil else { return }
        do { try folder.note(end: SupervisedEnd(kind: .failed, note: note)) } catch {
            // Nothing can be written there: the time limit ends it.
            return
        }
    }
}
