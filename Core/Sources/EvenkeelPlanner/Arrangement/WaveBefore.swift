/// A wave as it was left, and what had been tried after it: what kept somebody out of it is seen here.
///
/// A class, since it is handed on for every site of the next wave.
final class WaveBefore {
    let filling: WaveFilling
    let coverage: CombinationCoverage

    init(filling: WaveFilling, coverage: CombinationCoverage) {
        self.filling = filling
        self.coverage = coverage
    }
}
