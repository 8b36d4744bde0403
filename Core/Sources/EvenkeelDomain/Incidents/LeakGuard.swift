/// Looks through a text that goes to customers for what is none of their business. It flags; a person decides.
///
/// Names of customers are looked for as whole words and only where they are long or marked (two words, a digit, an
/// inner capital), so that a customer called "Call" does not stand in the way of every sentence about calls.
public struct LeakGuard: Sendable {
    public struct Finding: Hashable, Sendable, Codable {
        public enum Kind: String, CaseIterable, Codable, Sendable {
            case customer, host, wave, order, score, supplier
        }

        public var kind: Kind
        /// As it stands in the text.
        public var text: String

        public init(kind: Kind, text: String) {
            self.kind = kind
            self.text = text
        }
    }

    /// Names that need not be marked to be flagged are at least this long.
    public static let longName = 6

    private let names: [[String]: Finding.Kind]
    private let longest: Int
    private let hostEndings: [String]

    /// - Parameters:
    ///   - customers: names and ids of customers.
    ///   - waves: names of waves of all rollouts.
    ///   - hostEndings: ends of internal host names beside the usual ones, such as `.acme.net`.
    public init(
        customers: some Sequence<String>, waves: some Sequence<String> = [], suppliers: some Sequence<String> = [],
        hostEndings: [String] = []
    ) {
        var names: [[String]: Finding.Kind] = [:]
        func add(_ name: String, _ kind: Finding.Kind, onlyMarked: Bool) {
            let words = Self.words(of: name).map { name[$0].lowercased() }
            guard !words.isEmpty, !onlyMarked || Self.isMarked(name, words: words.count) else { return }
            names[words] = kind
        }
        for wave in waves { add(wave, .wave, onlyMarked: true) }
        for supplier in suppliers { add(supplier, .supplier, onlyMarked: false) }
        for customer in customers { add(customer, .customer, onlyMarked: true) }
        self.names = names
        longest = names.keys.map(\.count).max() ?? 0
        self.hostEndings = [".internal", ".local", ".localdomain", ".lan", ".corp", ".intranet"] + hostEndings
    }

    private static func isMarked(_ name: String, words: Int) -> Bool {
        words > 1 || name.count >= longName || name.contains(where: \.isNumber)
            || name.dropFirst().contains(where: \.isUppercase)
    }

    /// What stands in the text, each once, in the order in which it stands.
    public func findings(in text: String) -> [Finding] {
        var found: [Finding] = []
        func add(_ kind: Finding.Kind, _ range: Range<String.Index>) {
            let finding = Finding(kind: kind, text: String(text[range]))
            if !found.contains(finding) { found.append(finding) }
        }
        let ranges = Self.words(of: text)
        let words = ranges.map { text[$0].lowercased() }
        for start in words.indices {
            // The longest name that begins here.
            for length in stride(from: min(longest, words.count - start), to: 0, by: -1) {
                let end = start + length - 1
                guard let kind = names[Array(words[start...end])],
                    Self.isOneName(text, ranges[start].lowerBound..<ranges[end].upperBound)
                else { continue }
                add(kind, ranges[start].lowerBound..<ranges[end].upperBound)
                break
            }
            guard start + 1 < words.count, words[start + 1].allSatisfy(\.isNumber) else { continue }
            let pair = ranges[start].lowerBound..<ranges[start + 1].upperBound
            switch words[start] {
            case "wave": add(.wave, pair)
            case "score", "complexity", "friendliness": add(.score, pair)
            case "rank", "position", "priority": add(.order, pair)
            default: break
            }
        }
        for range in Self.tokens(of: text) where isHost(text[range].lowercased()) { add(.host, range) }
        return found.sorted { left, right in
            (text.range(of: left.text)?.lowerBound ?? text.startIndex)
                < (text.range(of: right.text)?.lowerBound ?? text.startIndex)
        }
    }

    /// Words of one name stand beside one another: only spaces, hyphens, dots and the like between them.
    private static func isOneName(_ text: String, _ range: Range<String.Index>) -> Bool {
        text[range].allSatisfy { $0.isLetter || $0.isNumber || " -_.&'’".contains($0) }
    }

    private func isHost(_ token: String) -> Bool {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        let octets = parts.compactMap { UInt8($0) }
        if parts.count == 4, octets.count == 4 {
            return octets[0] == 10 || (octets[0] == 192 && octets[1] == 168)
                || (octets[0] == 172 && (16...31).contains(octets[1])) || octets[0] == 127
        }
        if hostEndings.contains(where: { token.hasSuffix($0) && token.utf8.count > $0.utf8.count }) { return true }
        return Self.isMachine(token)
    }

    /// A name of a machine without a dot: `db-3`, `prod-web-12`, `srv07`. It ends in a number and says what it is for.
    private static func isMachine(_ token: String) -> Bool {
        let parts = token.split(whereSeparator: { $0 == "-" || $0 == "_" })
        guard let last = parts.last, last.last?.isNumber == true else { return false }
        return (parts.dropLast() + [last.prefix { !$0.isNumber }]).contains { machines.contains(String($0)) }
    }

    private static let machines: Set<String> = [
        "api", "app", "backup", "db", "dns", "esx", "esxi", "fw", "gw", "host", "k8s", "kafka", "lb", "mx", "mysql",
        "nas", "node", "pg", "postgres", "prod", "proxy", "redis", "san", "sql", "srv", "stage", "staging", "vm", "vpn",
        "web",
    ]

    /// The words of a text that may be names of sites or machines: with the hyphens, dots and underscores inside them.
    public static func names(in text: String) -> Set<String> { Set(tokens(of: text).map { String(text[$0]) }) }

    private static func words(of text: String) -> [Range<String.Index>] { ranges(of: text, beside: []) }

    private static func tokens(of text: String) -> [Range<String.Index>] {
        ranges(of: text, beside: Array("-._".utf8)).map { range in
            var end = range.upperBound
            while end > range.lowerBound, text[text.index(before: end)] == "." { end = text.index(before: end) }
            return range.lowerBound..<end
        }
    }

    /// Where letters and digits stand together, and what of ASCII counts beside them.
    private static func ranges(of text: String, beside others: [UInt8]) -> [Range<String.Index>] {
        // Most names are ASCII, and there are many of them.
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
            return ranges(text.indices, text.endIndex) { index in
                let character = text[index]
                return character.isLetter || character.isNumber
                    || character.asciiValue.map(others.contains) ?? false
            }
        }
        return ranges(text.utf8.indices, text.endIndex) { index in
            let byte = text.utf8[index]
            return byte.isASCIILetterOrDigit || others.contains(byte)
        }
    }

    private static func ranges(
        _ indices: some Sequence<String.Index>, _ end: String.Index, where isPart: (String.Index) -> Bool
    ) -> [Range<String.Index>] {
        var ranges: [Range<String.Index>] = []
        var start: String.Index?
        for index in indices {
            if isPart(index) {
                start = start ?? index
            } else if let begun = start {
                ranges.append(begun..<index)
                start = nil
            }
        }
        if let start { ranges.append(start..<end) }
        return ranges
    }
}

extension String {
    /// Where a text stands first; Core has no Foundation.
    fileprivate func range(of wanted: String) -> Range<String.Index>? {
        indices.lazy.filter { self[$0...].hasPrefix(wanted) }.first.map { $0..<index($0, offsetBy: wanted.count) }
    }
}
