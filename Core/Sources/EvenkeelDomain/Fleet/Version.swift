/// A version as products write it: numbers separated by dots, an optional pre-release, build data ignored.
///
/// Compared as Semantic Versioning 2.0.0 section 11 says, with any number of parts: `5.2` equals `5.2.0`,
/// and `5.2.0-rc.1` comes before `5.2.0`.
public struct Version: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let description: String
    let numbers: [UInt32]
    let preRelease: [String]

    /// Nil where a part is not a number, or the pre-release is empty.
    public init?(_ text: String) {
        var core = text[...]
        if let plus = core.firstIndex(of: "+") { core = core[..<plus] }
        var tail: [String] = []
        if let dash = core.firstIndex(of: "-") {
            tail = core[core.index(after: dash)...].split(separator: ".", omittingEmptySubsequences: false).map(
                String.init)
            guard tail.allSatisfy({ !$0.isEmpty }) else { return nil }
            core = core[..<dash]
        }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        var numbers: [UInt32] = []
        for part in parts {
            guard part.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt32(part) else { return nil }
            numbers.append(number)
        }
        guard !numbers.isEmpty else { return nil }
        while numbers.count > 1, numbers.last == 0 { numbers.removeLast() }
        description = text
        self.numbers = numbers
        preRelease = tail
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.numbers == right.numbers && left.preRelease == right.preRelease
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(numbers)
        hasher.combine(preRelease)
    }

    public static func < (left: Self, right: Self) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        if left.preRelease.isEmpty || right.preRelease.isEmpty {
            return !left.preRelease.isEmpty && right.preRelease.isEmpty
        }
        for (a, b) in zip(left.preRelease, right.preRelease) where a != b {
            switch (UInt32(a), UInt32(b)) {
            case (let x?, let y?): return x == y ? a < b : x < y
            case (.some, nil): return true
            case (nil, .some): return false
            case (nil, nil): return a < b
            }
        }
        return left.preRelease.count < right.preRelease.count
    }
}

extension Version: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let version = Version(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a version: \(text)"))
        }
        self = version
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
