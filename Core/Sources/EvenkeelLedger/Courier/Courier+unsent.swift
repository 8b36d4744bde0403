public import EvenkeelDomain

extension Courier {
    /// After the third try, or two minutes, a word about a major or critical incident that nobody took is somebody's to look
    /// at, unless other mail leaves: then it is this recipient's server, and the message waits for it.
    ///
    /// Whoever is on duty is paged by every way there is: one of them is no mail.
    func pageIfNothingLeaves(
        _ delivery: Delivery, _ error: SendError, at now: Timestamp
    ) async throws(Failure) {
        guard isMail(delivery), let id = delivery.subject.incident, !error.condemnsAddress,
            Delivery.isLate(attempts: delivery.attempts + 1, queuedAt: delivery.queuedAt, at: now),
            mailLeftAt.map({ $0 < delivery.queuedAt }) ?? true
        else { return }
        let position = await operations.ledger.read { $0.position }
        do throws(OperationError) {
            try await operations.perform(
                .pageForMail(id), id: CommandID("mail/\(id)@\(position)"), by: "courier", at: now)
        } catch {
            // Refused where the incident is gone; a store that fails is met again by whoever writes down the message.
            guard case .failed(let failure) = error else { return }
            throw failure
        }
    }
}

extension Operations {
    /// True while a word on an incident is tried again and again, or was given up since then by no fault of its address.
    func isMailStuck(about id: IncidentID, since: Timestamp) async throws(Failure) -> Bool {
        for kind in ["update", "story", "restored"] {
            let prefix = "\(kind)/\(id)/"
            let waiting = try await store.deliveries(
                DeliveryQuery(
                    states: [.queued, .claimed, .sending, .uncertain], subjectPrefix: prefix, isTried: true))
            if waiting.contains(where: { $0.channel == "email" }) { return true }
            let dead = try await store.deliveries(DeliveryQuery(states: [.dead], subjectPrefix: prefix))
            let isGivenUp = dead.contains { row in
                row.channel == "email" && row.settledAt.map { $0 >= since } == true
                    && row.reason.flatMap { MailReply($0)?.condemnsAddress } != true
            }
            if isGivenUp { return true }
        }
        return false
    }
}

extension Delivery {
    /// True where it should have left: a person sees it from then on.
    public static func isLate(attempts: Int, queuedAt: Timestamp, at now: Timestamp) -> Bool {
        attempts >= 3 || (attempts >= 1 && now >= queuedAt + .minutes(2))
    }
}

extension SendError {
    /// True where the server speaks of the recipient, and so takes others.
    fileprivate var condemnsAddress: Bool {
        if case .refused(let why) = self { MailReply(why)?.condemnsAddress ?? false } else { false }
    }
}
