public import EvenkeelDomain

/// What a new revision does to the notices that customers hold: a date that stays is not mentioned again, one that moves
/// is taken back, and only those whose date moved are told.
public struct NoticeSettlement: Hashable, Sendable {
    /// By wave of the revision in force: customers whose date is another now, or who have none any more.
    public var withdrawn: [Int: [CustomerID]] = [:]
    /// Waves to come whose announcement still holds.
    public var standing: Set<Int> = []
    /// Standing waves with sites whose customers have not been told of them.
    public var joined: Set<Int> = []

    public var told: [CustomerID] { Set(withdrawn.values.joined()).sorted() }

    /// - Parameters:
    ///   - rollout: as it runs under the revision in force.
    ///   - waves: the waves to come of the new revision; the first has the number `rollout.begunWaves`.
    ///   - places: the wave of each site that is still to come.
    ///   - moved: sites that have another day in the same wave.
    ///   - own: days of their own that sites have, which no revision moves as long as their wave opens by then.
    ///   - notices: all of the rollout.
    public init(
        rollout: Rollout, waves: [RolloutWave], places: [InstallationID: (wave: Int, customer: CustomerID)],
        moved: Set<InstallationID> = [], own: [InstallationID: CivilDate] = [:], notices: [NoticeRow],
        zone: ZoneOffsets
    ) {
        let begun = rollout.begunWaves
        for (offset, wave) in waves.enumerated() {
            let number = begun + offset
            guard rollout.waves.indices.contains(number) else { continue }
            let old = rollout.waves[number]
            // The day people were told, which may be later than the one once planned.
            if old.announcedAt != nil || old.foretoldAt != nil, zone.localDate(at: old.opensAt) == wave.opens {
                standing.insert(number)
            }
        }
        var told: [Int: Set<InstallationID>] = [:]
        for notice in notices where notice.wave >= begun && notice.state.after(.withdraw) != nil {
            let stays = notice.installations.allSatisfy { site in
                guard let place = places[site] else { return false }
                if let day = own[site], waves.indices.contains(place.wave - begun) {
                    return waves[place.wave - begun].opens <= day
                }
                return standing.contains(notice.wave) && place.wave == notice.wave && !moved.contains(site)
            }
            if stays {
                for site in notice.installations {
                    if let wave = places[site]?.wave { told[wave, default: []].insert(site) }
                }
            } else if withdrawn[notice.wave]?.contains(notice.customer) != true {
                withdrawn[notice.wave, default: []].append(notice.customer)
            }
        }
        for wave in withdrawn.keys { withdrawn[wave]?.sort() }
        for (site, place) in places where standing.contains(place.wave) {
            if told[place.wave]?.contains(site) != true { joined.insert(place.wave) }
        }
    }
}
