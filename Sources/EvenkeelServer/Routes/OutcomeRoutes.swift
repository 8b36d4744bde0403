import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// What executors and monitoring report.
struct OutcomeRoutes {
    private static let limitBytes = 8 << 20

    let site: Site

    func add(to routes: some Routes) { routes.post("outcomes", use: record) }

    /// A body that is not a batch is refused as a whole; an outcome that cannot be taken is refused by itself.
    @Sendable func record(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: ["outcomes"], limit: Self.limitBytes)
        guard case .array(let items) = object["outcomes"] else {
            throw object["outcomes"] == nil
                ? object.missing("outcomes", expected: "a list of outcomes")
                : object.bad("outcomes", expected: "a list of outcomes")
        }
        guard items.count <= OutcomeRequest.batchLimit else {
            throw object.bad("outcomes", expected: "at most \(OutcomeRequest.batchLimit) outcomes")
        }
        let latest = site.now + .minutes(5)
        var outcomes: [Outcome] = []
        var indices: [Int] = []
        var refused: [OutcomesDocument.Refused] = []
        for (index, item) in items.enumerated() {
            do throws(Problem) {
                let entry = try JSONObject(item, path: "outcomes[\(index)]", known: OutcomeRequest.members)
                let outcome = try OutcomeRequest.read(entry)
                // Clocks differ a little; what has not happened is no evidence.
                guard outcome.at <= latest else {
                    throw entry.bad("at", expected: "a time that is not in the future")
                }
                outcomes.append(outcome)
                indices.append(index)
            } catch {
                refused.append(.init(index: index, code: error.code, hint: "\(error.detail) \(error.hint)"))
            }
        }
        for bad in try await site.operations.record(outcomes, at: site.now) {
            let sentence = Sentences.refusedOutcome(unknownInstallation: bad.reason == .unknownInstallation)
            refused.append(.init(index: indices[bad.index], code: sentence.code, hint: sentence.hint))
        }
        site.context.wake()
        return try JSONAnswer.document(
            OutcomesDocument(accepted: items.count - refused.count, refused: refused.sorted { $0.index < $1.index }),
            for: request, status: .accepted)
    }
}
