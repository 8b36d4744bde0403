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
        limit: "", ratio: "", met: killed.seconds <= 60)
    table.add(
        "the same: lost", target: "0", measured: "\(killed.lost)", limit: "\(report.recipients) recipients", ratio: "",
        met: killed.lost == 0)
    table.add(
        "the same: duplicates", target: "<= \(killed.bound), each flagged", measured: "\(killed.duplicates)",
        limit: "\(killed.duplicatesFlagged) flagged", ratio: "",
        met: killed.duplicates <= killed.bound && killed.duplicatesFlagged == killed.duplicates)
    for throughput in report.throughput {
        let (anew, kept) = (throughput.smtpSource, throughput.smtpSourceD)
        table.add(
            "messages to `smtp-sink`, \(throughput.sessions) sessions", target: ">= 0.5 x `smtp-source`",
            measured: "\(throughput.evenkeel.text)/s",
            limit: "`smtp-source`: \(anew.text)/s; `smtp-source -d`: \(kept.text)/s",
            ratio: String(
                format: "%.2f (%.2f to %.2f); %.2f", throughput.ratio.median, throughput.ratio.lowest,
                throughput.ratio.highest, throughput.ratioD.median),
            met: throughput.ratio.median >= 0.5)
    }
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

    /// Median, lowest and highest of some runs.
    struct Spread: Decodable {
        let median, lowest, highest: Double

        var text: String { String(format: "%.0f (%.0f to %.0f)", median, lowest, highest) }
    }

    struct Throughput: Decodable {
        let sessions: Int
        let evenkeel, smtpSource, smtpSourceD, ratio, ratioD: Spread

        enum CodingKeys: String, CodingKey {
            case sessions, evenkeel
            case smtpSource = "smtp_source"
            case smtpSourceD = "smtp_source_d"
            case ratio = "ratio_to_smtp_source"
            case ratioD = "ratio_to_smtp_source_d"
        }
    }

    let recipients: Int
    let throughput: [Throughput]
    let killed: Killed
    let queued: Queued
}
