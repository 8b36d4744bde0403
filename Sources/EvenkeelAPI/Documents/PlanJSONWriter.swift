public import EvenkeelDomain
import EvenkeelPlanner
import Foundation

/// Writes a plan as the JSON of its `PlanDocument`, byte for byte and for people (`WireJSON`, pretty), without ever
/// holding the document: a plan of a million installations has 400 MB of it.
///
/// Everything but the installations goes through `PlanDocument` and Foundation. The lines that open its lists of
/// installations are recognised by their indentation, which no text can imitate, since JSON has no raw line ends in
/// text. Most installations share their reasons with many others, so each distinct reason is put into words once.
public struct PlanJSONWriter {
    private let plan: Plan
    private let isSummary: Bool

    /// - Parameter summary: waves and curve without the installations.
    public init(_ plan: Plan, summary: Bool = false) {
        self.plan = plan
        isSummary = summary
    }

    /// Hands the document on in pieces of about a megabyte; what `sink` throws is thrown.
    public func write(to sink: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        var output = JSONBytes(sink: sink)
        let lines = try skeleton().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var waves = plan.waves.makeIterator()
        var isFirst = true
        var skipsNext = false
        for line in lines {
            // An empty list is written with an empty line between its brackets.
            if skipsNext {
                skipsNext = false
                continue
            }
            if !isFirst { output.append("\n") }
            isFirst = false
            try output.append(line)
            if line.elementsEqual(Self.opensWithheld), !plan.withheld.isEmpty {
                try write(plan.withheld, to: &output)
                skipsNext = true
            } else if line.elementsEqual(Self.opensInstallations), let wave = waves.next(), !wave.placements.isEmpty {
                try write(wave.placements, to: &output)
                skipsNext = true
            }
        }
        try output.flush()
    }

    private static let opensWithheld = Array(#"  "withheld" : ["#.utf8)
    private static let opensInstallations = Array(#"      "installations" : ["#.utf8)

    /// The document with its lists of installations empty.
    private func skeleton() throws -> Data {
        var bare = plan
        bare.withheld = []
        for index in bare.waves.indices { bare.waves[index].placements = [] }
        return try WireJSON.data(PlanDocument(bare, summary: isSummary), pretty: true)
    }

    private func write(_ sites: [Withheld], to output: inout JSONBytes) throws {
        for (offset, site) in sites.enumerated() {
            output.append(offset == 0 ? "\n    {\n      \"installation\" : " : ",\n    {\n      \"installation\" : ")
            output.appendQuoted(site.installation.text)
            let reason = ReasonDocument(code: site.reason.code, text: PlanSentences.withheld(site.reason))
            try output.append(Self.member("reason", reason, indent: 6))
            output.append("\n    }")
        }
    }

    private func write(_ sites: [Placement], to output: inout JSONBytes) throws {
        var reasons = Wordings<PlacementReason> {
            let text = PlanSentences.reason($0)
            return Self.member("reason", ReasonDocument(code: $0.code, text: text, newPairs: $0.newPairs), indent: 10)
        }
        var hindrances = Wordings<NotEarlier> { [waves = plan.waves] in
            let text = PlanSentences.notEarlier($0, waves: waves)
            return Self.member("not_earlier", ReasonDocument(code: $0.code, text: text), indent: 10)
        }
        for (offset, site) in sites.enumerated() {
            output.append(offset == 0 ? "\n        {\n          " : ",\n        {\n          ")
            if let day = site.day {
                output.append("\"day\" : ")
                output.appendQuoted(day.description)
                output.append(",\n          ")
            }
            output.append("\"id\" : ")
            output.appendQuoted(site.installation.text)
            if let hindrance = site.notEarlier { try output.append(hindrances[hindrance]) }
            try output.append(reasons[site.reason])
            if let other = site.runnerUp {
                output.append(",\n          \"runner_up\" : ")
                output.appendQuoted(other.text)
            }
            output.append("\n        }")
        }
    }

    /// A reason as a further member of an object whose members are indented by so many spaces.
    private static func member(_ name: String, _ reason: ReasonDocument, indent: Int) -> [UInt8] {
        let space = String(repeating: " ", count: indent)
        var bytes = Array(",\n\(space)\"\(name)\" : {\n\(space)  \"code\" : ".utf8)
        JSONBytes.appendQuoted(reason.code, to: &bytes)
        if let pairs = reason.newPairs { bytes += Array(",\n\(space)  \"new_pairs\" : \(pairs)".utf8) }
        bytes += Array(",\n\(space)  \"text\" : ".utf8)
        JSONBytes.appendQuoted(reason.text, to: &bytes)
        bytes += Array("\n\(space)}".utf8)
        return bytes
    }

    /// The bytes of each distinct reason, made once while there is room.
    private struct Wordings<Reason: Hashable> {
        private static var limit: Int { 1 << 14 }

        private let make: (Reason) -> [UInt8]
        private var known: [Reason: [UInt8]] = [:]
        /// Neighbours in a plan mostly share their reason.
        private var last: (reason: Reason, bytes: [UInt8])?

        init(make: @escaping (Reason) -> [UInt8]) { self.make = make }

        subscript(reason: Reason) -> [UInt8] {
            mutating get {
                if let last, last.reason == reason { return last.bytes }
                let bytes = known[reason] ?? make(reason)
                if known.count < Self.limit { known[reason] = bytes }
                last = (reason, bytes)
                return bytes
            }
        }
    }
}
