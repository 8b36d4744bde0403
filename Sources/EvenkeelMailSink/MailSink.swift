import NIOCore
import NIOPosix

/// An SMTP server that keeps what it receives in memory and sends nothing on.
///
/// The demo shows its mails with it, and tests send real mail to it. It is no mail
/// server: it has no TLS and takes mail for everybody, so it belongs on loopback.
public final class MailSink: Sendable {
    /// The port it listens on.
    public let port: Int
    private let mailroom: Mailroom
    private let listener: any Channel

    private init(port: Int, mailroom: Mailroom, listener: any Channel) {
        self.port = port
        self.mailroom = mailroom
        self.listener = listener
    }

    /// Starts listening; port 0 takes a free one. Throws what the operating system said when it could not.
    public static func start(
        host: String = "127.0.0.1",
        port: Int = 0,
        behaviour: SinkBehaviour = SinkBehaviour(),
        limits: SinkLimits = SinkLimits()
    ) async throws -> MailSink {
        let mailroom = Mailroom(limits)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // A client that has said all it will say still hears the answers.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(SinkConnection(mailroom, behaviour, limits))
                }
            }
            .bind(host: host, port: port).get()
        guard let bound = listener.localAddress?.port else { preconditionFailure("a bound TCP socket has a port") }
        return MailSink(port: bound, mailroom: mailroom, listener: listener)
    }

    /// The messages received and still kept, oldest first.
    public var messages: [SunkMessage] { mailroom.messages }

    /// How many messages were received in all, also those no longer kept.
    public var received: Int { mailroom.received }

    /// How many connections were made in all.
    public var connections: Int { mailroom.connections }

    /// The messages from now on, until `stop`.
    public func arrivals() -> AsyncStream<SunkMessage> { mailroom.arrivals() }

    /// Waits until `count` messages have been received in all and returns those kept.
    ///
    /// Returns earlier, with what there is, when the sink stops or the task is cancelled.
    public func messages(afterReceiving count: Int) async -> [SunkMessage] {
        await mailroom.wait(untilReceived: count)
        return mailroom.messages
    }

    /// Closes the port and every connection. The messages can still be read.
    public func stop() async {
        await Self.close(listener)
        for channel in mailroom.stop() { await Self.close(channel) }
    }

    /// Returns once the channel is closed, whoever closed it.
    private static func close(_ channel: any Channel) async {
        channel.close(promise: nil)
        await withCheckedContinuation { continuation in
            channel.closeFuture.whenComplete { _ in continuation.resume() }
        }
    }
}
