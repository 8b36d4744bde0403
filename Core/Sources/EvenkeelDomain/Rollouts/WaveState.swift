/// The life of a wave. The default stops: without a passed gate the next wave stays `planned`.
public enum WaveState: String, StateMachine, Codable {
    case planned, open, soaking, passed, inconclusive, halted

    public enum Step: String, CaseIterable, Sendable { case open, settle, pass, runOut, halt, resume }

    public static let initial = WaveState.planned

    public func after(_ step: Step) -> WaveState? {
        switch (self, step) {
        case (.planned, .open): .open
        case (.open, .settle): .soaking
        case (.soaking, .pass), (.inconclusive, .pass): .passed
        case (.soaking, .runOut): .inconclusive
        case (.open, .halt), (.soaking, .halt), (.inconclusive, .halt), (.passed, .halt): .halted
        case (.halted, .resume): .open
        default: nil
        }
    }
}
