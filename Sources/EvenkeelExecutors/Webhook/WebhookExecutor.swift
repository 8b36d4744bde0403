public import EvenkeelDomain
import EvenkeelHTTP
public import EvenkeelLedger
import Foundation
import Synchronization

/// Installs by handing each one to another server, such as a CI server, with a signed request that is the same however
/// often it is sent. The result comes in the answer, by a callback, or is asked for.
///
/// `SentRequests` keeps that a request is about to leave, before it does, and what it was answered: after a crash it is
/// known whether the other side may have heard of the install, and whether it has.
public final class WebhookExecutor: Executor {
    /// How the waits between two attempts grow, in seconds; the last is repeated as long as the install has time.
    private static let waitsSeconds: [Double] = [1, 2, 4, 8, 15, 30, 60]
    private static let secondsBetweenQuestions = 5.0

    private enum Hand: Hashable {
        /// A request is on its way, or will be sent again; what became of the last one.
        case handing(trouble: String?)
        /// It is not sent again, and every request so far was in vain; why the last one was, nil while the first is still on
        /// its way.
        case calledOff(trouble: String?)
        /// The other side has it; `isAsking` while a question is on its way.
        case taken(isAsking: Bool)
        case ended(InstallResult)

        var isHanding: Bool { if case .handing = self { true } else { false } }

        /// Whether an answer that says they have it is news.
        var awaitsTaking: Bool {
            switch self {
            case .handing, .calledOff: true
            case .taken, .ended: false
            }
        }
    }

    private let webhooks: [String: DeclaredWebhook]
    private let sent: SentRequests
    private let baseURL: String
    private let now: @Sendable () -> Timestamp
    private let onEnd: @Sendable () -> Void
    private let client: WebhookClient
    private let hands = Mutex<[String: Hand]>([:])

    /// - Parameters:
    ///   - folder: where it is kept that a request was sent, and what it was answered.
    ///   - baseURL: the address at which callbacks reach this server.
    ///   - now: for the time in signatures.
    ///   - onEnd: called when there is an end to hear of.
    public init(
        webhooks: [String: DeclaredWebhook], folder: String, baseURL: String, now: @escaping @Sendable () -> Timestamp,
        timeoutSeconds: Double = 30, onEnd: @escaping @Sendable () -> Void = {}
    ) {
        self.webhooks = webhooks
        sent = SentRequests(folder: folder)
        self.baseURL = baseURL
        self.now = now
        self.onEnd = onEnd
        client = WebhookClient(timeoutSeconds: timeoutSeconds)
    }

    /// True if this token allows whoever shows it to tell how the install ended.
    public func mayReport(_ install: Install, declaredAs name: String?, token: String) -> Bool {
        guard let name, let webhook = webhooks[name] else { return false }
        return CallbackToken.isValid(token, key: install.key, secret: webhook.secret)
    }

    public func start(_ job: InstallJob) async -> InstallProgress {
        guard let name = job.command, let webhook = webhooks[name] else {
            return .ended(.failed(note: "no webhook named \(job.command ?? "(none)") is declared on this server"))
        }
        if job.backTo != nil, webhook.rollback == nil {
            return .ended(.failed(note: "the webhook \(name) declares no rollback on this server"))
        }
        do { try sent.leave(job.key) } catch {
            return .ended(.failed(note: "it cannot be kept that the install is handed over: \(error)"))
        }
        hand(job, to: webhook)
        return .underWay
    }

