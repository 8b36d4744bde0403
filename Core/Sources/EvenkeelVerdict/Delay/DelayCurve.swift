/// Which share of the failures that come at all has come so many days after an install, measured on earlier releases.
///
/// With n delays known, the share after the k-th shortest is (k + 1) / (n + 1), so that a failure on the first minute is
/// never taken as impossible.
public struct DelayCurve: Sendable, Equatable {
    /// Days from install to failure, ascending.
    public let delaysDays: [Double]
    /// How many times as fast as measured the failures of the next release are taken to come.
    ///
    /// At 1, a release whose failures come twice as fast as the curve says is halted falsely in one rollout out of four;
    /// at 2 the false halts stay within what was allowed, for two more failing sites until a halt at five times the
    /// baseline. Take 1 only for a curve that many releases have confirmed.
    public let speedUp: Double

    /// - Returns: nil without any delay, with one that is negative or not finite, or with a speed below the measured.
    public init?(delaysDays: [Double], speedUp: Double = 2) {
        guard !delaysDays.isEmpty, delaysDays.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return nil }
        guard speedUp >= 1, speedUp.isFinite else { return nil }
        self.delaysDays = delaysDays.sorted()
        self.speedUp = speedUp
    }

    /// The share that has come within so many days: above 0 from the start, 1 from the longest delay on.
    public func share(afterDays days: Double) -> Double {
        guard days >= 0 else { return 0 }
        var low = 0
        var high = delaysDays.count
        while low < high {
            let middle = (low + high) / 2
            if delaysDays[middle] <= days { low = middle + 1 } else { high = middle }
        }
        return Double(low + 1) / Double(delaysDays.count + 1)
    }
}
