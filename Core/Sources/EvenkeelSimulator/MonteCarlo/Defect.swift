public import EvenkeelDomain

/// What is wrong with a release: the sites that match fail with this probability.
public struct Defect: Hashable, Sendable {
    public let predicate: Predicate
    public let rate: Share

    public init(predicate: Predicate, rate: Share) {
        self.predicate = predicate
        self.rate = rate
    }
}