    public func look(at job: InstallJob) async -> InstallProgress {
        guard let name = job.command, let webhook = webhooks[name] else { return .underWay }
        switch hands.withLock({ $0[job.key] }) {
        case .ended(let result): return .ended(result)
        case .taken(let isAsking):
            if !isAsking, webhook.status != nil { ask(job, webhook) }
        // Who never took it has nothing to say of it, so that it is not asked for either.
        case .handing(let trouble?), .calledOff(let trouble?): return .notTaken(note: trouble)
        case .handing(nil), .calledOff(nil): break
        case nil:
            // After a restart.
            switch sent.mark(of: job.key) {
            case nil: return .notStarted
            case .answered(let report): return known(job.key, report.progress)
            case .sent: break
            }
            // The other side may have heard of it. The same request again starts nothing twice, but would start what a
            // halt was faster than, and what is over its time.
            if job.isWanted, isInTime(job) { hand(job, to: webhook) } else { stopHanding(job) }
        }
        return .underWay
    }

    public func cancel(_ job: InstallJob) async -> CancelAnswer {
        let isOnItsWay = hands.withLock { $0[job.key]?.isHanding ?? false }
        if isOnItsWay { stopHanding(job) }
        return tellToStop(job) || isOnItsWay ? .asked : .goesOn
    }

    /// The other side is told as well: it may have the install, or find the request when it comes back.
    public func abandon(_ job: InstallJob) async -> Bool {
        stopHanding(job)
        _ = tellToStop(job)
        return false
    }

    /// False where the other side cannot be told.
    private func tellToStop(_ job: InstallJob) -> Bool {
        guard let name = job.command, let webhook = webhooks[name], let url = webhook.cancel else { return false }
        let body = request("install.cancel", job, webhook)
        let headers = signed(body, id: job.key + "-cancel", webhook)
        Task.detached { [client] in
            // Once: an install that cannot be reached to be stopped ends by its time.
            do { _ = try await client.send("POST", url, headers: headers, body: body) } catch { return }
        }
        return true
    }

    public func forget(_ install: Install) async {
        hands.withLock { _ = $0.removeValue(forKey: install.key) }
        sent.forget(install.key)
    }

    // MARK: Requests

    private func hand(_ job: InstallJob, to webhook: DeclaredWebhook) {
        hands.withLock { $0[job.key] = .handing(trouble: nil) }
        let body = request(job.backTo == nil ? "install.start" : "install.rollback", job, webhook)
        Task.detached { [self] in
            var attempt = 0
            // Ends when the install is called off or given up. Whoever comes back later than its time is not handed it: its
            // window may be closed by then, and nobody would wait for it.
            while hands.withLock({ $0[job.key]?.isHanding ?? false }) {
                guard isInTime(job) else {
                    stopHanding(job)
                    break
                }
                guard let trouble = await attemptOnce(job, webhook, body) else { return }
                let wait = Self.waitsSeconds[min(attempt, Self.waitsSeconds.count - 1)]
                attempt += 1
                let said = "\(trouble); tried \(attempt == 1 ? "once" : "\(attempt) times")"
                hands.withLock { hands in
                    switch hands[job.key] {
                    case .handing: hands[job.key] = .handing(trouble: said)
                    case .calledOff: hands[job.key] = .calledOff(trouble: said)
                    case .taken, .ended, nil: break
                    }
                }
                do { try await Task.sleep(for: .seconds(wait * Double.random(in: 0.8...1.2))) } catch { return }
            }
            // Not sent even once, it may still have left before a restart.
            guard attempt == 0 else { return }
            hands.withLock { hands in
                if hands[job.key] == .calledOff(trouble: nil) { hands[job.key] = .taken(isAsking: false) }
            }
        }
    }

    private func isInTime(_ job: InstallJob) -> Bool { now() < job.startedAt + job.timeout }

    /// It is not sent again; what comes of it, if it arrived, is still heard.
    private func stopHanding(_ job: InstallJob) {
        hands.withLock { hands in
            switch hands[job.key] {
            case .handing(let trouble): hands[job.key] = .calledOff(trouble: trouble)
            // It left before a restart: they may have it.
            case nil: hands[job.key] = .taken(isAsking: false)
            case .calledOff, .taken, .ended: break
            }
        }
    }

