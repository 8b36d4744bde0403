import Foundation

/// What outlives this process of the requests of installs: that one is about to leave, and what it was answered.
///
/// One file for each install, empty until there is an answer. Whether a request without one arrived, nobody knows: it is
/// sent again under its id. What was answered is known to have arrived, and is not.
struct SentRequests {
    enum Mark: Hashable {
        case sent
        case answered(WebhookReport)
    }

    let folder: String

    /// Nil for an install of which no request has left.
    func mark(of key: String) -> Mark? {
        guard let data = FileManager.default.contents(atPath: path(key)) else { return nil }
        return WebhookReport(data).map { .answered($0) } ?? .sent
    }

    func leave(_ key: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write(Data(), key)
    }

    func answer(_ key: String, _ report: WebhookReport) {
        do { try write(report.body, key) } catch {
            // It is sent once more after a restart, as one is that had no answer.
            return
        }
    }

    func forget(_ key: String) {
        do { try FileManager.default.removeItem(atPath: path(key)) } catch {
            // A small file that nobody asks for again.
            return
        }
    }

    private func write(_ data: Data, _ key: String) throws {
        try data.write(to: URL(filePath: path(key)), options: .atomic)
    }

    private func path(_ key: String) -> String { folder + "/\(key).sent" }
}
