/// Shares as people read them.
enum Percent {
    /// `71 %`, rounded to whole percent.
    static func text(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
