import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// What an update would say to whom, shown above the form it was written in. Its links lead nowhere.
struct PreviewModel {
    struct Mail {
        let name: String
        let lang: String
        let dir: String
        let readers: String
        let subject: String
        let text: String
    }

    let mails: [Mail]
    /// Programs and rooms that are told as well.
    let endpoints: String?
    /// What the leak guard found.
    let leaks: String?
    let mayStand: Bool

    init(_ preview: UpdatePreview) {
        mails = preview.mails.map { mail in
            Mail(
                name: ComposerModel.name(mail.language), lang: mail.language.rawValue,
                dir: mail.language == .hebrew ? "rtl" : "ltr", readers: PreviewSentences.readers(mail.readers),
                subject: mail.subject, text: mail.text)
        }
        endpoints = preview.endpoints.isEmpty ? nil : preview.endpoints.sorted().joined(separator: ", ")
        leaks = preview.leaks.isEmpty ? nil : Sentences.problem(.refused(.leaks(preview.leaks))).detail
        mayStand = preview.mayStand
    }
}
