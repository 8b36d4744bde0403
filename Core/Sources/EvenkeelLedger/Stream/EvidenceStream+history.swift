import EvenkeelDomain

extension EvidenceStream {
    /// Something that moved the counts, each unit once.
    struct Happening {
        enum Kind { case started, failed, completed }

        let at: Timestamp
        let kind: Kind
    }

    /// A started site and what became of it.
    struct Started {
        let startedAt: Timestamp
        let isHurt: Bool
    }

    /// Sites that were given the release until `end`, by everything that is known of them.
    func started(until end: Timestamp?) -> [Started] {
        traces.compactMap { trace in
            guard let at = trace.evidence.startedAt, end.map({ at <= $0 }) ?? true else { return nil }
            return Started(
                startedAt: at,
                isHurt: trace.evidence.failedInstall(since: nil)
                    || (trace.evidence.state == .installed && trace.evidence.isTroubled(since: nil)))
        }
    }

    /// The newest wave with a started site.
    var newestWave: Int? { traces.filter { $0.evidence.startedAt != nil }.map(\.evidence.wave).max() }

    /// When the soak of a wave ends, by those of its sites that have started; nil before the first.
    func soakEnd(ofWave wave: Int) -> Timestamp? {
        let settled = traces.filter { $0.evidence.wave == wave && $0.evidence.startedAt != nil }
            .compactMap(\.evidence.settledAt)
        return settled.max().map { soakOver($0, wave: wave) }
    }

    /// What moved the health counts until `end`, oldest first.
    func happenings(until end: Timestamp?) -> [Happening] {
        var happenings: [Happening] = []
        for members in memberTraces {
            let mine = members.filter { $0.evidence.isTried && $0.evidence.state == .installed }
            guard let start = mine.compactMap(\.evidence.startedAt).min() else { continue }
            happenings.append(Happening(at: start, kind: .started))
            let troubled = mine.filter { $0.evidence.isTroubled(since: nil) }.compactMap(\.evidence.troubleAt).min()
            if let troubled {
                happenings.append(Happening(at: troubled, kind: .failed))
                continue
            }
            let soaked = mine.compactMap { trace -> Timestamp? in
                guard let settled = trace.evidence.settledAt, let heard = trace.evidence.heardSinceStart else {
                    return nil
                }
                let over = soakOver(settled, wave: trace.evidence.wave)
                // Silent by then, it has not soaked.
                let isHeard = over <= max(heard, settled) + policy.verdict.silenceAfter
                return heard >= over || (isHeard && (latest ?? over) >= over) ? over : nil
            }
            if soaked.count == mine.count, let over = soaked.max() {
                happenings.append(Happening(at: over, kind: .completed))
            }
        }
        func rank(_ kind: Happening.Kind) -> Int { kind == .started ? 0 : 1 }
        return happenings.filter { end == nil || $0.at < end ?? $0.at }
            .sorted { ($0.at, rank($0.kind)) < ($1.at, rank($1.kind)) }
    }
}
