import Foundation

/// A logarithmic axis from 1 on, with a place of its own for nothing at all.
struct LogScale {
    /// Where nothing at all stands, and where 1 and the highest value do.
    let zero: Double
    let start: Double
    let end: Double
    private let decades: Double

    /// - Parameter highest: the largest value that occurs.
    init(highest: Double, zero: Double, start: Double, end: Double) {
        self.zero = zero
        self.start = start
        self.end = end
        // Up to the next 1, 2 or 5.
        let top = [1, 2, 5, 10].lazy.map { $0 * pow(10, floor(log10(max(10, highest)))) }.first { $0 >= highest }
        decades = log10(max(10, top ?? highest))
    }

    func place(_ value: Double) -> Double {
        value < 1 ? zero : start + (end - start) * min(1, log10(value) / decades)
    }

    /// The bin of a value among as many equal ones; nil for nothing at all.
    func bin(_ value: Double, of count: Int) -> Int? {
        value < 1 ? nil : min(count - 1, Int(log10(value) / decades * Double(count)))
    }

    /// 1, 10, 100 and so on, as far as the axis goes.
    var ticks: [Double] { (0...Int(decades + 1e-9)).map { pow(10, Double($0)) } }
    /// 2 to 9 between them.
    var minorTicks: [Double] {
        ticks.flatMap { tick in (2...9).map { Double($0) * tick } }.filter { log10($0) <= decades }
    }
}