    /// Nil if the other side has answered for good, else why it is asked again.
    private func attemptOnce(_ job: InstallJob, _ webhook: DeclaredWebhook, _ body: Data) async -> String? {
        let answer: HTTPAnswer
        do {
            let url = job.backTo == nil ? webhook.url : webhook.rollback ?? webhook.url
            answer = try await client.send("POST", url, headers: signed(body, id: job.key, webhook), body: body)
        } catch { return "the webhook gave no answer (\(error))" }
        switch answer.status {
        // 409: it has this request already.
        case 200..<300, 409: answered(job.key, WebhookReport(answer.body) ?? WebhookReport(.accepted))
        case 408, 425, 429, 500...: return "the webhook answered \(answer.status)"
        default: answered(job.key, WebhookReport(.failed, note: "the webhook answered \(answer.status)"))
        }
        return nil
    }

    /// Kept before anything is made of it, unless the install has ended another way meanwhile.
    private func answered(_ key: String, _ report: WebhookReport) {
        guard hands.withLock({ $0[key] != nil }) else { return }
        sent.answer(key, report)
        settle(key, report.progress)
    }

    /// What an answer from before a restart comes to; how it went on is asked for, or told by a callback.
    private func known(_ key: String, _ progress: InstallProgress) -> InstallProgress {
        hands.withLock { hands in
            if case .ended(let result) = progress {
                hands[key] = .ended(result)
            } else {
                hands[key] = .taken(isAsking: false)
            }
        }
        return progress
    }

    private func ask(_ job: InstallJob, _ webhook: DeclaredWebhook) {
        let text = (webhook.status ?? "").replacing("{key}", with: job.key).replacing("{install}", with: "\(job.id)")
        guard let url = URL(string: text) else { return }
        hands.withLock { $0[job.key] = .taken(isAsking: true) }
        Task.detached { [self] in
            do {
                let answer = try await client.send("GET", url, headers: signed(Data(), id: job.key, webhook))
                if (200..<300).contains(answer.status), let report = WebhookReport(answer.body) {
                    settle(job.key, report.progress)
                }
                try await Task.sleep(for: .seconds(Self.secondsBetweenQuestions))
            } catch {
                // Asked again in the next round.
            }
            hands.withLock { if $0[job.key] == .taken(isAsking: true) { $0[job.key] = .taken(isAsking: false) } }
        }
    }

    private func settle(_ key: String, _ progress: InstallProgress) {
        let isEnd = hands.withLock { hands in
            guard let hand = hands[key] else { return false }
            if case .ended = hand { return false }
            guard case .ended(let result) = progress else {
                if hand.awaitsTaking { hands[key] = .taken(isAsking: false) }
                return false
            }
            hands[key] = .ended(result)
            return true
        }
        if isEnd { onEnd() }
    }

    private func request(_ type: String, _ job: InstallJob, _ webhook: DeclaredWebhook) -> Data {
        struct Body: Encodable {
            var type: String
            var key: String
            var install: Int32
            var installation: String
            var customer: String
            var rollout: String
            var product: String
            var version: String
            /// What is to run again, where the version above is taken back.
            var backTo: String?
            var attempt: Int
            var timeoutSeconds: Int64
            var callback: String
        }
        let token = CallbackToken.text(key: job.key, secret: webhook.secret)
        let body = Body(
            type: type, key: job.key, install: job.id.number, installation: job.site.id.text,
            customer: job.site.customer.text, rollout: job.rollout.text, product: job.release.product,
            version: job.release.version.description, backTo: job.backTo?.description, attempt: job.attempt,
            timeoutSeconds: job.timeout.milliseconds / 1000, callback: "\(baseURL)/hooks/installs/\(job.id)/\(token)")
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return try encoder.encode(body) } catch { preconditionFailure("plain members are encoded: \(error)") }
    }

    private func signed(_ body: Data, id: String, _ webhook: DeclaredWebhook) -> [String: String] {
        webhook.secret.headers(id: id, timestampSeconds: now().milliseconds / 1000, body: body)
    }
}
