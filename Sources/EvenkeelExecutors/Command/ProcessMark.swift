import Foundation

/// One process among all that ever ran on this machine: a number alone is given out again.
struct ProcessMark: Hashable, Codable, Sendable {
    let pid: Int32
    /// In clock ticks since the machine came up; field 22 of `/proc/PID/stat` (proc(5)).
    let startedAt: UInt64
    /// Which time the machine was up.
    let boot: String

    /// Nil if there is no such process, or it has ended and only waits to be reaped.
    init?(of pid: Int32) {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        // The name of a program stands in parentheses and may hold anything.
        let text = String(decoding: data, as: UTF8.self)
        guard let close = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X", let startedAt = UInt64(fields[19]) else {
            return nil
        }
        self.pid = pid
        self.startedAt = startedAt
        boot = Self.boot
    }

    static var own: ProcessMark? { ProcessMark(of: ProcessInfo.processInfo.processIdentifier) }

    /// Ends the group this process leads.
    func killGroup() { kill(-pid, SIGKILL) }

    var isAlive: Bool { ProcessMark(of: pid) == self }

    private static let boot: String = {
        let data = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id") ?? Data()
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }()
}
