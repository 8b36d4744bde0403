import EvenkeelDomain
import EvenkeelLedger
import Testing

@testable import EvenkeelServer

/// What the pages of an incident show only after a long outage.
enum IncidentPageSample {
    static var preview: PreviewModel {
        PreviewModel(
            UpdatePreview(
                mails: [.init(language: .hebrew, readers: 1, subject: "s", text: "t")], endpoints: ["e"],
                leaks: [.init(kind: .host, text: "db.internal")], mayStand: true))
    }

    /// With a corrected signal, one with a note, an audience that is cut short, a regulator's term and one that was filed.
    static func full(_ incident: Incident) -> Incident {
        var incident = incident
        incident.corrections = [
            SignalCorrection(
                signal: 0, was: incident.began, at: incident.began, why: "w", by: "b", correctedAt: incident.began)
        ]
        incident.signals.append(Signal(source: .staff, at: incident.began, note: "n"))
        incident.isAudienceComplete = false
        incident.promises.append(
            Promise(
                id: "reg", kind: .regulator, madeAt: incident.began, due: incident.began + .days(1),
                subject: "nis2/early-warning"))
        incident.filings = [
            RegulatoryFiling(subject: "nis2/notification", at: incident.began, reference: "r", by: "b")
        ]
        return incident
    }

    static func diagnoses(frame: ConsoleFrame, site: Site) async throws -> [DiagnosisModel] {
        let time = TimeModel(TestSite.start, now: TestSite.start, zone: .utc)
        let name = DiagnosisModel.Name(path: "/", name: "n")
        let incident = try #require(await site.ledger.read { $0.incidents.values.min { $0.id < $1.id } })
        let full = DiagnosisModel(
            frame: frame, id: "i", title: "t", concerns: "c", audience: "a", atLeast: "l",
            draft: .init(concerns: "c", why: "w", isAtLeast: true),
            effect: .init(summary: "s", joined: [name], hasJoined: true, left: [name], hasLeft: true),
            repeats: [
                .init(
                    id: "e", path: "/", title: "t", share: "70 %", reasons: "r", actions: "a", confirmPath: "/repeat")
            ], hasRepeats: true, rejected: [.init(earlier: name, text: "x")], isLikeNone: false, repeatOf: name,
            canRepeat: true,
            terms: [.init(subject: "s", name: "n", due: time)], hasTerms: true, filings: ["f"],
            regimes: [.init(value: "v", label: "l")])
        return [full, try await DiagnosisModel.of(incident, site: site, frame: frame)]
    }

    static func reports(frame: ConsoleFrame, site: Site) async throws -> [ReportEditorModel] {
        let incidents = await site.ledger.read { $0.incidents.values.sorted { $0.id < $1.id } }
        return incidents.map { known in
            var incident = known
            incident.promises.append(
                Promise(id: "report", kind: .report, madeAt: known.began, due: known.began + .days(5)))
            return ReportEditorModel(
                ReportForm(incident, zone: site.context.zone), on: incident,
                points: ReportCheck.of(
                    ReportForm(incident, zone: site.context.zone).report, on: incident,
                    today: site.context.zone.localDate(at: site.now)),
                leaks: [.init(kind: .host, text: "db.internal")], isChecked: true, frame: frame)
        }
    }
}
