import EvenkeelDomain

extension State {
    func openCampaign(_ campaign: SupportCampaign, at now: Timestamp, settings: Settings) throws(Refusal) -> Decision {
        guard campaigns[campaign.id] == nil else { throw .alreadyExists(campaign.id.text) }
        let calendar = settings.calendar
        let today = calendar.zone.localDate(at: now)
        guard campaign.ends > today else { throw .dayTooEarly(campaign.ends, earliest: today + 1) }
        if let rollout = campaign.rollout, rollouts[rollout] == nil { throw .unknownRollout(rollout) }
        var letters = campaign.letterDays.map { days in
            CampaignLetter(
                daysBefore: days, at: calendar.morning(of: calendar.workingDay(onOrAfter: campaign.ends - days)))
        }
        // Of letters whose day is past, the last is sent at once, and those before it have been overtaken.
        if let last = letters.lastIndex(where: { $0.at <= now }) { letters.removeFirst(last) }
        return Decision([.campaignOpened(CampaignOpened(campaign: campaign, letters: letters))])
    }

    func sendLetters(
        _ id: CampaignID, daysBefore days: Int, customers: [CustomerID], deliveries: [Delivery]
    ) throws(Refusal) -> Decision {
        guard let running = campaigns[id] else { throw .unknownCampaign(id) }
        guard running.closedAt == nil, running.letters.contains(where: { $0.daysBefore == days && $0.sentAt == nil })
        else { return Decision([]) }
        return Decision(
            [
                .lettersSent(
                    LettersSent(
                        campaign: id, daysBefore: days, customers: customers.count, deliveries: deliveries.count,
                        digest: Digest(of: deliveries.map(\.id.text))))
            ], rows: [.putDeliveries(deliveries)])
    }

    /// "Not yet" as often as the campaign allows, each time with a reason; after that a person accepts the risk by name.
    func answerCampaign(
        _ answer: Answer, _ campaign: CampaignID, letters: [Delivery] = []
    ) throws(Refusal) -> Decision {
        guard let running = campaigns[campaign], running.closedAt == nil else { throw .unknownCampaign(campaign) }
        switch answer.kind {
        case .later:
            guard let note = answer.note, !note.trimmed.isEmpty else { throw .reasonMissing }
            guard !running.mustAccept(answer.customer) else {
                throw .acceptanceNeeded(campaign, answer.customer, times: running.campaign.postponements)
            }
        default:
            guard let person = answer.person, !person.trimmed.isEmpty else { throw .personMissing }
        }
        return Decision(
            [
                .supportAnswered(
                    SupportAnswered(
                        campaign: campaign, customer: answer.customer, answer: answer.id, kind: answer.kind,
                        way: answer.way,
                        digest: Digest(of: [
                            answer.contact?.text ?? "", answer.person ?? "", answer.note ?? "",
                            answer.recordedBy ?? "", answer.at.description,
                        ])))
            ], rows: [.putAnswer(answer)] + (letters.isEmpty ? [] : [.putDeliveries(letters)]))
    }

    func closeCampaign(_ id: CampaignID, why: String) throws(Refusal) -> Decision {
        guard let running = campaigns[id], running.closedAt == nil else { throw .unknownCampaign(id) }
        guard !why.trimmed.isEmpty else { throw .reasonMissing }
        return Decision([.campaignClosed(CampaignClosed(campaign: id, why: why.trimmed))])
    }

    mutating func applySupport(_ entry: Entry) {
        switch entry.event {
        case .campaignOpened(let opened):
            campaigns[opened.campaign.id] = RunningCampaign(
                campaign: opened.campaign, opened: entry.at, letters: opened.letters)
        case .lettersSent(let sent):
            guard let index = campaigns[sent.campaign]?.letters.firstIndex(where: { $0.daysBefore == sent.daysBefore })
            else { return }
            campaigns[sent.campaign]?.letters[index].sentAt = entry.at
        case .supportAnswered(let answered):
            if answered.kind == .later {
                campaigns[answered.campaign]?.declines[answered.customer, default: 0] += 1
            } else {
                campaigns[answered.campaign]?.accepted[answered.customer] = answered.answer
            }
        case .campaignClosed(let closed): campaigns[closed.campaign]?.closedAt = entry.at
        default: return
        }
        refreshAgendaOfCampaigns()
    }

    mutating func refreshAgendaOfCampaigns() {
        let items = campaigns.values.filter { $0.closedAt == nil }.sorted { $0.campaign.id < $1.campaign.id }
            .flatMap { running in
                running.letters.filter { $0.sentAt == nil }.map {
                    Agenda.Item(at: $0.at, duty: .sendLetters(running.campaign.id, daysBefore: $0.daysBefore))
                }
            }
        agenda.replace(.campaigns, with: items)
    }
}
