import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelVerdict
import Foundation

/// One reading of a stream: takes line after line, tells what is refused, prints verdicts.
struct VerdictRun {
    private var stream: EvidenceStream
    private let setting: VerdictSetting
    private let isPrintingAll: Bool
    private var scanner = OutcomeScanner()
    private var line = 0
    private var refusedCount = 0
    private(set) var hasHalted = false

    init(setting: VerdictSetting, isPrintingAll: Bool) {
        self.setting = setting
        self.isPrintingAll = isPrintingAll
        stream = setting.stream
    }

    /// How the evidence read so far grew.
    var growth: GrowthDocument { GrowthDocument(EvidenceGrowth(stream)) }

    /// - Parameter bytes: nil for a line that was too long to be read.
    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>?) throws {
        line += 1
        guard bytes?.contains(where: { $0 > 0x20 }) ?? true else { return }
        let reception = read(bytes).map { take($0) }
        if case .refused(let reason) = reception { refuse(line, reason.code, Sentences.hint(reason)) }
        if isPrintingAll {
            try printVerdict(after: line)
        } else if case .taken(mayHalt: true) = reception, !hasHalted {
            let assessment = stream.assessment(at: setting.now)
            if assessment.haltMetric != nil { try printVerdict(after: line, assessment) }
        }
    }

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>?) -> OutcomeScanner.Line? {
        guard let bytes else {
            refuse(line, "line_too_long", "A line has at most \(StandardInput.limitBytes) bytes.")
            return nil
        }
        return scanner.line(bytes) ?? readCarefully(Array(bytes))
    }

    private mutating func take(_ reading: OutcomeScanner.Line) -> EvidenceStream.Reception {
        switch reading {
        case .enrol(let site, let at):
            return at <= setting.latest ? stream.enrol(site, at: at) : .refused(.inTheFuture)
        case .outcome(let outcome):
            return outcome.at <= setting.latest ? stream.take(outcome, line: line) : .refused(.inTheFuture)
        }
    }

    /// Everything the plain reader leaves alone. Nil, and told, where it cannot be read.
    private mutating func readCarefully(_ bytes: [UInt8]) -> OutcomeScanner.Line? {
        do throws(Problem) {
            let value = try StrictJSON.read(bytes)
            guard case .object(let members) = value, members.contains(where: { $0.name == "enrol" }) else {
                return .outcome(try OutcomeRequest.read(try JSONObject(value, known: OutcomeRequest.members)))
            }
            let object = try JSONObject(value, known: ["enrol", "at"])
            guard let at = try object.time("at") else { throw object.missing("at", expected: "a time of RFC 3339") }
            return .enrol(InstallationID(try object.requiredLine("enrol")), at: at)
        } catch {
            refuse(line, error.code, "\(error.detail) \(error.hint)")
            return nil
        }
    }

    private mutating func refuse(_ line: Int, _ code: String, _ hint: String) {
        refusedCount += 1
        Console.note("line \(line): \(code): \(hint)")
    }

    /// Says what never counted, then the verdict on everything.
    mutating func finish() throws {
        for waiting in stream.neverStarted { refuse(waiting.line, "not_started", Self.notStarted(waiting.outcome)) }
        if refusedCount > 0 { Console.note("\(refusedCount) of \(line) lines were refused; the rest was judged.") }
        let crossing = stream.crossing()
        // With --every the last line has had its verdict.
        guard isPrintingAll else { return try printVerdict(after: line, crossing: crossing) }
        if crossing != nil { hasHalted = true }
    }

    private static func notStarted(_ outcome: Outcome) -> String {
        "\(outcome.installation) had not been given the release at \(outcome.at). Enrol it first, or check the clocks."
    }

    private mutating func printVerdict(
        after line: Int, _ given: Assessment? = nil, crossing: EvidenceStream.Crossing? = nil
    ) throws {
        let assessment = given ?? stream.assessment(at: setting.now)
        if assessment.haltMetric != nil || crossing != nil { hasHalted = true }
        let document = VerdictLine(assessment, after: line, crossing: crossing)
        try Console.print(String(decoding: try WireJSON.data(document), as: UTF8.self))
    }
}
