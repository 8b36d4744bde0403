import Foundation

/// How messages leave the real program: `Scripts/mail_bench.py` runs it against sinks, kills it, and counts at the sink.
func mailBench(in folder: URL, into table: inout BenchTable) throws {
    let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "evenkeel")
    let text = try output(of: "python3", ["Scripts/mail_bench.py", program.path, folder.appending(path: "mail").path])
    let report = try JSONDecoder().decode(MailReport.self, from: Data(text.utf8))
    let killed = report.killed
    table.add(
        "10,000 recipients to a local sink, `kill -9` at \(killed.kills) random moments", target: "<= 60 s",
        measured: String(format: "%.1f s", killed.seconds),
        limit: String(format: "without kills %.1f s", report.plainSeconds),
        ratio: String(format: "%.2f", killed.seconds / report.plainSeconds), met: killed.seconds <= 60)
    table.add(
        "the same: lost", target: "0", measured: "\(killed.lost)", limit: "\(report.recipients) recipients", ratio: "",
        met: killed.lost == 0)
    table.add(
        "the same: duplicates", target: "<= \(killed.bound), each flagged", measured: "\(killed.duplicates)",
        limit: "\(killed.duplicatesFlagged) flagged", ratio: "",
        met: killed.duplicates <= killed.bound && killed.duplicatesFlagged == killed.duplicates)
    let ratio = report.plainPerSecond / report.smtpSourcePerSecond
    table.add(
        "messages to `smtp-sink`, \(report.sessions) sessions", target: ">= 0.5 x `smtp-source`",
        measured: String(format: "%.0f/s", report.plainPerSecond),
        limit: String(
            format: "`smtp-source -d`: %.0f/s; connecting anew for each: %.0f/s", report.smtpSourcePerSecond,
            report.smtpSourceAnewPerSecond),
        ratio: String(format: "%.2f", ratio),
        met: ratio >= 0.5)
    table.add(
        "memory with 100,000 deliveries queued (highest)", target: "<= 300 MB",
        measured: "\(report.queued.memoryMb.highest) MB", limit: "now \(report.queued.memoryMb.now) MB", ratio: "",
        met: report.queued.memoryMb.highest <= 300)
    let worst = report.queued.criticalFirstSeconds.max() ?? .infinity
    table.add(
        "first recipient of a critical update, 100,000 queued before it, worst of 5", target: "<= 2 s",
        measured: String(format: "%.2f s", worst), limit: "", ratio: "", met: worst <= 2)
}

private struct MailReport: Decodable {
    struct Killed: Decodable {
        let kills, lost, duplicates, bound, duplicatesFlagged: Int
        let seconds: Double

        enum CodingKeys: String, CodingKey {
            case kills, lost, duplicates, bound, seconds
            case duplicatesFlagged = "duplicates_flagged"
        }
    }

    struct Memory: Decodable {
        let highest, now: Int

        enum CodingKeys: String, CodingKey {
            case highest = "VmHWM"
            case now = "VmRSS"
        }
    }

    struct Queued: Decodable {
        let memoryMb: Memory
        let criticalFirstSeconds: [Double]

        enum CodingKeys: String, CodingKey {
            case memoryMb = "memory_mb"
            case criticalFirstSeconds = "critical_first_seconds"
        }
    }

    let recipients, sessions: Int
    let smtpSourcePerSecond, smtpSourceAnewPerSecond, plainSeconds, plainPerSecond: Double
    let killed: Killed
    let queued: Queued

    enum CodingKeys: String, CodingKey {
        case recipients, sessions, killed, queued
        case smtpSourcePerSecond = "smtp_source_per_second"
        case smtpSourceAnewPerSecond = "smtp_source_anew_per_second"
        case plainSeconds = "plain_seconds"
        case plainPerSecond = "plain_per_second"
    }
}
