import EvenkeelDomain
import EvenkeelLedger

/// An update as it was filled in and not sent, so that whoever looked at its preview need not write it again.
struct UpdateDraft {
    /// The forms an update is written in.
    enum Step: String { case own, updates, resolve }

    let body: String
    let override: String
    /// The same, for the form of an update and that of a resolve: what was written in one does not stand in the other.
    let updateBody: String
    let updateOverride: String
    let resolveBody: String
    let resolveOverride: String
    let isResolve: Bool
    let nextIn: String
    let cause: String
    let status: IncidentStatus?
    let phrases: Set<String>
    /// What was written besides, by language.
    let texts: [String: String]

    init() { self.init(FormFields(values: [:]), blocks: nil, step: .updates) }

    init(_ form: ConsoleForm, step: Step) { self.init(form.fields, blocks: form.blocks, step: step) }

    private init(_ fields: FormFields, blocks: UpdateBlocks?, step: Step) {
        body = fields["body"] ?? ""
        override = fields["override"] ?? ""
        isResolve = step == .resolve
        updateBody = isResolve ? "" : body
        updateOverride = isResolve ? "" : override
        resolveBody = isResolve ? body : ""
        resolveOverride = isResolve ? override : ""
        nextIn = fields["next_in"] ?? ""
        cause = fields["cause"] ?? ""
        status = fields["status"].flatMap(IncidentStatus.init(rawValue:))
        phrases = Set(blocks.map { blocks in UpdateBlocks.Block.allCases.flatMap { blocks[$0] } } ?? [])
        texts = Language.allCases.reduce(into: [:]) { $0[$1.rawValue] = fields["text-\($1.rawValue)"] }
    }
}
