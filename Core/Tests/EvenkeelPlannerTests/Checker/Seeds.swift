import Foundation

/// Which random cases a run looks at: 100; with `EVENKEEL_LONG=1` 1,000; with `EVENKEEL_SEED=7` only that one.
enum Seeds {
    private static let environment = ProcessInfo.processInfo.environment

    static let isLong = environment["EVENKEEL_LONG"] == "1"

    static var all: ClosedRange<UInt64> {
        if let one = environment["EVENKEEL_SEED"].flatMap(UInt64.init) { return one...one }
        return 1...(isLong ? 1000 : 100)
    }
}
