import EvenkeelDomain
import EvenkeelPlanner

/// Checks a plan made while the one before was under way: what has begun stands, and the rest moves as little as it can.
struct ReplanChecker {
    let before: Plan
    let after: Plan
    let begun: Int
    let findings = Findings()

    private func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
        findings.expect(holds, what())
    }

    /// - Parameter excused: whoever may have lost or changed a place, for what happened in between.
    static func findings(
        _ before: Plan, _ after: Plan, begun: Int, excused: (InstallationID) -> Bool = { _ in false },
        isUnchanged: Bool = false
    ) -> [String] {
        let checker = ReplanChecker(before: before, after: after, begun: begun)
        checker.check(excused, isUnchanged)
        return checker.findings.all
    }

    private func check(_ isExcused: (InstallationID) -> Bool, _ isUnchanged: Bool) {
        expect(Array(after.waves.prefix(begun)) == Array(before.waves.prefix(begun)), "what has begun was changed")
        let (old, new) = (places(before), places(after))
        for (id, place) in old.sorted(by: { $0.key < $1.key }) where place.number >= begun && !isExcused(id) {
            guard let now = new[id] else {
                findings.add("\(id) lost its place in \(place.wave)")
                continue
            }
            expect(now.wave == place.wave, "\(id) moved from \(place.wave) to \(now.wave)")
            expect(
                now.wave != place.wave || now.day >= place.day,
                "\(id) stays in \(place.wave) but its day moved from \(place.day) to \(now.day)")
        }
        for (id, place) in new where old[id] == nil {
            expect(place.number >= begun, "\(id) joined a wave that has begun")
        }
        guard isUnchanged else { return }
        expect(
            after.waves.map(\.opens) == before.waves.map(\.opens),
            "nothing changed, but waves open on other days: \(before.waves.map(\.opens)), \(after.waves.map(\.opens))")
        for (one, other) in zip(before.waves, after.waves) {
            expect(one.soakEnds == other.soakEnds, "nothing changed, but \(one.name) soaks until another day")
            for (first, second) in zip(one.placements, other.placements)
            where first.installation != second.installation || first.day != second.day {
                findings.add(
                    "nothing changed, but in \(one.name) \(second.installation) stands where \(first.installation) was")
                break
            }
        }
        expect(after.withheld == before.withheld, "nothing changed, but others are withheld")
    }

    private struct Place {
        let number: Int
        let wave: String
        let day: CivilDate
    }

    private func places(_ plan: Plan) -> [InstallationID: Place] {
        var places: [InstallationID: Place] = [:]
        for (number, wave) in plan.waves.enumerated() {
            for placement in wave.placements {
                // A wave that gets a second part is called "rest 1" from then on.
                let name = wave.name.hasSuffix(" 1") ? String(wave.name.dropLast(2)) : wave.name
                places[placement.installation] = Place(
                    number: number, wave: name, day: placement.day ?? wave.opens)
            }
        }
        return places
    }
}
