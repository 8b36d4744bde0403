import EvenkeelAPI

/// A customer for people: what somebody needs to know while they are on the telephone.
struct CustomerPrinter {
    let customer: CustomerDocument

    func lines(width: Int?, ink: Ink) -> [String] {
        let facts = [customer.criticality.map { "criticality \($0)" }, customer.timezone, customer.locale]
        let affected = customer.affected ? ink(.red, "affected now") : ink(.green, "not affected now")
        var lines = [
            ink(.bold, customer.name) + " (\(customer.id)), \(affected)",
            "  " + ink(.dim, facts.compactMap(\.self).joined(separator: ", ")),
        ]
        if let since = customer.earlySince {
            lines.append("  Asked to be among the first to get new versions, on \(Figures.time(since)) UTC.")
        }
        for (title, table) in [
            ("Incidents that concern them", incidents), ("What is planned for them", changes), ("Planned work", works),
            ("What they were told", told), ("Installations", installations), ("Contacts", contacts),
        ] where !table.rows.isEmpty {
            lines += ["", ink(.bold, title)] + table.lines(width: width, ink: ink)
        }
        return lines
    }

    private var incidents: TextTable {
        var table = TextTable(
            [
                .text("incident"), .prose("title"), .text("status"), .text("they are"), .prose("because"),
                .text("promised (UTC)"),
            ], indent: 2)
        for concern in customer.incidents {
            table.add(
                TextTable.Cell(concern.incident), TextTable.Cell(concern.title),
                TextTable.Cell(concern.status, IncidentPrinter.style(ofStatus: concern.status)),
                TextTable.Cell(concern.maybe ? "perhaps \(concern.state)" : concern.state),
                TextTable.Cell(concern.reason),
                TextTable.Cell(
                    concern.promise.map { "\($0.kind) by \(Figures.time($0.due, isDue: true))" } ?? "-", .cyan))
        }
        return table
    }

    private var changes: TextTable {
        var table = TextTable(
            [.text("rollout"), .text("release"), .text("installation"), .text("state"), .text("expected")], indent: 2)
        for change in customer.changes {
            table.add(
                TextTable.Cell(change.rollout), TextTable.Cell(change.release), TextTable.Cell(change.installation),
                TextTable.Cell(StateWords.of(change.state), RolloutPrinter.style(ofState: change.state)),
                TextTable.Cell(change.opens ?? "-"))
        }
        return table
    }

    private var works: TextTable {
        var table = TextTable([.text("id"), .prose("title"), .text("status"), .text("from (UTC)")], indent: 2)
        for work in customer.maintenances {
            table.add(
                TextTable.Cell(work.id), TextTable.Cell(work.title), TextTable.Cell(work.status),
                TextTable.Cell(Figures.time(work.from)))
        }
        return table
    }

    private var told: TextTable {
        var table = TextTable(
            [.text("queued (UTC)"), .text("about"), .text("to"), .text("state"), .prose("reason")], indent: 2)
        for delivery in customer.told {
            table.add(
                TextTable.Cell(Figures.time(delivery.queuedAt)), TextTable.Cell(delivery.subject),
                TextTable.Cell(delivery.recipient, .dim), TextTable.Cell(delivery.state),
                TextTable.Cell(delivery.reason ?? ""))
        }
        return table
    }

    private var installations: TextTable {
        var table = TextTable(
            [.text("installation"), .text("version"), .number("seats"), .prose("features")], indent: 2)
        for site in customer.installations {
            table.add(
                TextTable.Cell(site.id),
                TextTable.Cell([site.product, VersionWords.of(site)].compactMap(\.self).joined(separator: " ")),
                TextTable.Cell(site.seats.map { Figures.count($0) } ?? "unknown"),
                TextTable.Cell(site.features?.joined(separator: ", ") ?? "unknown"))
        }
        return table
    }

    private var contacts: TextTable {
        var table = TextTable([.text("name"), .text("mail"), .text("telephone"), .text("is told of")], indent: 2)
        for person in customer.contacts {
            table.add(
                TextTable.Cell(person.name ?? "-"), TextTable.Cell(person.email), TextTable.Cell(person.phone ?? "-"),
                TextTable.Cell(person.role))
        }
        return table
    }
}
