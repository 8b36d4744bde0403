/// How large a next wave the evidence covers.
public enum WaveLimit: Sendable, Equatable {
    case atMost(Int)
    case unlimited
}
