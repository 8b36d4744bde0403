import EvenkeelDomain
import EvenkeelLedger

/// What one customer knows of their sites from the letters they had and the answers they gave.
struct CustomerDiary: Sendable {
    private(set) var days: [InstallationID: CivilDate] = [:] {
        didSet { agreed = agreed.filter { days[$0.key] == $0.value } }
    }
    /// The days to which they have said yes, for as long as no other one was named.
    private(set) var agreed: [InstallationID: CivilDate] = [:]
    /// The days of visits that were called off: another one is named in a letter of its own.
    private(set) var calledOff: [InstallationID: CivilDate] = [:]
    /// What was wrong with the letters, as they came.
    private var complaints: [String] = []
    private var newsAt: Timestamp?
    private var noticed: Set<InstallationID> = []
    private var toldAt: [InstallationID: Timestamp] = [:]
    private var reminded: Set<String> = []

    private mutating func complain(_ text: String) { complaints.append(text) }

    mutating func takeComplaints() -> [String] {
        defer { complaints = [] }
        return complaints
    }

    /// They have seen on their page that this is the day, or that there is none.
    mutating func note(_ site: InstallationID, _ day: CivilDate?) { days[site] = day }

    /// They have said yes to what they know of these sites.
    mutating func agree(to sites: [InstallationID]) {
        for site in sites { agreed[site] = days[site] }
    }

    mutating func read(
        _ letter: CustomerLetter, done: Set<InstallationID>, at now: Timestamp, in zone: ZoneOffsets
    ) {
        let today = zone.localDate(at: now)
        switch letter.kind {
        case "planned": readNotice(letter, done, today, now)
        case "reminder": readReminder(letter, done, now)
        case "moved": readMoved(letter, done, today, now)
        case "appointment": readAppointment(letter)
        case "replaced": readReplaced(letter, done, now)
        case "installed", "rolled-back", "restored":
            for line in letter.lines { days[line.site] = nil }
        default: break
        }
    }

    private mutating func readNotice(
        _ letter: CustomerLetter, _ done: Set<InstallationID>, _ today: CivilDate, _ now: Timestamp
    ) {
        var isNews = false
        for line in letter.lines {
            guard let day = line.days.last ?? letter.day else {
                complain("a notice without a day for \(line.site)")
                continue
            }
            if done.contains(line.site) { complain("a notice of \(line.site), which has it") }
            if day < today || day == today && days[line.site] != day {
                complain("a notice of \(line.site) for \(day), which is no day to come")
            }
            // The notice of a day that they have by appointment says what is done there.
            if noticed.insert(line.site).inserted || days[line.site] != day { isNews = true }
            if let known = days[line.site], known != day, known >= today {
                complain("a notice moves \(line.site) from \(known) to \(day) and does not say so")
            }
            if days[line.site] != day { toldAt[line.site] = now }
            calledOff[line.site] = nil
            days[line.site] = day
        }
        // Two waves may be told in one moment, and the first letter names the sites of both.
        if isNews { newsAt = now }
        if !isNews, newsAt != now { complain("a notice without news: \(letter.lines.map(\.site))") }
    }

    /// What was agreed on with them, or that nobody comes.
    private mutating func readAppointment(_ letter: CustomerLetter) {
        for line in letter.lines {
            // They may have been told another day on the telephone meanwhile.
            if letter.isCancelled, let known = days[line.site], known != letter.day { continue }
            calledOff[line.site] = letter.isCancelled ? letter.day : nil
            days[line.site] = letter.isCancelled ? nil : letter.day
            toldAt[line.site] = nil
            noticed.remove(line.site)
        }
    }

    /// What was announced gives way to a hotfix, and no day of it holds.
    private mutating func readReplaced(_ letter: CustomerLetter, _ done: Set<InstallationID>, _ now: Timestamp) {
        days = [:]
        calledOff = [:]
        reminded = []
        for line in letter.lines {
            days[line.site] = line.days.last ?? letter.day
            toldAt[line.site] = now
            noticed.insert(line.site)
            if done.contains(line.site) { complain("the hotfix is announced to \(line.site), which has it") }
        }
    }

    private mutating func readReminder(_ letter: CustomerLetter, _ done: Set<InstallationID>, _ now: Timestamp) {
        for line in letter.lines {
            guard let day = line.days.last ?? letter.day else { continue }
            if days[line.site] != day {
                complain("a reminder of \(line.site) for \(day), told \(days[line.site].map { "\($0)" } ?? "none")")
            }
            if done.contains(line.site) { complain("a reminder of \(line.site), which has it") }
            if let at = toldAt[line.site], now - at < .hours(12) {
                complain("a reminder of \(line.site) for \(day), told at \(at)")
            }
            if !reminded.insert("\(line.site) \(day)").inserted {
                complain("a second reminder of \(line.site) for \(day)")
            }
        }
    }

    private mutating func readMoved(
        _ letter: CustomerLetter, _ done: Set<InstallationID>, _ today: CivilDate, _ now: Timestamp
    ) {
        guard !letter.isGivenUp else {
            for line in letter.lines {
                if done.contains(line.site) { complain("given up at \(line.site), which has it") }
                days[line.site] = nil
            }
            return
        }
        for line in letter.lines {
            let (was, new) =
                line.days.count > 1
                ? (line.days[0], line.days[1])
                : letter.newDay == nil
                    ? (line.days.first ?? letter.day, nil) : (letter.day, line.days.first ?? letter.newDay)
            if done.contains(line.site) { complain("\(line.site) is said to move, and has it") }
            if let known = days[line.site] {
                if known != was { complain("\(line.site) is said to move from \(was.text), told \(known)") }
            } else if was == nil || calledOff[line.site] != was {
                complain("\(line.site) is said to move from \(was.text), told none")
            }
            calledOff[line.site] = nil
            if let new {
                if new <= today { complain("\(line.site) moves to \(new), which is no day to come") }
                if new == days[line.site] { complain("\(line.site) moves to \(new), where it was") }
            }
            days[line.site] = new
            toldAt[line.site] = now
        }
    }
}

extension CivilDate? {
    fileprivate var text: String { map { "\($0)" } ?? "no day" }
}
