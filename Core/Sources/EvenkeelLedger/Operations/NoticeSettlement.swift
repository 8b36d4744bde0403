public import EvenkeelDomain

/// What a new revision does to the notices that customers hold: a date that stays is not mentioned again, one that moves
/// is taken back, and only those whose date moved are told.
public struct NoticeSettlement: Hashable, Sendable {
    /// Notices without the days that do not hold any more; what was agreed to for the others stands. Sites that hold theirs in
    /// another wave are named by a notice of that one.
    public var rows: [NoticeRow] = []
    /// By wave of the revision in force and customer: the days taken back with which they are told so.
    public var lost: [Int: [CustomerID: [LostDay]]] = [:]
    /// Sites of a wave that holds which go on another day of it: its announcement tells them of both.
    public var moved: [InstallationID: CustomerID] = [:]
    /// Waves to come whose announcement still holds.
    public var standing: Set<Int> = []
    /// Other waves to come with sites whose customers hold a day of theirs.
    public var foretold: Set<Int> = []
    /// Standing waves with sites whose customers have not been told of them.
    public var joined: Set<Int> = []

    public var told: [CustomerID] { Set(lost.values.flatMap(\.keys)).union(moved.values).sorted() }

    /// - Parameters:
    ///   - rollout: as it runs under the revision in force.
    ///   - revision: the number of the new one.
    ///   - waves: the waves to come of the new revision; the first has the number `rollout.begunWaves`.
    ///   - places: the wave of each site that is still to come.
    ///   - moved: sites that have another day in the same wave.
    ///   - own: days of their own that sites have. What was chosen no revision moves as long as its wave opens by then.
    ///   - notices: all of the rollout.
    public init(
        rollout: Rollout, revision: Int, waves: [RolloutWave],
        places: [InstallationID: (wave: Int, customer: CustomerID)],
        moved others: Set<InstallationID> = [], own: [InstallationID: ReservedDay] = [:], notices: [NoticeRow],
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
        let standing = standing
        // Others are told at once that the day is off, and of the new one when their wave is announced.
        func announces(_ wave: Int) -> Bool {
            rollout.state == .running && rollout.waves[wave].announcedAt != nil
        }
        var told: [Int: Set<InstallationID>] = [:]
        var gone: Set<InstallationID> = []
        var carried: [InstallationID: Int] = [:]
        let held = notices.filter { $0.wave >= begun && $0.state.after(.withdraw) != nil }
        for (site, notice) in NoticeRow.newest(held) {
            let place = places[site]
            let opened = rollout.waves.indices.contains(notice.wave) ? rollout.waves[notice.wave].opensAt : nil
            // What was chosen once is over where a later day was told since.
            let own = own[site].flatMap { own in notice.day(of: site).map { $0 <= own.day } ?? true ? own : nil }
            let day = own?.day ?? notice.day(of: site) ?? opened.map { zone.localDate(at: $0) }
            let opens = place.flatMap { place in
                waves.indices.contains(place.wave - begun) ? waves[place.wave - begun].opens : nil
            }
            // A day holds in whichever wave the site is, as long as that opens by then.
            let holds =
                if let day, let opens {
                    opens <= day && (own?.isChosen == true || !others.contains(site))
                } else { false }
            if let place, holds {
                told[place.wave, default: []].insert(site)
                if place.wave != notice.wave { carried[site] = place.wave }
            } else if standing.contains(notice.wave), place?.wave == notice.wave, announces(notice.wave) {
                moved[site] = notice.customer
            } else {
                gone.insert(site)
                if let day = notice.day(of: site) ?? opened.map({ zone.localDate(at: $0) }) {
                    lost[notice.wave, default: [:]][notice.customer, default: []].append(LostDay(site: site, day: day))
                }
            }
        }
        for wave in lost.keys {
            for customer in lost[wave, default: [:]].keys { lost[wave]?[customer]?.sort { $0.site < $1.site } }
        }
        rows = held.compactMap { notice in
            let taken = notice.installations.filter { gone.contains($0) || carried[$0] != nil }
            guard !taken.isEmpty else { return nil }
            var notice = notice
            for site in taken { notice.takeBack(site) }
            return notice
        }
        carry(carried, of: held, revision: revision)
        foretold = Set(told.keys.filter { $0 >= begun }).subtracting(standing)
        for (site, place) in places where standing.contains(place.wave) {
            if told[place.wave]?.contains(site) != true { joined.insert(place.wave) }
        }
    }

    /// Names sites that hold their days in another wave by their customer's notice of that one.
    private mutating func carry(_ waves: [InstallationID: Int], of held: [NoticeRow], revision: Int) {
        let newest = NoticeRow.newest(held)
        for (wave, sites) in Dictionary(grouping: waves.keys, by: { waves[$0] ?? 0 }).sorted(by: { $0.key < $1.key }) {
            let named = sites.compactMap { site in newest[site].map { (site, $0) } }
            for carried in NoticeRow.carried(named, to: wave, revision: revision) {
                let theirs = held.filter { $0.customer == carried.customer && $0.wave == wave }.map { old in
                    rows.first(where: old.isWrittenOver) ?? old
                }
                guard var notice = theirs.filter(\.stands).max(by: { $0.isOlder(than: $1) }) else {
                    rows.append(carried)
                    continue
                }
                notice.takeOver(carried) { _ in true }
                rows.removeAll { $0.isWrittenOver(by: notice) }
                rows.append(notice)
            }
        }
    }

    /// Whether a site has another day than the one that was told.
    func changes(_ site: InstallationID, of notice: NoticeRow) -> Bool {
        moved[site] != nil || lost[notice.wave]?[notice.customer]?.contains { $0.site == site } == true
    }
}
