/// Which rule a halt came by; pictures and sentences name it.
public enum HaltRule: Hashable, Sendable {
    /// Too many failures for so few sites: the calibrated line.
    case line
    /// The search for features and pairs on which failures concentrate.
    case scan
    /// Upgraded sites against those that are not upgraded yet.
    case comparison
    /// A limit of the policy's own, counted from 0.
    case limit(Int)
}
