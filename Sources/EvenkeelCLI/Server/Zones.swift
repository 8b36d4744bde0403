import EvenkeelDomain
import EvenkeelFiles
import EvenkeelLedger
import Synchronization

/// Expanded time zones, made anew once a day because the rules are data of the machine.
final class Zones: Sendable {
    private let clock: @Sendable () -> Timestamp
    private let known = Mutex<(day: CivilDate?, zones: [String: ZoneOffsets?])>((nil, [:]))

    init(clock: @escaping @Sendable () -> Timestamp) { self.clock = clock }

    var lookup: ZoneLookup { { [self] name in offsets(of: name) } }

    func offsets(of name: String) -> ZoneOffsets? {
        let now = clock()
        let today = now.dateAndMilliseconds.0
        return known.withLock { known in
            if known.day != today { known = (today, [:]) }
            if let found = known.zones[name] { return found }
            // A year back for what is told of the past, three ahead for what is planned.
            let made = ZoneExpansion.offsets(of: name, from: now - .days(365), until: now + .days(3 * 366))
            known.zones[name] = made
            return made
        }
    }
}
