import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// What executors and monitoring report, and what of it was refused.
struct OutcomeRoutes {
    private static let limitBytes = 8 << 20

    let site: Site

    func add(to routes: some Routes) {
        routes.post("outcomes", use: record)
        routes.get("outcomes/refusals") { request, _ in
            let lines = try await site.store.refusals(source: request.fields["source"])
            return try JSONAnswer.document(RefusalsDocument(lines), for: request)
        }
    }

    /// A body that is not a batch is refused as a whole; an outcome that cannot be taken is refused by itself, and the
    /// refusal is counted in the log of the source.
    @Sendable func record(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let bytes = try await request.bytes(limit: Self.limitBytes)
        if let type = request.mediaType, type != "application/json" { throw Sentences.unsupportedMedia }
        var reading = try Reading(bytes, limitBytes: Self.limitBytes)
        if let principal = asker.principal, principal.predicate != nil {
            let fleet = try await site.operations.image.current()
            reading.refuse { !principal.mayReport(of: fleet[$0.installation], in: fleet) }
        }
        let refused = try await site.operations.record(
            reading.reports, refused: reading.refused, source: asker.actor, at: site.now)
        if refused.count < reading.count { site.context.wake() }
        return try JSONAnswer.document(
            OutcomesDocument(
                accepted: reading.count - refused.count,
                refused: refused.map { refusal in
                    OutcomesDocument.Refused(
                        index: refusal.index, id: refusal.outcome, installation: refusal.installation,
                        code: refusal.reason.code,
                        hint: reading.hints[refusal.index] ?? Sentences.hint(refusal.reason))
                }), for: request, status: .accepted)
    }

    /// A batch as it was sent: what could be read, and what could not.
    private struct Reading {
        private(set) var count = 0
        private(set) var reports: [OutcomeBatch.Report] = []
        private(set) var refused: [RefusedOutcome] = []
        /// What was wrong with those that could not be read.
        private(set) var hints: [Int: String] = [:]

        init(_ bytes: [UInt8], limitBytes: Int) throws(Problem) {
            var scanner = OutcomeScanner()
            let plain = bytes.withUnsafeBufferPointer { scanner.batch($0, atMost: OutcomeRequest.batchLimit) }
            if let plain {
                count = plain.count
                reports = plain.enumerated().map { OutcomeBatch.Report(index: $0, outcome: $1) }
            } else {
                try readCarefully(bytes, limitBytes)
            }
        }

        /// Refuses what the token of its sender may not report of.
        mutating func refuse(where isOutside: (Outcome) -> Bool) {
            for report in reports where isOutside(report.outcome) {
                refused.append(
                    RefusedOutcome(
                        index: report.index, reason: .outsideToken, outcome: report.outcome.id.text,
                        installation: report.outcome.installation.text))
            }
            reports.removeAll { isOutside($0.outcome) }
        }

        private mutating func readCarefully(_ bytes: [UInt8], _ limitBytes: Int) throws(Problem) {
            let object =
                bytes.isEmpty
                ? try JSONObject(.object([]), known: ["outcomes"])
                : try StrictJSON.readObject(bytes, known: ["outcomes"], sizeLimit: limitBytes)
            guard case .array(let items) = object["outcomes"] else {
                throw object["outcomes"] == nil
                    ? object.missing("outcomes", expected: "a list of outcomes")
                    : object.bad("outcomes", expected: "a list of outcomes")
            }
            guard items.count <= OutcomeRequest.batchLimit else {
                throw object.bad("outcomes", expected: "at most \(OutcomeRequest.batchLimit) outcomes")
            }
            count = items.count
            for (index, item) in items.enumerated() {
                do throws(Problem) {
                    let entry = try JSONObject(item, path: "outcomes[\(index)]", known: OutcomeRequest.members)
                    reports.append(.init(index: index, outcome: try OutcomeRequest.read(entry)))
                } catch {
                    refused.append(
                        RefusedOutcome(
                            index: index, reason: .unreadable(code: error.code), outcome: Self.name("id", of: item),
                            installation: Self.name("installation", of: item)))
                    hints[index] = "\(error.detail) \(error.hint)"
                }
            }
        }

        /// What an outcome that cannot be taken calls itself, so that whoever sent it can find it; empty where it does not.
        private static func name(_ member: String, of item: JSONValue) -> String {
            guard case .object(let members) = item,
                case .string(let text) = members.first(where: { $0.name == member })?.value
            else { return "" }
            return PlainText.excerpt(text, limit: 200)
        }
    }
}
