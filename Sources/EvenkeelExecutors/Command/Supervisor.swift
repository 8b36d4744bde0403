import EvenkeelDomain
import Foundation

/// Runs one install to its end and writes down how it went, whether or not the server that asked for it is still there.
///
/// A process of its own: a server that is killed or upgraded meanwhile finds the result when it comes back.
public enum Supervisor {
    /// Exit codes are for people who look: what became of the install stands in its folder.
    public static func run(folder path: String) async throws {
        let folder = InstallFolder(path: path)
        let data = try FileHandle.standardInput.readToEnd() ?? Data()
        // Cut off where the server died while it wrote: nothing has begun, and it asks again.
        let work = try JSONDecoder().decode(SupervisedWork.self, from: data)
        guard let mark = ProcessMark.own, try folder.begin(as: mark) else { return }
        var tail = OutputTail(secrets: work.secrets.values)
        var end = await run(work.install, of: work, folder, into: &tail)
        if let rollback = work.rollback, end.kind == .failed || end.kind == .timedOut || end.kind == .cancelled {
            let place = InstallFolder(in: path, key: "rollback")
            try place.make()
            let back = await run(rollback, of: work, place, into: &tail)
            end.note +=
                back.kind == .installed ? "; taken back" : "; taking it back failed too: \(back.note)"
        }
        try folder.note(output: tail.text)
        try folder.note(end: end)
    }

    private static func run(
        _ command: FilledCommand, of work: SupervisedWork, _ folder: InstallFolder, into tail: inout OutputTail
    ) async -> SupervisedEnd {
        let limit = TimeLimit(TimeSpan(milliseconds: work.timeoutMilliseconds), isToStop: { folder.isToStop })
        let before = tail
        let (end, after) = await withTaskGroup { group in
            group.addTask { await limit.watch() }
            let run = CommandRun(
                command: command, environment: work.environment, directory: work.directory,
                unreachable: work.unreachable)
            let end = await run.toItsEnd(within: limit, keeping: before) { try folder.note(command: $0) }
            limit.ended()
            group.cancelAll()
            return end
        }
        tail = after
        let words = after.lastLine
        let last = words.isEmpty ? "" : "; its last words: \(words)"
        switch limit.cause {
        case .time:
            let late = "the command \(work.name) did not end within \(TimeSpan(milliseconds: work.timeoutMilliseconds))"
            return SupervisedEnd(kind: .timedOut, note: late + last)
        case .stop: return SupervisedEnd(kind: .cancelled, note: "the command \(work.name) was stopped" + last)
        case nil: return end
        }
    }
}
