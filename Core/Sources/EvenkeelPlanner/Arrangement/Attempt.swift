import EvenkeelDomain

/// What a further try at a plan does otherwise than the one before, which failed.
struct Attempt {
    private static let tries = 3

    private var number = 1
    /// Items that go as early as they may: the tries before were late for them.
    private(set) var pressed: Set<Int32> = []
    /// Nobody is pressed into a wave; those that choose neither by coverage nor by need take the earliest date first.
    private(set) var goesByDate = false
    /// A plan that is made again opens no wave that nobody had a place in.
    private(set) var opensNoFurtherWave = false

    /// The next one, once this one has failed; nil where nothing else is left to try.
    ///
    /// First whoever was late is pressed, then everybody with a date, then the waves go by date: whoever is pressed
    /// may open a wave that would have been left out, whose soak makes all others later.
    func next(late: Set<Int32>, dated: @autoclosure () -> Set<Int32>, isReplan: Bool) -> Self? {
        guard !opensNoFurtherWave else { return nil }
        var next = Self(number: number + 1)
        if number < Self.tries, !late.isSubset(of: pressed) {
            next.pressed = pressed.union(late)
            return next
        }
        if !late.isEmpty, !goesByDate {
            next.pressed = pressed.union(dated())
            if next.pressed.count > pressed.count { return next }
            next.pressed = []
            next.goesByDate = true
            return next
        }
        guard isReplan else { return nil }
        next.opensNoFurtherWave = true
        return next
    }
}

extension Arrangement {
    /// The plan of the first try that succeeds, else what the first one failed for.
    ///
    /// Foresight estimates how long waves take. Where it was wrong, and dates were missed that better care might have
    /// kept, whoever was late is pressed from the start of the next try.
    static func made(
        _ image: FleetImage, policy: Policy, context: PlanContext, forecast: GateForecaster?,
        improvement: Improvement? = nil
    ) throws(PlanRefusal) -> Arrangement {
        var attempt = Attempt()
        var first: PlanRefusal?
        while true {
            var arrangement = try Arrangement(
                image, policy: policy, context: context, forecast: forecast, improvement: improvement,
                attempt: attempt)
            do throws(PlanRefusal) {
                try arrangement.placeEverybody()
                return arrangement
            } catch {
                first = first ?? error
                let next = attempt.next(
                    late: Set(arrangement.late), dated: arrangement.dated, isReplan: context.past != nil)
                guard let next else { throw first ?? error }
                attempt = next
            }
        }
    }
}
