/// A stretch of time in UTC: `from` belongs to it, `until` no longer.
public struct TimeRange: Hashable, Sendable, Codable {
    public var from: Timestamp
    public var until: Timestamp

    public init(from: Timestamp, until: Timestamp) {
        self.from = from
        self.until = until
    }

    public func contains(_ instant: Timestamp) -> Bool { from <= instant && instant < until }

    public var length: TimeSpan { until - from }
}

extension [TimeRange] {
    /// The same time in the fewest ranges, in order; empty ones are left out.
    public var merged: [TimeRange] {
        var result: [TimeRange] = []
        for range in filter({ $0.from < $0.until }).sorted(by: { ($0.from, $0.until) < ($1.from, $1.until) }) {
            if let last = result.last, range.from <= last.until {
                result[result.count - 1].until = Swift.max(last.until, range.until)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// What of it lies within a range.
    public func clipped(to range: TimeRange) -> [TimeRange] {
        map { TimeRange(from: Swift.max($0.from, range.from), until: Swift.min($0.until, range.until)) }
            .filter { $0.from < $0.until }
    }

    /// What of it lies in none of the others; in order.
    public func subtracting(_ others: [TimeRange]) -> [TimeRange] {
        var rest = merged
        for other in others.merged {
            rest = rest.flatMap { range -> [TimeRange] in
                guard other.from < range.until, range.from < other.until else { return [range] }
                return [
                    TimeRange(from: range.from, until: Swift.max(range.from, other.from)),
                    TimeRange(from: Swift.min(range.until, other.until), until: range.until),
                ].filter { $0.from < $0.until }
            }
        }
        return rest
    }
}
