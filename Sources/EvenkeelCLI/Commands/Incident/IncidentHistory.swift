import EvenkeelAPI
import EvenkeelDomain
import Foundation

/// A public history of incidents, one JSON object a line.
struct IncidentHistory {
    let name: String
    let incidents: [IncidentImportRequest.Past]
    let leftOut: Int

    private struct Line: Decodable {
        struct Update: Decodable {
            let at: String
            let status: String
            let message: String
        }

        let id: String
        let title: String
        let impact: String?
        let components: [String]?
        let updates: [Update]
    }

    static func read(path: String) throws -> IncidentHistory {
        let text: String
        do { text = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8) } catch {
            throw CommandFailure(
                "the file cannot be read", why: "\(path): \(error.localizedDescription)", hint: "check its name")
        }
        let name = URL(fileURLWithPath: path).lastPathComponent
        var incidents: [IncidentImportRequest.Past] = []
        var leftOut = 0
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty {
            let parsed: Line
            do { parsed = try JSONDecoder().decode(Line.self, from: Data(line.utf8)) } catch {
                throw CommandFailure(
                    "\(name) cannot be read", why: "line \(number + 1): \(error)",
                    hint: "each line is an object with id, title, impact and updates (at, status, message)")
            }
            guard let impact = parsed.impact, Impact(rawValue: impact) != nil else {
                leftOut += 1
                continue
            }
            let words = words(parsed)
            if words.isEmpty { continue }
            incidents.append(
                .init(
                    id: "past-\(parsed.id)", title: parsed.title, impact: impact,
                    components: (parsed.components ?? []).map(plain), words: words))
        }
        return IncidentHistory(name: name, incidents: incidents, leftOut: leftOut)
    }

    /// A status page's word for a status; `Update` keeps the one before.
    private static func words(_ line: Line) -> [IncidentImportRequest.Word] {
        var status = IncidentStatus.investigating
        return line.updates.sorted { $0.at < $1.at }.compactMap { update in
            status = IncidentStatus(rawValue: update.status.lowercased()) ?? status
            let body = update.message.trimmingCharacters(in: .whitespacesAndNewlines)
            return body.isEmpty ? nil : .init(at: update.at, status: status.rawValue, body: body)
        }
    }

    private static func plain(_ name: String) -> String {
        String(name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    }
}
