import EvenkeelDomain

/// What a further try at a plan does otherwise than the one before, which failed.
struct Attempt {
    /// Items that go as early as they may: the tries before were late for them.
    var pressed: Set<Int32> = []
    /// A plan that is made again opens no wave that nobody had a place in.
    var opensNoFurtherWave = false
}

extension Arrangement {
    private static let tries = 3

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
        for number in 1...(tries + 1) {
            var arrangement = try Arrangement(
                image, policy: policy, context: context, forecast: forecast, improvement: improvement,
                attempt: attempt)
            do throws(PlanRefusal) {
                try arrangement.placeEverybody()
                return arrangement
            } catch {
                first = first ?? error
                let late = Set(arrangement.late)
                if number < tries, !late.isSubset(of: attempt.pressed) {
                    attempt.pressed.formUnion(late)
                } else if context.past != nil, !attempt.opensNoFurtherWave {
                    attempt = Attempt(opensNoFurtherWave: true)
                } else {
                    throw first ?? error
                }
            }
        }
        throw first ?? .noWaves
    }
}
