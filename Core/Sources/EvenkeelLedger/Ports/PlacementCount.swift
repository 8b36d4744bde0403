public import EvenkeelDomain

/// How many sites of a wave are in a state.
public struct PlacementCount: Hashable, Sendable {
    public var wave: Int
    public var state: PlacementState
    public var count: Int

    public init(wave: Int, state: PlacementState, count: Int) {
        self.wave = wave
        self.state = state
        self.count = count
    }
}
