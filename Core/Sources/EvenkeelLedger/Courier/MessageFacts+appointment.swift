import EvenkeelDomain

extension MessageFacts {
    /// What is written of an appointment. How to get in is for who comes, and their name for whom they come to.
    ///
    /// - Parameter tellsReason: false where the words of why it does not take place are not for this reader.
    mutating func take(
        _ appointment: Appointment, contacts: [Contact], isVisitor: Bool, tellsReason: Bool = true
    ) {
        let isOver = appointment.state == .cancelled || appointment.state == .notPossible
        visit = Visit(
            site: appointment.installation, startsAt: appointment.start, length: .minutes(appointment.minutes),
            person: isVisitor ? nil : appointment.person, access: isVisitor ? appointment.access : nil,
            isChanged: appointment.sequence > 0, isCancelled: isOver)
        // Whoever came and could not do it wrote the reason, and is not sent their own words.
        let isTheirs = isVisitor && appointment.state == .notPossible
        if isOver, tellsReason, !isTheirs { visit?.reason = appointment.note }
        invited = Invited(
            appointment: appointment,
            attendees: contacts.filter(\.hearsOfPlannedChanges).map(\.email)
                + [appointment.personEmail].compactMap(\.self), isVisitor: isVisitor)
    }
}

extension Appointment {
    /// Who comes, as somebody to write to; nil where no address of theirs is known.
    var visitor: Contact? {
        personEmail.map { Contact(id: ContactID($0.description), customer: customer, name: person, email: $0) }
    }
}
