/// After how many missed heartbeats a site counts as silent.
///
/// Some sites are quiet every weekend. Twice the longest gap a site has shown before is beyond what it does in health;
/// how often healthy sites exceed it all the same is the baseline of the silence metric.
public enum SilenceLimit {
    /// - Parameters:
    ///   - gapsBeats: earlier gaps of this site between two heartbeats, in intervals of its heartbeat.
    ///   - leastBeats: the limit for a site without history, and the smallest for any.
    public static func missedBeats(gapsBeats: [Int], leastBeats: Int = 3) -> Int {
        max(leastBeats, 2 * (gapsBeats.max() ?? 0))
    }
}
